"""Welch's t test and equivalence test of two independent means."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Unpack

import numpy as np
from scipy import stats

from analysis._equivalence import TostResult, two_one_sided
from analysis._gate import confidence_level
from analysis._result import Estimate, Result
from analysis.between._groups import GroupData, Groups, as_groups
from analysis.paired._pairs import Columns


@dataclass(frozen=True, kw_only=True)
class WelchResult(Result):
    """Difference of two independent means with its t test."""

    n: int
    """Number of participants in both groups."""
    mean: float
    """Mean under the treatment minus mean under the reference condition."""
    std_error: float
    """Root of the sum of both groups' variance over size."""
    t: float
    """Difference over standard error."""
    df: float
    """Degrees of freedom of Welch and Satterthwaite."""
    p_value: float
    """Two-sided."""
    ci_low: float
    """Lower end of the interval for the difference."""
    ci_high: float
    """Upper end of the interval."""
    confidence: float
    """Level of the interval."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the difference of the means."""
        return [Estimate("mean_difference", self.mean, self.std_error, self.t, self.p_value, self.ci_low, self.ci_high)]


def welch_t(data: GroupData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> WelchResult:
    """Welch's t test: t = (m1 - m0) / sqrt(s1^2 / n1 + s0^2 / n0), variances not assumed equal.

    df = (v1 + v0)^2 / (v1^2 / (n1 - 1) + v0^2 / (n0 - 1)) with v = s^2 / n.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    confidence
        Level of the interval for the difference.

    References
    ----------
    Welch 1947, Biometrika 34:28. Satterthwaite 1946, Biometrics Bulletin 2:110.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "trust": [1, 2, 4, 4, 5, 5]})
    >>> result = welch_t(frame, outcome="trust")
    >>> round(result.t, 3), round(result.df, 2), round(result.p_value, 4)
    (2.475, 2.56, 0.1042)
    """
    confidence_level(confidence)
    groups = as_groups(data, columns)
    found = _moments(groups)
    t = p_value = margin = math.nan
    if found.std_error > 0:
        t = found.mean / found.std_error
        p_value = 2 * float(stats.t.sf(abs(t), found.df))
        margin = float(stats.t.isf((1 - confidence) / 2, found.df)) * found.std_error
    return WelchResult(
        n=groups.n,
        mean=found.mean,
        std_error=found.std_error,
        t=t,
        df=found.df,
        p_value=p_value,
        ci_low=found.mean - margin,
        ci_high=found.mean + margin,
        confidence=confidence,
        messages=groups.messages + found.messages,
    )


def welch_tost(
    data: GroupData, bounds: float | tuple[float, float], *, alpha: float = 0.05, **columns: Unpack[Columns]
) -> TostResult:
    """Equivalence of two independent means: two one-sided Welch tests.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    bounds
        The smallest effects of interest, in units of the outcome: (low, high), or one number for both signs.
    alpha
        Level of each test; the interval has level 1 - 2 alpha.

    References
    ----------
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657. Lakens 2017, SPPS 8:355.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "trust": [4, 5, 4, 4, 5, 5]})
    >>> round(welch_tost(frame, 1.5, outcome="trust").p_value, 3)
    0.034
    """
    groups = as_groups(data, columns)
    found = _moments(groups)
    messages = groups.messages + found.messages
    return two_one_sided(found.mean, found.std_error, found.df, bounds, alpha, n=groups.n, messages=messages)


class _Moments(NamedTuple):
    mean: float
    std_error: float
    df: float
    messages: tuple[str, ...]


def _moments(groups: Groups) -> _Moments:
    """Difference, standard error (NaN where a variance is unknown, zero where nothing varies), df, and the reason in words."""
    if min(groups.sizes) == 0:
        return _Moments(math.nan, math.nan, math.nan, ("A condition without participants: nothing can be computed.",))
    mean = float(groups.treatment.mean() - groups.reference.mean())
    if min(groups.sizes) == 1:
        return _Moments(mean, math.nan, math.nan, ("One participant in a condition: no standard error, no test.",))
    if np.ptp(groups.reference) == 0 and np.ptp(groups.treatment) == 0:
        return _Moments(mean, 0.0, math.nan, ("All values within a condition are equal: no variation, so no test.",))
    parts = [float(values.var(ddof=1)) / len(values) for values in (groups.reference, groups.treatment)]
    df = sum(parts) ** 2 / sum(part**2 / (size - 1) for part, size in zip(parts, groups.sizes, strict=True))
    return _Moments(mean, math.sqrt(sum(parts)), df, ())
