"""Cohen's and Fleiss' kappa."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats import inter_rater

from analysis._gate import AnalysisError, FloatArray, confidence_level, counted, one_of
from analysis._result import Estimate, Result
from analysis.agreement._ratings import category_counts, ratings_table


@dataclass(frozen=True, kw_only=True)
class KappaResult(Result):
    """Agreement beyond chance."""

    n_units: int
    """Units rated by all raters."""
    n_raters: int
    """Number of raters."""
    kappa: Estimate
    """Coefficient with its test against zero; the test uses the standard error under no agreement."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [self.kappa]


def cohen_kappa(
    frame: pd.DataFrame,
    weights: Literal["identity", "linear", "quadratic"] = "identity",
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    categories: Sequence[Any] | None = None,
    confidence: float = 0.95,
) -> KappaResult:
    """Cohen's kappa of two raters, (pa - pe) / (1 - pe), plain or weighted; computed by statsmodels.

    Weights of disagreement are |i - j| ("linear") or (i - j)^2 ("quadratic") in the order of the categories.

    Parameters
    ----------
    frame
        One row a rating of exactly two raters; units rated by one only are left out.
    weights
        How near misses count.
    unit, rater, rating
        Names of the columns.
    categories
        All ratings in order; by default those that were given.
    confidence
        Level of the interval (large-sample, clipped to -1 ... 1).

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20:37; 1968, Psychological Bulletin 70:213.
    Variance: Fleiss, Cohen and Everitt 1969, Psychological Bulletin 72:323.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "unit": [1, 1, 2, 2, 3, 3, 4, 4], "rater": ["a", "b"] * 4, "rating": [1, 1, 2, 2, 2, 1, 1, 1],
    ... })
    >>> round(cohen_kappa(frame).kappa.estimate, 3)
    0.5
    """
    one_of(weights, ("identity", "linear", "quadratic"), "weights")
    confidence_level(confidence)
    ratings = ratings_table(frame, unit, rater, rating)
    if ratings.table.shape[1] > 2:
        raise AnalysisError(f"Cohen's kappa has two raters, not {ratings.table.shape[1]}: use fleiss_kappa or gwet.")
    known = list(categories) if categories is not None else ratings.categories
    category_counts(ratings, known)
    complete = ratings.table.dropna()
    messages = ratings.messages
    if len(complete) < len(ratings.table):
        messages += (f"{counted(len(ratings.table) - len(complete), 'unit')} rated by one rater only left out.",)
    term = "kappa" if weights == "identity" else f"kappa_{weights}"
    kappa = Estimate(term)
    if complete.empty or complete.shape[1] < 2:
        messages += ("No unit was rated by two raters: agreement is undefined.",)
    elif len(pd.unique(complete.to_numpy().ravel())) < 2:
        messages += ("All ratings are equal: chance agreement is total, kappa is undefined.",)
    else:
        positions = [[known.index(value) for value in complete[name]] for name in complete]
        cross = np.zeros((len(known), len(known)))
        np.add.at(cross, tuple(np.asarray(positions)), 1)
        if min((cross.sum(axis=side) > 0).sum() for side in (0, 1)) < 2:
            messages += (
                "A rater gave one answer throughout: kappa is zero whatever the other said, so there is no test.",
            )
            kappa = Estimate(term, 0.0)
        else:
            kappa = _cohen(term, cross, weights, confidence)
    return KappaResult(n_units=len(complete), n_raters=ratings.table.shape[1], kappa=kappa, messages=messages)


def fleiss_kappa(
    frame: pd.DataFrame, *, unit: str = "unit", rater: str = "rater", rating: str = "rating"
) -> KappaResult:
    """Fleiss' kappa of m raters, with the test of no agreement beyond chance; the coefficient is computed by statsmodels.

    kappa = (mean P_i - sum p_j^2) / (1 - sum p_j^2). The standard error holds under kappa = 0 only, so it serves the test
    and no interval is given: `gwet` and `krippendorff` have one.

    Parameters
    ----------
    frame
        One row a rating; units with fewer ratings than the fullest are left out.
    unit, rater, rating
        Names of the columns; raters may differ from unit to unit.

    References
    ----------
    Fleiss 1971, Psychological Bulletin 76:378; Fleiss, Nee and Landis 1979, Psychological Bulletin 86:974.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "unit": [1, 1, 1, 2, 2, 2], "rater": ["a", "b", "c"] * 2, "rating": [1, 1, 2, 2, 2, 2],
    ... })
    >>> round(fleiss_kappa(frame).kappa.estimate, 3)
    0.25
    """
    ratings = ratings_table(frame, unit, rater, rating)
    counts = category_counts(ratings, ratings.categories)
    totals = counts.sum(axis=1)
    raters = int(totals.max()) if len(totals) else 0
    complete = counts[totals == raters]
    messages = ratings.messages
    if len(complete) < len(counts):
        messages += (f"{counted(len(counts) - len(complete), 'unit')} with fewer than {raters} ratings left out.",)
    kappa = Estimate("fleiss_kappa")
    if raters < 2:
        messages += ("No unit has two ratings: agreement is undefined.",)
    elif int((complete.sum() > 0).sum()) < 2:
        messages += ("All ratings are equal: chance agreement is total, kappa is undefined.",)
    else:
        kappa = fleiss_from_counts(complete.to_numpy(dtype=float))
    return KappaResult(n_units=len(complete), n_raters=raters, kappa=kappa, messages=messages)


def fleiss_from_counts(counts: FloatArray) -> Estimate:
    """Fleiss' kappa of how often each unit was given each category, shape (units, categories), equal row sums.

    Source: Fleiss 1971, Psychological Bulletin 76:378; standard error: Fleiss, Nee and Landis 1979, ibid. 86:974.

    >>> round(fleiss_from_counts(np.array([[2, 0], [2, 0], [1, 1], [0, 2]])).estimate, 3)
    0.467
    """
    n, raters = len(counts), counts[0].sum()
    value = float(inter_rater.fleiss_kappa(counts))
    share = counts.sum(axis=0) / counts.sum()
    spread = float((share * (1 - share)).sum())
    skew = float((share * (1 - share) * (1 - 2 * share)).sum())
    std_error = math.sqrt(2 * (spread**2 - skew) / (n * raters * (raters - 1))) / spread
    z = value / std_error
    return Estimate("fleiss_kappa", value, std_error, z, 2 * float(stats.norm.sf(abs(z))))


def _cohen(term: str, cross: FloatArray, weights: str, confidence: float) -> Estimate:
    with np.errstate(invalid="ignore"):  # of a variance that is zero but for rounding
        result = inter_rater.cohens_kappa(cross, wt=None if weights == "identity" else weights)
    value, std_error = float(result.kappa), math.sqrt(max(float(result.var_kappa), 0.0))
    z = float(result.z_value)
    margin = float(stats.norm.isf((1 - confidence) / 2)) * std_error
    low, high = max(value - margin, -1.0), min(value + margin, 1.0)
    return Estimate(term, value, std_error, z, 2 * float(stats.norm.sf(abs(z))), low, high)
