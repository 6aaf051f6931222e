"""Paired t test and equivalence test of the mean difference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from scipy import stats

from analysis._equivalence import TostResult, two_one_sided
from analysis._gate import FloatArray, confidence_level
from analysis._result import Estimate, Result
from analysis.paired._pairs import Columns, PairedData, as_differences


@dataclass(frozen=True, kw_only=True)
class PairedTResult(Result):
    """Mean difference with its t test."""

    n: int
    """Number of differences."""
    mean: float
    """Mean difference, treatment minus reference."""
    std_error: float
    """Standard deviation of the differences over the root of n."""
    t: float
    """Mean over standard error."""
    df: int
    """n - 1."""
    p_value: float
    """Two-sided."""
    ci_low: float
    """Lower end of the interval for the mean difference."""
    ci_high: float
    """Upper end of the interval."""
    confidence: float
    """Level of the interval."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the mean difference."""
        return [Estimate("mean_difference", self.mean, self.std_error, self.t, self.p_value, self.ci_low, self.ci_high)]


def paired_t(data: PairedData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> PairedTResult:
    """Paired t test: t = mean(d) / (sd(d) / sqrt(n)) on n - 1 degrees of freedom.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, pairs, or differences of shape (n,).
    confidence
        Level of the interval for the mean difference.

    References
    ----------
    Student 1908, Biometrika 6:1.

    Examples
    --------
    >>> result = paired_t([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> round(result.t, 4), round(result.p_value, 5)
    (4.0621, 0.00283)
    """
    confidence_level(confidence)
    differences, messages = as_differences(data, columns)
    mean, std_error, notes = _mean_and_error(differences)
    df = max(len(differences) - 1, 0)
    t = p_value = margin = math.nan
    if std_error > 0:
        t = mean / std_error
        p_value = 2 * float(stats.t.sf(abs(t), df))
        margin = float(stats.t.isf((1 - confidence) / 2, df)) * std_error
    return PairedTResult(
        n=len(differences),
        mean=mean,
        std_error=std_error,
        t=t,
        df=df,
        p_value=p_value,
        ci_low=mean - margin,
        ci_high=mean + margin,
        confidence=confidence,
        messages=messages + notes,
    )


def tost(
    data: PairedData, bounds: float | tuple[float, float], *, alpha: float = 0.05, **columns: Unpack[Columns]
) -> TostResult:
    """Equivalence of the mean difference to zero: two one-sided paired t tests.

    p = max(P(T >= (m - low) / se), P(T <= (m - high) / se)) with n - 1 degrees of freedom.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, pairs, or differences of shape (n,).
    bounds
        The smallest effects of interest, in units of the outcome: (low, high), or one number for both signs.
    alpha
        Level of each test; the interval has level 1 - 2 alpha.

    References
    ----------
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657. Lakens 2017, SPPS 8:355.

    Examples
    --------
    >>> result = tost([0.1, -0.2, 0.0, 0.3, -0.1, 0.1, 0.0, -0.1], 0.25)
    >>> result.equivalent, round(result.p_value, 4)
    (True, 0.0017)
    """
    differences, messages = as_differences(data, columns)
    mean, std_error, notes = _mean_and_error(differences)
    return two_one_sided(
        mean, std_error, len(differences) - 1, bounds, alpha, n=len(differences), messages=messages + notes
    )


def _mean_and_error(differences: FloatArray) -> tuple[float, float, tuple[str, ...]]:
    """Mean, standard error (NaN for fewer than two, zero where all are equal), and the reason in words."""
    n = len(differences)
    if n == 0:
        return math.nan, math.nan, ("No pair of answers: nothing can be computed.",)
    mean = float(differences.mean())
    if n == 1:
        return mean, math.nan, ("One pair of answers: no standard error, no test.",)
    if np.ptp(differences) == 0:
        return mean, 0.0, ("All differences are equal: no variation, so no test.",)
    return mean, float(differences.std(ddof=1)) / math.sqrt(n), ()
