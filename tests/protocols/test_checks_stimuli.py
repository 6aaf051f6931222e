"""The linter on the stimulus set: cases, answers, pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocols import ProtocolError, check_study, load_study
from tests.protocols.damage import TODAY, Damage, setting

CASE = ("cases", 3)
MANIFEST_ERRORS = [
    ("case twice", setting(*CASE, "id", to="case-a1"), "cases[3].id", "used twice", "its own id"),
    (
        "unknown diagnosis",
        setting(*CASE, "options", 2, to="acme"),
        "cases[3].options[2]",
        "diagnosis `acme` is not declared",
        "did you mean `acne`?",
    ),
    (
        "truth not offered",
        setting(*CASE, "options", to=["eczema", "acne"]),
        "cases[3].options",
        "do not hold the truth, `psoriasis`",
        "add it",
    ),
    (
        "answer not offered",
        setting("cases", 1, "options", to=["psoriasis", "acne"]),
        "cases[1].options",
        "do not hold the AI's answer, `eczema`",
        "add it",
    ),
    ("option twice", setting(*CASE, "options", 3, to="acne"), "cases[3].options", "given twice", "once"),
    (
        "ai_correct",
        setting(*CASE, "ai_correct", to=False),
        "cases[3].ai_correct",
        "the AI named `psoriasis`",
        "correct whichever is wrong",
    ),
    (
        "photo of something else",
        setting(*CASE, "photo", "depicts", to="acne"),
        "cases[3].photo.depicts",
        "depicts `acne`, but the truth is `psoriasis`",
        "correct",
    ),
    (
        "skin type",
        setting(*CASE, "photo", "skin_type", to="VI"),
        "cases[3].skin_type",
        "shows skin type VI, the case says III",
        "correct",
    ),
    (
        "reference of something else",
        setting("cases", 1, "references", 0, "depicts", to="psoriasis"),
        "cases[1].references[0].depicts",
        "but the AI named `eczema`",
        "references show what the AI named",
    ),
    (
        "true reference of something else",
        lambda value: value["cases"][3].update(true_reference={**value["cases"][3]["photo"], "depicts": "acne"}),
        "cases[3].true_reference.depicts",
        "depicts `acne`, but the truth is `psoriasis`",
        "a picture of the truth",
    ),
    ("no references", setting(*CASE, "references", to=[]), "cases[3].references", "there are none", "add"),
    ("no keyed question", setting(*CASE, "keyed", to=[]), "cases[3].keyed", "the case has none", "add"),
    (
        "key",
        setting(*CASE, "keyed", 0, "key", to="z"),
        "cases[3].keyed[0].key",
        "`z` is not among the options",
        "the options are `a`, `b`, `c`",
    ),
    (
        "keyed option twice",
        setting(*CASE, "keyed", 0, "options", 1, "id", to="a"),
        "cases[3].keyed[0].options",
        "given twice",
        "an id of its own",
    ),
    (
        "image outside",
        setting(*CASE, "photo", "file", to="../../secret.webp"),
        "cases[3].photo.file",
        "lies outside the set",
        "copy it",
    ),
]


@pytest.mark.parametrize(
    ("edit", "path", "reason", "fix"), [row[1:] for row in MANIFEST_ERRORS], ids=[row[0] for row in MANIFEST_ERRORS]
)
def test_stimulus_errors_are_found(
    damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str
) -> None:
    found = damaged("stimuli/manifest.json", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and reason in finding.reason]
    assert finding.file == "stimuli/manifest.json"
    assert fix in finding.fix


def test_a_truth_that_no_picture_shows_to_a_debrief_is_a_warning(damaged: Damage) -> None:
    def change(value: Any) -> None:
        wrong = value["cases"][1]
        wrong["truth"] = wrong["photo"]["depicts"] = "acne"

    report = damaged("stimuli/manifest.json", change)
    assert report.errors == ()
    (finding,) = report.warnings
    assert finding.path == "cases[1].true_reference"
    assert "no reference image of the set depicts `acne`" in finding.reason


def test_a_missing_image_is_found(folder: Path) -> None:
    (folder / "stimuli/images/case-a3-photo.webp").unlink()
    (finding,) = check_study(folder, TODAY).errors
    assert (finding.path, finding.reason) == (
        "cases[3].photo.file",
        "image `images/case-a3-photo.webp` is missing",
    )


def test_an_image_altered_by_one_byte_is_found(folder: Path) -> None:
    image = folder / "stimuli/images/case-a3-reference.webp"
    image.write_bytes(image.read_bytes()[:-1] + b"!")
    (finding,) = check_study(folder, TODAY).errors
    assert finding.path == "cases[3].references[0].file"
    assert "was altered" in finding.reason
    with pytest.raises(ProtocolError, match="was altered"):
        load_study(folder)
