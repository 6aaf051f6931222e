"""Krippendorff's alpha."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray, confidence_level, generator, one_of
from analysis._result import Estimate, Result
from analysis.agreement._ratings import category_counts, ratings_table


@dataclass(frozen=True, kw_only=True)
class KrippendorffResult(Result):
    """Agreement beyond chance among any number of raters, gaps allowed."""

    n_units: int
    """Units with at least two ratings."""
    n_ratings: int
    """Ratings of these units."""
    alpha: float
    """1 for full agreement, 0 for chance."""
    ci_low: float
    """Lower end of the bootstrap interval over units; NaN without a generator."""
    ci_high: float
    """Upper end."""
    metric: str
    """How differences between ratings count."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [Estimate(f"krippendorff_{self.metric}", self.alpha, ci_low=self.ci_low, ci_high=self.ci_high)]


def krippendorff(
    frame: pd.DataFrame,
    metric: Literal["nominal", "ordinal", "interval", "ratio"] = "ordinal",
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    rng: np.random.Generator | None = None,
    resamples: int = 2000,
    confidence: float = 0.95,
) -> KrippendorffResult:
    """Krippendorff's alpha = 1 - observed over expected disagreement.

    With coincidences o_cv (every ordered pair of ratings within a unit of m ratings, weight 1 / (m - 1)), their margins
    n_c and total n: alpha = 1 - (n - 1) sum(o_cv d_cv) / sum(n_c n_v d_cv). The squared difference d is 1 for unequal
    values (nominal), (c - v)^2 (interval), ((c - v) / (c + v))^2 (ratio), or the squared number of ratings between
    (ordinal).

    Parameters
    ----------
    frame
        One row a rating; missing ratings are allowed.
    metric
        Level of measurement; all but "nominal" need numbers, "ratio" positive ones.
    unit, rater, rating
        Names of the columns.
    rng
        Seeded generator for a percentile interval over resampled units; none gives no interval.
    resamples, confidence
        Number of resamples and level of the interval.

    References
    ----------
    Krippendorff 2011, Computing Krippendorff's alpha-reliability (University of Pennsylvania).

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit": [1, 1, 2, 2, 3, 3], "rater": ["a", "b"] * 3, "rating": [1, 1, 2, 2, 3, 2]})
    >>> round(krippendorff(frame, "interval").alpha, 3)
    0.706
    """
    one_of(metric, ("nominal", "ordinal", "interval", "ratio"), "metric")
    confidence_level(confidence)
    ratings = ratings_table(frame, unit, rater, rating)
    counts = category_counts(ratings, ratings.categories)
    counts = counts[counts.sum(axis=1) >= 2]
    values = _positions(ratings.categories, metric)
    each = unit_coincidences(counts.to_numpy(dtype=float))
    messages = ratings.messages
    if counts.empty:
        messages += ("No unit has two ratings: agreement is undefined.",)
    elif int((counts.sum() > 0).sum()) < 2:
        messages += ("All ratings are equal: chance agreement is total, alpha is undefined.",)
    estimate = _alpha(each.sum(axis=0), values, metric)
    low = high = math.nan
    if rng is not None and not math.isnan(estimate):
        drawn = generator(rng).integers(len(each), size=(resamples, len(each)))
        estimates = [_alpha(each[rows].sum(axis=0), values, metric) for rows in drawn]
        low, high = (float(end) for end in np.nanquantile(estimates, [(1 - confidence) / 2, (1 + confidence) / 2]))
    return KrippendorffResult(
        n_units=len(counts),
        n_ratings=int(counts.to_numpy().sum()),
        alpha=estimate,
        ci_low=low,
        ci_high=high,
        metric=metric,
        messages=messages,
    )


def unit_coincidences(counts: FloatArray) -> FloatArray:
    """Coincidences of each unit, shape (units, K, K), from its counts of each category, shape (units, K)."""
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    coincidences: FloatArray = pairs / np.maximum(counts.sum(axis=1) - 1, 1)[:, None, None]
    return coincidences


def _positions(categories: list[object], metric: str) -> FloatArray:
    if metric == "nominal" or not categories:
        return np.arange(len(categories), dtype=float)
    try:
        values = np.asarray(categories, dtype=float)
    except (TypeError, ValueError) as error:
        raise AnalysisError(f"metric='{metric}' needs numbers; for names use metric='nominal'.") from error
    if metric == "ratio" and values.min() < 0:
        raise AnalysisError("metric='ratio' needs a true zero: negative ratings have none.")
    return values


def _alpha(coincidences: FloatArray, values: FloatArray, metric: str) -> float:
    margin = coincidences.sum(axis=1)
    expected = float((np.outer(margin, margin) * _distances(margin, values, metric)).sum())
    if expected == 0:
        return math.nan
    observed = float((coincidences * _distances(margin, values, metric)).sum())
    return 1 - (float(margin.sum()) - 1) * observed / expected


def _distances(margin: FloatArray, values: FloatArray, metric: str) -> FloatArray:
    """Squared difference of any two categories, shape (K, K)."""
    gap: FloatArray = values[:, None] - values[None, :]
    if metric == "nominal":
        return np.where(gap == 0, 0.0, 1.0)
    if metric == "interval":
        return gap**2
    if metric == "ratio":
        total = values[:, None] + values[None, :]
        share: FloatArray = np.divide(gap, total, out=np.zeros_like(gap), where=total != 0)
        return share**2
    # half of each end's ratings count as lying between
    middle = np.cumsum(margin) - margin / 2
    between: FloatArray = middle[:, None] - middle[None, :]
    return between**2
