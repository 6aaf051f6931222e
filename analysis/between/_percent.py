"""Percent change between two groups, and the bootstrap of a difference of means."""

import math
from typing import Any, Unpack

import numpy as np
from scipy import stats

from analysis._bootstrap import RESAMPLES, BootstrapResult, bootstrap
from analysis._gate import FloatArray
from analysis.between._groups import GroupData, Groups, as_groups
from analysis.paired._pairs import Columns
from analysis.paired._percent import PercentChange, percent, ratio_interval


def between_mean_difference(
    data: GroupData,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
    **columns: Unpack[Columns],
) -> BootstrapResult:
    """Difference of two groups' means with its bootstrap distribution and BCa interval; each group is resampled by itself.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    rng
        Seeded generator.
    resamples
        Number of resamples of participants.
    confidence
        Level of the interval.

    References
    ----------
    Efron 1987, JASA 82:171. Computed by `scipy.stats.bootstrap`.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "trust": [1, 2, 4, 3, 5, 5]})
    >>> round(between_mean_difference(frame, np.random.default_rng(1), outcome="trust").estimate, 3)
    2.0
    """
    groups = as_groups(data, columns)
    samples = (groups.treatment, groups.reference)
    return bootstrap("mean_difference", samples, _difference, rng, resamples, confidence, groups.messages, paired=False)


def between_percent_change(
    data: GroupData,
    rng: np.random.Generator,
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
    **columns: Unpack[Columns],
) -> PercentChange:
    """100 (mean(treatment) / mean(reference) - 1) of two groups, with BCa and Fieller interval.

    Fieller's interval has separate variances and the Satterthwaite degrees of freedom at the estimated ratio r:
    (v1 + r^2 v0)^2 / (v1^2 / (n1 - 1) + r^4 v0^2 / (n0 - 1)) with v = s^2 / n (Tamhane and Logan 2004). What percent of a
    rating means is said at `percent_change`.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    rng
        Seeded generator.
    resamples
        Number of resamples of participants.
    confidence
        Level of both intervals.

    References
    ----------
    Efron 1987, JASA 82:171. Fieller 1954, JRSS B 16:175. Tamhane and Logan 2004, Biometrical Journal 46:475.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> frame = pd.DataFrame({"participant": range(8), "condition": list("aaaabbbb"), "trust": [3, 4, 4, 3, 4, 5, 5, 4]})
    >>> change = between_percent_change(frame, np.random.default_rng(1), outcome="trust")
    >>> round(change.estimate, 2), round(change.fieller_low, 2), round(change.fieller_high, 2)
    (28.57, -0.34, 68.75)
    """
    groups = as_groups(data, columns)
    messages = groups.messages
    samples = (groups.treatment, groups.reference)
    if groups.n and min(values.min() for values in samples) < 0:
        messages += (f"'{groups.outcome}' has negative values: a percent change of its mean means little.",)
    treatment_mean, reference_mean = (float(values.mean()) if groups.n else math.nan for values in samples)
    if reference_mean == 0:
        messages += ("The reference mean is zero: percent change is undefined.",)
    found = bootstrap("percent_change", samples, percent, rng, resamples, confidence, messages, paired=False)
    low, high = _fieller(groups, confidence)
    return PercentChange(
        n=groups.n,
        reference_mean=reference_mean,
        treatment_mean=treatment_mean,
        bootstrap=found,
        fieller_low=100 * (low - 1),
        fieller_high=100 * (high - 1),
        messages=found.messages,
    )


def _fieller(groups: Groups, confidence: float) -> tuple[float, float]:
    """Ends of the interval for the ratio of the means; NaN where it is unbounded or a variance unknown."""
    if min(groups.sizes) < 2 or groups.reference.mean() == 0:
        return math.nan, math.nan
    y, x = float(groups.treatment.mean()), float(groups.reference.mean())
    s_yy, s_xx = (float(values.var(ddof=1)) / len(values) for values in (groups.treatment, groups.reference))
    parts = (s_yy, (y / x) ** 2 * s_xx)
    if sum(parts) == 0:
        return math.nan, math.nan
    df = sum(parts) ** 2 / (parts[0] ** 2 / (groups.sizes[1] - 1) + parts[1] ** 2 / (groups.sizes[0] - 1))
    return ratio_interval(y, x, s_yy, 0.0, s_xx, float(stats.t.isf((1 - confidence) / 2, df)))


def _difference(treatment: FloatArray, reference: FloatArray, axis: int = -1) -> Any:
    return treatment.mean(axis=axis) - reference.mean(axis=axis)
