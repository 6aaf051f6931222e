"""How evenly a set is spread over diagnoses, skin types, and right and wrong answers of the AI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from protocols import SkinType, StimulusSet


@dataclass(frozen=True)
class SpreadRow:
    """The cases of one true diagnosis or one skin type."""

    factor: Literal["diagnosis", "skin_type"]
    level: str
    """Diagnosis key, or skin type."""
    cases: int
    """Cases of the set."""
    ai_correct: int
    """Of these, how many the AI named rightly."""


def spread(stimuli: StimulusSet) -> tuple[SpreadRow, ...]:
    """A row for each true diagnosis that occurs, in alphabetical order, and for each of the six skin types."""
    diagnoses = sorted({case.truth for case in stimuli.cases})
    return tuple(
        [
            _row("diagnosis", level, [bool(case.ai_correct) for case in stimuli.cases if case.truth == level])
            for level in diagnoses
        ]
        + [
            _row("skin_type", level, [bool(case.ai_correct) for case in stimuli.cases if case.skin_type == level])
            for level in get_args(SkinType)
        ]
    )


def _row(factor: Literal["diagnosis", "skin_type"], level: str, right: list[bool]) -> SpreadRow:
    return SpreadRow(factor, level, len(right), sum(right))
