"""Gwet's AC1 and AC2."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, FloatArray, confidence_level, one_of
from analysis._result import Estimate, Result
from analysis.agreement._ratings import category_counts, ratings_table


@dataclass(frozen=True, kw_only=True)
class GwetResult(Result):
    """Agreement beyond chance that stays stable when one category is frequent."""

    n_units: int
    """Units with at least one rating."""
    agreement: float
    """Observed (weighted) agreement."""
    chance: float
    """Agreement expected by chance."""
    coefficient: Estimate
    """AC1 (unweighted) or AC2 (weighted); t test on units - 1 degrees of freedom."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [self.coefficient]


def gwet(
    frame: pd.DataFrame,
    weights: Literal["identity", "linear", "quadratic"] = "identity",
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> GwetResult:
    """Gwet's AC1 ("identity") or AC2: (pa - pe) / (1 - pe), pe = sum(W) / (q (q - 1)) sum(pi (1 - pi)).

    pi are the mean shares of the q categories over units, pa the weighted share of agreeing pairs of raters in units
    with two ratings or more. The standard error is linearised over units, as in the R package irrCAC.

    Parameters
    ----------
    frame
        One row a rating; missing ratings are allowed.
    weights
        "identity", or 1 - |c - v| / range ("linear"), 1 - (c - v)^2 / range^2 ("quadratic") for numeric ratings.
    unit, rater, rating
        Names of the columns.
    categories
        All ratings that could be given; by default those that were. Unused ones change q, hence the coefficient.
    confidence
        Level of the interval.

    References
    ----------
    Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29; 2014, Handbook of Inter-Rater Reliability.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit": [1, 1, 2, 2, 3, 3], "rater": ["a", "b"] * 3, "rating": [1, 1, 2, 2, 2, 1]})
    >>> round(gwet(frame).coefficient.estimate, 3)
    0.333
    """
    one_of(weights, ("identity", "linear", "quadratic"), "weights")
    confidence_level(confidence)
    ratings = ratings_table(frame, unit, rater, rating)
    known = list(categories) if categories is not None else ratings.categories
    counts = category_counts(ratings, known).to_numpy(dtype=float)
    term = "ac1" if weights == "identity" else f"ac2_{weights}"
    messages = ratings.messages
    agreement = chance = math.nan
    coefficient = Estimate(term)
    if len(known) < 2:
        messages += ("Fewer than two categories: agreement beyond chance is undefined.",)
    elif not (counts.sum(axis=1) >= 2).any():
        messages += ("No unit has two ratings: agreement is undefined.",)
    else:
        agreement, chance, value, std_error = chance_corrected(counts, _weights(known, weights))
        coefficient = _estimate(term, value, std_error, len(counts), confidence)
    return GwetResult(
        n_units=len(counts), agreement=agreement, chance=chance, coefficient=coefficient, messages=messages
    )


def chance_corrected(counts: FloatArray, weights: FloatArray) -> tuple[float, float, float, float]:
    """Observed and chance agreement, coefficient and standard error.

    `counts` has shape (units, q) and every unit at least one rating; `weights` has shape (q, q).

    Source: Gwet 2014, Handbook of Inter-Rater Reliability, chapters 4 and 5.

    >>> observed, chance, value, _ = chance_corrected(np.array([[2, 0], [2, 0], [1, 1], [0, 2]]), np.eye(2))
    >>> observed, chance, round(value, 3)
    (0.75, 0.46875, 0.529)
    """
    n, q = counts.shape
    ratings = counts.sum(axis=1)
    several = ratings >= 2
    agreeing = (counts * (counts @ weights - 1)).sum(axis=1)
    by_unit = np.divide(agreeing, ratings * (ratings - 1), out=np.zeros(n), where=several)
    agreement = float(by_unit[several].mean())
    share = (counts / ratings[:, None]).mean(axis=0)
    scale = weights.sum() / (q * (q - 1))
    chance = float(scale * (share * (1 - share)).sum())
    value = (agreement - chance) / (1 - chance)
    if n < 2:
        return agreement, chance, value, math.nan
    chance_by_unit = scale * (counts @ (1 - share)) / ratings
    influence = n / several.sum() * (by_unit - chance * several) / (1 - chance)
    influence = influence - 2 * (1 - value) * (chance_by_unit - chance) / (1 - chance)
    return agreement, chance, value, math.sqrt(float(((influence - value) ** 2).sum()) / (n * (n - 1)))


def _weights(categories: list[Any], kind: str) -> FloatArray:
    if kind == "identity":
        return np.eye(len(categories))
    try:
        values = np.asarray(categories, dtype=float)
    except (TypeError, ValueError) as error:
        raise AnalysisError(f"weights='{kind}' needs numeric ratings; for names use weights='identity'.") from error
    gap: FloatArray = np.abs(values[:, None] - values[None, :]) / float(np.ptp(values))
    return 1 - (gap if kind == "linear" else gap**2)


def _estimate(term: str, value: float, std_error: float, n: int, confidence: float) -> Estimate:
    if not std_error > 0:
        return Estimate(term, value, std_error)
    t = value / std_error
    margin = float(stats.t.isf((1 - confidence) / 2, n - 1)) * std_error
    return Estimate(
        term,
        value,
        std_error,
        t,
        2 * float(stats.t.sf(abs(t), n - 1)),
        max(value - margin, -1.0),
        min(value + margin, 1.0),
    )
