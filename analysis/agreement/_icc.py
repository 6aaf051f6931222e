"""Intraclass correlations."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import FloatArray, confidence_level, counted
from analysis._result import Estimate, Result
from analysis.agreement._ratings import ratings_table

FORMS = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")


@dataclass(frozen=True, kw_only=True)
class IccResult(Result):
    """The six intraclass correlations of Shrout and Fleiss, with F test and interval."""

    n_units: int
    """Number of completely rated units."""
    n_raters: int
    """Number of raters."""
    forms: tuple[Estimate, ...]
    """ICC1, ICC2, ICC3 for one rater, ICC1k, ICC2k, ICC3k for the mean of all; `statistic` is F."""
    df: tuple[tuple[int, int], ...]
    """Degrees of freedom of each F."""
    confidence: float
    """Level of the intervals."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a form."""
        return self.forms


def icc(
    frame: pd.DataFrame,
    *,
    unit: str = "unit",
    rater: str = "rater",
    rating: str = "rating",
    confidence: float = 0.95,
) -> IccResult:
    """Intraclass correlations from the mean squares between units B, within W, between raters R and error E.

    With n units and k raters: ICC1 = (B - W) / (B + (k - 1) W), each unit has its own raters;
    ICC2 = (B - E) / (B + (k - 1) E + k (R - E) / n), random raters, absolute agreement;
    ICC3 = (B - E) / (B + (k - 1) E), these raters, consistency. ICC1k, ICC2k and ICC3k are for the mean of k raters.

    Parameters
    ----------
    frame
        One row a rating. Units that not all raters rated are left out.
    unit, rater, rating
        Names of the columns.
    confidence
        Level of the intervals.

    References
    ----------
    Shrout and Fleiss 1979, Psychological Bulletin 86:420. McGraw and Wong 1996, Psychological Methods 1:30.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "unit": [1, 1, 2, 2, 3, 3], "rater": ["a", "b"] * 3, "rating": [9, 8, 6, 5, 2, 2],
    ... })
    >>> round(icc(frame).forms[2].estimate, 3)
    0.984
    """
    confidence_level(confidence)
    table, _, messages = ratings_table(frame, unit, rater, rating)
    complete = table.dropna()
    lost = len(table) - len(complete)
    if lost:
        messages += (f"{counted(lost, 'unit')} not rated by everybody left out.",)
    values = complete.to_numpy(dtype=float)
    n, k = values.shape
    nothing = tuple(Estimate(form) for form in FORMS)
    forms: tuple[Estimate, ...] = nothing
    df: tuple[tuple[int, int], ...] = ((0, 0),) * 6
    if n < 2 or k < 2:
        messages += ("Fewer than two units or raters: no intraclass correlation.",)
    elif np.ptp(values) == 0:
        messages += ("All ratings are equal: no variation to attribute.",)
    else:
        forms, df = icc_forms(values, confidence)
        if any(math.isnan(form.estimate) for form in forms):
            messages += ("Units do not differ on average: the reliability of the mean rating has no finite value.",)
    return IccResult(n_units=n, n_raters=k, forms=forms, df=df, confidence=confidence, messages=messages)


def icc_forms(values: FloatArray, confidence: float) -> tuple[tuple[Estimate, ...], tuple[tuple[int, int], ...]]:
    """The six forms and their degrees of freedom from complete ratings, shape (units, raters).

    Source: Shrout and Fleiss 1979, Psychological Bulletin 86:420, whose table 2 this is:

    >>> ratings = np.array([[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]])
    >>> [round(form.estimate, 2) for form in icc_forms(ratings, 0.95)[0]]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    n, k = values.shape
    grand = values.mean()
    between = k * float(((values.mean(axis=1) - grand) ** 2).sum()) / (n - 1)
    raters = n * float(((values.mean(axis=0) - grand) ** 2).sum()) / (k - 1)
    within_sum = float(((values - values.mean(axis=1, keepdims=True)) ** 2).sum())
    within = within_sum / (n * (k - 1))
    error = max(within_sum - raters * (k - 1), 0.0) / ((n - 1) * (k - 1))
    tail = (1 - confidence) / 2
    df_one, df_two = (n - 1, n * (k - 1)), (n - 1, (n - 1) * (k - 1))
    one, two = _ratio(between, within), _ratio(between, error)
    low_one, high_one = _f_ends(one, df_one, tail)
    low_two, high_two = _f_ends(two, df_two, tail)
    absolute = _quotient(between - error, between + (k - 1) * error + k * (raters - error) / n)
    low_absolute, high_absolute = _absolute_ends(between, raters, error, absolute, (n, k), tail)
    single = [
        (_from_f(one, k), low_one / (low_one + k), high_one / (high_one + k)),
        (absolute, low_absolute, high_absolute),
        (_from_f(two, k), low_two / (low_two + k), high_two / (high_two + k)),
    ]
    forms = []
    for position, form in enumerate(FORMS):
        value, low, high = single[position % 3]
        if position == 4:
            value = _quotient(between - error, between + (raters - error) / n)
            low, high = _spearman_brown(low, k), _spearman_brown(high, k)
        elif position > 2:
            value, low, high = (_spearman_brown(end, k) for end in (value, low, high))
        f, df = (one, df_one) if position % 3 == 0 else (two, df_two)
        forms.append(Estimate(form, value, statistic=f, p_value=float(stats.f.sf(f, *df)), ci_low=low, ci_high=high))
    return tuple(forms), (df_one, df_two, df_two) * 2


def _ratio(mean_square: float, error: float) -> float:
    return mean_square / error if error > 0 else math.inf


def _quotient(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else math.nan


def _from_f(f: float, k: int) -> float:
    return 1.0 if math.isinf(f) else (f - 1) / (f + k - 1)


def _f_ends(f: float, df: tuple[int, int], tail: float) -> tuple[float, float]:
    """Interval for F minus 1, which is k times the ratio of the variances."""
    return f / float(stats.f.isf(tail, *df)) - 1, f * float(stats.f.isf(tail, df[1], df[0])) - 1


def _absolute_ends(
    between: float, raters: float, error: float, value: float, shape: tuple[int, int], tail: float
) -> tuple[float, float]:
    """McGraw and Wong's interval for ICC2, degrees of freedom after Satterthwaite."""
    n, k = shape
    if math.isnan(value) or value >= 1 or error == 0:
        return math.nan, math.nan
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    v = (a * raters + b * error) ** 2 / ((a * raters) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    upper, lower = float(stats.f.isf(tail, n - 1, v)), float(stats.f.isf(tail, v, n - 1))
    spread = k * raters + (k * n - k - n) * error
    return (
        n * (between - upper * error) / (upper * spread + n * between),
        n * (lower * between - error) / (spread + n * lower * between),
    )


def _spearman_brown(single: float, k: int) -> float:
    unexplained = 1 + (k - 1) * single
    return k * single / unexplained if unexplained > 1e-12 else math.nan
