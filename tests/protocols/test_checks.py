"""The linter: each way in which the parts of a study can fail to fit is found, at its place, with a fix."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from protocols import check_study, load_study
from tests.protocols.damage import TODAY, Damage, removing, setting


def test_a_sound_study_has_no_findings(folder: Path) -> None:
    report = check_study(folder, TODAY)
    assert report.findings == ()


INSTRUMENT_ERRORS = [
    ("item twice", setting("items", 1, "id", to="mood_calm"), "items[1].id", "used twice", "an id of its own"),
    (
        "score item",
        setting("scores", 0, "items", 2, to="mood_lod"),
        "scores[0].items[2]",
        "`mood_lod`, which is no item",
        "did you mean `mood_l",
    ),
    (
        "display within a random order",
        setting("items", 1, "show_if", to={"item": "mood_calm", "equals": [1]}),
        "items[1].show_if",
        "not asked before",
        "asked earlier",
    ),
]


@pytest.mark.parametrize(
    ("edit", "path", "reason", "fix"),
    [row[1:] for row in INSTRUMENT_ERRORS],
    ids=[row[0] for row in INSTRUMENT_ERRORS],
)
def test_instrument_errors_are_found(
    damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str
) -> None:
    found = damaged("instruments/mood.yaml", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and finding.file == "instruments/mood.yaml"]
    assert reason in finding.reason
    assert fix in finding.fix


def test_a_score_of_words_is_found(damaged: Damage) -> None:
    def change(value: Any) -> None:
        value["items"].append({"type": "text", "id": "mood_words", "prompt": "Words"})
        value["scores"][0]["items"].append("mood_words")

    (finding,) = damaged("instruments/mood.yaml", change).errors
    assert finding.path == "scores[0].items[3]"
    assert "not numbers" in finding.reason


WARNINGS = [
    ("retention", setting("retention", to=date(2020, 1, 1)), "retention", "retention ended on 2020-01-01"),
    ("small target", setting("allocation", "target", to=31), "allocation.strata", "2 strata with blocks of up to 8"),
    ("no debrief", setting("flow", "after", to=[]), "flow.after", "never told what the study was about"),
    ("debrief in words", setting("flow", "after", -1, "cases", to=False), "flow.after", "never shown what the cases"),
    (
        "no smallest effect",
        removing("analysis", "hypotheses", 0, "smallest_effect"),
        "analysis.hypotheses[0]",
        "no smallest effect of interest",
    ),
    (
        "no primary hypothesis",
        setting("analysis", "hypotheses", 0, "family", to="secondary"),
        "analysis.hypotheses",
        "no hypothesis is primary",
    ),
]


@pytest.mark.parametrize(("edit", "path", "reason"), [row[1:] for row in WARNINGS], ids=[row[0] for row in WARNINGS])
def test_warnings_do_not_stop(
    damaged: Damage, folder: Path, edit: Callable[[Any], None], path: str, reason: str
) -> None:
    report = damaged("study.yaml", edit)
    assert report.errors == ()
    (finding,) = report.warnings
    assert finding.path == path
    assert reason in finding.reason
    load_study(folder)


def test_missing_translations_are_errors(folder: Path, damaged: Damage) -> None:
    (folder / "texts/de").mkdir()
    for name in ("consent", "sheet"):
        (folder / f"texts/de/{name}.md").write_text("Ein Text.\n")
    report = damaged("study.yaml", setting("languages", to=["en", "de"]))
    reasons = {(finding.file, finding.path): finding.reason for finding in report.errors}
    assert reasons["study.yaml", "landing"].startswith("text `landing` has no `de` version")
    assert reasons["study.yaml", "title"] == "the text has no `de` version"
    assert reasons["study.yaml", "contact.name"] == "the text has no `de` version"
    assert reasons["instruments/mood.yaml", "items[0].prompt"] == "the text has no `de` version"
    assert reasons["stimuli/manifest.json", "cases[0].answer.text"] == "the text has no `de` version"
    assert reasons["stimuli/manifest.json", "diagnoses.acne"] == "the text has no `de` version"


def test_a_text_without_the_first_language_is_an_error(damaged: Damage) -> None:
    (finding,) = damaged("study.yaml", setting("title", to={"de": "Eine Studie"})).errors
    assert (finding.path, finding.reason) == ("title", "the text has no `en` version")


def test_errors_come_before_warnings(damaged: Damage) -> None:
    def change(value: Any) -> None:
        value["flow"]["after"] = []
        value["analysis"]["reference"] = "images"

    assert [finding.severity for finding in damaged("study.yaml", change).findings] == ["error", "warning"]


def test_an_unreadable_study_is_reported_without_a_balance_table(folder: Path) -> None:
    (folder / "study.yaml").write_text("id: [")
    report = check_study(folder, TODAY)
    assert len(report.errors) == 1
    assert report.balance == ()
