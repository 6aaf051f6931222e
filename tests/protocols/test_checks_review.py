"""The linter on image reviews: items that hold the results, origins that stay hidden until the debrief."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import protocols
from protocols import Report, check_study
from protocols._document import read_document
from tests.protocols.damage import setting

BUILT_IN = Path(protocols.__file__).parent / "image_review"
TODAY = date(2026, 11, 21)
Damage = Callable[..., Report]
STEP = ("trial", "steps", 0)


@pytest.fixture
def damaged(tmp_path: Path) -> Damage:
    """Changes `study.yaml` and, if need be, the manifest of the built-in review and reports what the linter then says."""
    folder = shutil.copytree(BUILT_IN, tmp_path / "image_review")

    def change(edit: Callable[[Any], None], of_manifest: Callable[[Any], None] = lambda _: None) -> Report:
        for name, done in (("study.yaml", edit), ("stimuli/manifest.json", of_manifest)):
            value = read_document(folder / name, name).value
            done(value)
            (folder / name).write_text(json.dumps(value, default=str))
        return check_study(folder, TODAY)

    return change


def test_the_built_in_review_has_no_fault_and_names_its_two_choices() -> None:
    report = check_study("image_review", TODAY)
    assert (report.errors, report.warnings) == ((), ())
    assert [(note.path, note.reason) for note in report.findings] == [
        ("analysis", "no hypothesis is declared: nothing is confirmatory, the report only describes"),
        (
            "trial.origins",
            "participants are not told which pictures are photos, drawn or generated until the debrief",
        ),
    ]


HYPOTHESIS = {"id": "h1", "statement": "S", "outcome": "o", "treatment": "blinded", "family": "primary"}
ERRORS: list[tuple[Callable[[Any], None], str, str]] = [
    (
        setting("analysis", "review", "relevance", to="relevant"),
        "analysis.review.relevance",
        "is not asked in the trial",
    ),
    (setting("analysis", "review", "relevance", to="realism"), "analysis.review.relevance", "`yes` and `no`"),
    (setting("analysis", "review", "diagnosis", to="realism"), "analysis.review.diagnosis", "is no judgement"),
    (setting("analysis", "review", "origin", to="clinically_relevant"), "analysis.review.origin", "are not origins"),
    (setting("analysis", "review", "realism", to="origin_guess"), "analysis.review.realism", "are not numbers"),
    (setting("analysis", "hypotheses", to=[HYPOTHESIS]), "analysis.hypotheses", "a single design has one"),
    (lambda value: value["flow"]["after"].pop(), "trial.origins", "no debrief ever reveals them"),
    (setting("flow", "after", -1, "cases", to=False), "trial.origins", "no debrief ever reveals them"),
    (setting(*STEP, "panel", to=True), "trial.origins", "the AI panel says how its reference images were made"),
    (setting(*STEP, "panel", to=True), "cases[0].answer", "a step shows the AI's answer, but the case has none"),
    (setting("design", "kind", to="between"), "design", "compares two conditions or more"),
]


@pytest.mark.parametrize(("edit", "path", "reason"), ERRORS, ids=[path for _, path, _ in ERRORS])
def test_a_fault_is_named_with_its_place(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str) -> None:
    assert any(found.path == path and reason in found.reason for found in damaged(edit).errors)


def test_guesses_of_an_origin_that_is_shown_mean_nothing(damaged: Damage) -> None:
    report = damaged(setting("trial", "origins", to="labelled"))
    assert [found.reason for found in report.warnings] == [
        "reviewers are told how each picture was made, so their guesses of it mean nothing"
    ]


def test_a_size_that_only_photos_have_gives_them_away(damaged: Damage) -> None:
    def photos(width: int) -> Callable[[Any], None]:
        def change(value: Any) -> None:
            for case in value["cases"][:5]:
                case["photo"] |= {"origin": "photo", "width": width}

        return change

    def untouched(_: Any) -> None:
        """The study as it is."""

    assert damaged(untouched, photos(512)).warnings == ()
    assert "gives the origin away" in damaged(untouched, photos(640)).warnings[0].reason


def test_a_case_without_an_answer_says_nothing_about_one(damaged: Damage) -> None:
    report = damaged(lambda _: None, setting("cases", 0, "ai_correct", to=True))
    assert [found.path for found in report.errors] == ["cases[0].answer"]
