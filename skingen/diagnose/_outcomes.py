"""Answers beside the truth: what `analysis` needs to score a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from protocols import SkinType
from skingen.data import LabelledPicture
from skingen.diagnose._answer import Opinion


@dataclass(frozen=True)
class AnswerOutcome:
    """One picture with its answer held against its label."""

    file_name: str
    truth: str
    """Labelled diagnosis."""
    skin_type: SkinType | None
    """Labelled skin type."""
    parsed: bool
    """Whether a diagnosis could be read from the answer."""
    top_1: bool
    """Whether the diagnosis named is the truth; false where none could be read."""
    top_3: bool
    """Whether the truth is the diagnosis named or one of the first two alternatives."""
    confidence: float | None
    """Probability that the model gave to the name, 0 to 1."""


def answer_outcomes(pictures: Sequence[LabelledPicture], opinions: Sequence[Opinion]) -> tuple[AnswerOutcome, ...]:
    """One row for each picture that has an answer, in the order of the pictures."""
    given = {opinion.file_name: opinion for opinion in opinions}
    return tuple(
        AnswerOutcome(
            file_name=picture.file_name,
            truth=picture.diagnosis,
            skin_type=picture.skin_type,
            parsed=opinion.state == "parsed",
            top_1=opinion.diagnosis == picture.diagnosis,
            top_3=picture.diagnosis in (opinion.diagnosis, *opinion.alternatives[:2]),
            confidence=opinion.confidence,
        )
        for picture in pictures
        for opinion in [given.get(picture.file_name)]
        if opinion is not None
    )
