"""Percent change over the reference condition, and the bootstrap of a mean difference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
from scipy import stats

from analysis._bootstrap import RESAMPLES, BootstrapResult, bootstrap
from analysis._gate import FloatArray
from analysis._result import Estimate, Result
from analysis.paired._pairs import Columns, PairedData, as_differences, as_pairs


@dataclass(frozen=True, kw_only=True, eq=False)
class PercentChange(Result):
    """100 (mean(treatment) / mean(reference) - 1), with two intervals."""

    n: int
    """Number of participants."""
    reference_mean: float
    """Mean under the reference condition."""
    treatment_mean: float
    """Mean under the other condition."""
    bootstrap: BootstrapResult
    """Estimate in percent with its BCa interval."""
    fieller_low: float
    """Lower end of Fieller's interval, percent."""
    fieller_high: float
    """Upper end of Fieller's interval, percent."""

    @property
    def estimate(self) -> float:
        """Change in percent of the reference mean."""
        return self.bootstrap.estimate

    def estimates(self) -> Sequence[Estimate]:
        """Two rows: the same estimate with the BCa and with Fieller's interval."""
        return [
            *self.bootstrap.estimates(),
            Estimate("percent_change_fieller", self.estimate, ci_low=self.fieller_low, ci_high=self.fieller_high),
        ]


def bootstrap_mean_difference(
    data: PairedData,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
    **columns: Unpack[Columns],
) -> BootstrapResult:
    """Mean difference with its bootstrap distribution over participants and BCa interval.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, pairs, or differences of shape (n,).
    rng
        Seeded generator.
    resamples
        Number of resamples of participants.
    confidence
        Level of the interval.

    References
    ----------
    Efron 1987, JASA 82:171. Computed by `scipy.stats.bootstrap`; R's `boot` interpolates differently (up to .003 apart).

    Examples
    --------
    >>> import numpy as np
    >>> result = bootstrap_mean_difference([0.2, 0.5, -0.1, 0.4, 0.3], np.random.default_rng(1))
    >>> round(result.estimate, 3), result.ci_low < 0.26 < result.ci_high
    (0.26, True)
    """
    differences, messages = as_differences(data, columns)
    return bootstrap("mean_difference", (differences,), _mean, rng, resamples, confidence, messages, paired=True)


def percent_change(
    data: PairedData,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
    **columns: Unpack[Columns],
) -> PercentChange:
    """Change of the mean in percent of the reference condition's mean.

    100 (mean(treatment) / mean(reference) - 1). BCa interval: participants are resampled with both their values.
    Fieller's interval: all ratios rho for which the paired t test of treatment - rho reference does not reject; unbounded
    (NaN, with a message) where the reference mean itself cannot be told from zero.

    Percent needs a scale with a true zero and the same sign throughout. On a 1 to 5 scale the zero is arbitrary: the
    number answers claims made in percent, and the mean difference stands beside it.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, or pairs.
    rng
        Seeded generator.
    resamples
        Number of resamples of participants.
    confidence
        Level of both intervals.

    References
    ----------
    Efron 1987, JASA 82:171. Fieller 1954, JRSS B 16:175.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> answers = pd.DataFrame({
    ...     "participant": [1, 2, 3, 4] * 2,
    ...     "condition": ["text"] * 4 + ["visual"] * 4,
    ...     "trust": [3, 2, 4, 3, 4, 3, 4, 4],
    ... })
    >>> change = percent_change(answers, np.random.default_rng(1), outcome="trust")
    >>> round(change.estimate, 2), round(change.fieller_low, 2), round(change.fieller_high, 2)
    (25.0, -1.12, 85.75)
    """
    pairs = as_pairs(data, columns)
    messages = pairs.messages
    if pairs.n and min(pairs.reference.min(), pairs.treatment.min()) < 0:
        messages += (f"'{pairs.outcome}' has negative values: a percent change of its mean means little.",)
    means = [float(values.mean()) if pairs.n else math.nan for values in (pairs.reference, pairs.treatment)]
    if means[0] == 0:
        messages += ("The reference mean is zero: percent change is undefined.",)
    found = bootstrap(
        "percent_change", (pairs.treatment, pairs.reference), percent, rng, resamples, confidence, messages, paired=True
    )
    low, high = fieller_interval(pairs.treatment, pairs.reference, confidence)
    if math.isnan(low) and pairs.n > 1 and not math.isnan(found.estimate):
        messages = (*found.messages, "The reference mean is too close to zero for a bounded Fieller interval.")
    else:
        messages = found.messages
    return PercentChange(
        n=pairs.n,
        reference_mean=means[0],
        treatment_mean=means[1],
        bootstrap=found,
        fieller_low=100 * (low - 1),
        fieller_high=100 * (high - 1),
        messages=messages,
    )


def fieller_interval(numerator: FloatArray, denominator: FloatArray, confidence: float) -> tuple[float, float]:
    """Interval for the ratio of two paired means, shapes (n,); NaN where it is unbounded or n < 2.

    Covariances of the means and t on n - 1 degrees of freedom: see `ratio_interval`.

    Source: Fieller 1954, JRSS B 16:175.

    >>> [round(end, 3) for end in fieller_interval(np.array([5.0, 6, 7, 6]), np.array([4.0, 5, 5, 4]), 0.95)]
    [1.128, 1.568]
    """
    n = len(numerator)
    if n < 2:
        return math.nan, math.nan
    (s_yy, s_xy), (_, s_xx) = (np.cov(numerator, denominator) / n).tolist()
    quantile = float(stats.t.isf((1 - confidence) / 2, n - 1))
    return ratio_interval(float(numerator.mean()), float(denominator.mean()), s_yy, s_xy, s_xx, quantile)


def ratio_interval(y: float, x: float, s_yy: float, s_xy: float, s_xx: float, quantile: float) -> tuple[float, float]:
    """Fieller's interval for the ratio of two means; NaN where it is unbounded.

    Roots in rho of (y - rho x)^2 = q^2 (s_yy - 2 rho s_xy + rho^2 s_xx), with means y and x, covariances of the means s,
    and the quantile q (Fieller 1954).
    """
    q = quantile**2
    a, b, c = x * x - q * s_xx, x * y - q * s_xy, y * y - q * s_yy
    if a <= 0:
        return math.nan, math.nan
    root = math.sqrt(max(b * b - a * c, 0.0))
    return (b - root) / a, (b + root) / a


def _mean(values: FloatArray, axis: int = -1) -> Any:
    return values.mean(axis=axis)


def percent(treatment: FloatArray, reference: FloatArray, axis: int = -1) -> Any:
    """Change of the mean in percent of the reference mean."""
    return 100 * (treatment.mean(axis=axis) / reference.mean(axis=axis) - 1)
