"""Proportions with Wilson's interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from analysis._gate import AnalysisError, column, confidence_level, levels, named, numeric_column
from analysis._result import Estimate, Result


@dataclass(frozen=True, kw_only=True)
class Proportions(Result):
    """Share of ones, one row a group."""

    rows: tuple[Estimate, ...]
    """Share and interval of each group."""
    counts: tuple[tuple[int, int], ...]
    """Ones and total of each group."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a group."""
        return self.rows


def wilson_interval(successes: int, total: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a proportion; NaN where `total` is zero. Computed by statsmodels.

    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), with p = successes / total, n = total.

    References
    ----------
    Wilson 1927, JASA 22:209.

    Examples
    --------
    >>> low, high = wilson_interval(9, 10)
    >>> round(low, 3), round(high, 3)
    (0.596, 0.982)
    """
    confidence_level(confidence)
    if not 0 <= successes <= total:
        raise AnalysisError(f"{successes} of {total} is no proportion.")
    if total == 0:
        return math.nan, math.nan
    low, high = proportion_confint(successes, total, alpha=1 - confidence, method="wilson")
    return float(low), float(high)


def proportions(frame: pd.DataFrame, outcome: str, *, by: str | None = None, confidence: float = 0.95) -> Proportions:
    """Share of ones in a 0/1 column with Wilson's interval, overall or for each level of `by`.

    The interval takes rows as independent: with several rows a participant it is too narrow, and a mixed logit answers.

    Parameters
    ----------
    frame
        One row an observation; missing outcomes are left out.
    outcome
        Column of zeros and ones.
    by
        Column of groups.
    confidence
        Level of the intervals.

    References
    ----------
    Wilson 1927, Journal of the American Statistical Association 22:209.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"relevant": [1, 1, 1, 0], "condition": ["a", "a", "b", "b"]})
    >>> proportions(frame, "relevant", by="condition").counts
    ((2, 2), (1, 2))
    """
    values = numeric_column(frame, outcome, "outcome")
    wrong = values.dropna()[~values.dropna().isin([0, 1])]
    if len(wrong):
        raise AnalysisError(f"Column '{outcome}' holds {wrong.iloc[0]:g}, neither 0 nor 1.")
    groups = column(frame, by, "by") if by else pd.Series("all", index=frame.index)
    rows, counts = [], []
    for label in levels(groups):
        part = values[groups == label].dropna()
        ones, total = int(part.sum()), len(part)
        low, high = wilson_interval(ones, total, confidence)
        rows.append(Estimate(str(label), ones / total if total else math.nan, ci_low=low, ci_high=high))
        counts.append((ones, total))
    empty = [row.term for row, (_, total) in zip(rows, counts, strict=True) if total == 0]
    messages = (f"No answers: {named(empty)}.",) if empty else ()
    if not rows:
        messages = ("No answers: nothing can be computed.",)
    return Proportions(rows=tuple(rows), counts=tuple(counts), messages=messages)
