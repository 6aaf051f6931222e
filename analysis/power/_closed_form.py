"""Power of the paired t test in closed form: the check beside the simulation."""

import math

from scipy import stats

from analysis._gate import AnalysisError


def paired_t_power(participants: int, dz: float, *, alpha: float = 0.05) -> float:
    """Power of the two-sided paired t test.

    With t following a noncentral t distribution with n - 1 degrees of freedom and noncentrality dz sqrt(n), the power is
    P(|t| > t_crit), t_crit the 1 - alpha/2 quantile of the central one.

    Parameters
    ----------
    participants
        Number of pairs, n.
    dz
        Mean difference over the standard deviation of the differences.
    alpha
        Two-sided level.

    Returns
    -------
    float
        A probability; NaN for fewer than two pairs or an unknown dz.

    References
    ----------
    Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, section 2.5.

    Examples
    --------
    >>> round(paired_t_power(34, 0.5), 3)
    0.808
    """
    if not 0 < alpha < 1:
        raise AnalysisError(f"alpha={alpha} is not between 0 and 1: for five percent say 0.05.")
    if participants < 2 or math.isnan(dz):
        return math.nan
    df, shift = participants - 1, dz * math.sqrt(participants)
    critical = stats.t.ppf(1 - alpha / 2, df)
    return float(stats.nct.sf(critical, df, shift) + stats.nct.cdf(-critical, df, shift))
