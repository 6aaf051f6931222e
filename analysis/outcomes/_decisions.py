"""Outcomes computed from what a participant decided in one trial."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pandas as pd

Measured = Callable[[pd.DataFrame], pd.Series]


def _shares(column: str) -> Measured:
    return lambda trials: trials[column].astype("Float64").astype(float)


def _switched(trials: pd.DataFrame) -> pd.Series:
    """1 where the final judgement is the AI's answer, given that the first was not."""
    followed = (trials["final_judgement"] == trials["ai_answer"]).astype(float)
    differed = trials["first_judgement"].notna() & (trials["first_judgement"] != trials["ai_answer"])
    return followed.where(differed & trials["final_judgement"].notna() & trials["ai_answer"].notna())


def _wrong_ai(trials: pd.DataFrame) -> pd.Series:
    return trials["ai_correct"].eq(False).fillna(False).astype(bool)


def _right_ai(trials: pd.DataFrame) -> pd.Series:
    return trials["ai_correct"].eq(True).fillna(False).astype(bool)


MEASURES: Mapping[str, tuple[str, Measured]] = MappingProxyType(
    {
        "keyed_correct": ("Share of keyed questions answered correctly.", _shares("keyed_correct")),
        "first_accuracy": (
            "Share of cases judged correctly before the AI's answer was seen.",
            _shares("first_correct"),
        ),
        "final_accuracy": ("Share of cases judged correctly after the AI's answer was seen.", _shares("final_correct")),
        "over_reliance": (
            "Share of cases in which the final judgement is the AI's answer, of those in which the AI was wrong and the first "
            "judgement differed from it.",
            lambda trials: _switched(trials).where(_wrong_ai(trials)),
        ),
        "under_reliance": (
            "Share of cases in which the final judgement is not the AI's answer, of those in which the AI was right and the "
            "first judgement differed from it.",
            lambda trials: 1 - _switched(trials).where(_right_ai(trials)),
        ),
        "switched": (
            "Share of cases in which the final judgement is the AI's answer, of those in which the first judgement differed.",
            _switched,
        ),
        "duration": ("Seconds spent on a case.", lambda trials: trials["duration_seconds"].astype(float)),
    }
)
"""What each measure is, in words, and how it follows from trials; NaN where a trial does not count."""


def decision(trials: pd.DataFrame, measure: str) -> pd.Series:
    """The value of a measure in each trial, shape (trials,); NaN where the trial does not enter its denominator.

    Over-reliance is P(final = AI | AI wrong, first != AI), under-reliance P(final != AI | AI right, first != AI).

    Source: Schemmer et al. 2023, arXiv 2302.02187 (reliance on single decisions).

    Parameters
    ----------
    trials
        The `trials` table.
    measure
        A key of `MEASURES`.

    Examples
    --------
    >>> import pandas as pd
    >>> trials = pd.DataFrame({
    ...     "first_judgement": ["naevus", "melanoma", "naevus"],
    ...     "ai_answer": ["melanoma", "melanoma", "melanoma"],
    ...     "final_judgement": ["melanoma", "melanoma", "naevus"],
    ...     "ai_correct": pd.array([False, False, False], dtype="boolean"),
    ... })
    >>> decision(trials, "over_reliance").tolist()
    [1.0, nan, 0.0]
    """
    return MEASURES[measure][1](trials)
