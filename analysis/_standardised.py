"""What standardised effect sizes share, whoever is compared."""

import math

from scipy import optimize, special, stats

ROUNDING = 1e-12
"""Shares of participants that differ by less are equal."""


def noncentrality(t: float, df: int, probability: float) -> float:
    """The noncentrality at which `t` is the `probability` quantile."""

    def excess(ncp: float) -> float:
        value = float(special.nctdtr(df, ncp, t))
        # far from t boost gives NaN where the probability is 0 or 1 to machine precision
        return (float(ncp < t) if math.isnan(value) else value) - probability

    width = 10 + 4 * abs(t)
    return float(optimize.brentq(excess, t - width, t + width, xtol=1e-12))


def small_sample_correction(df: int) -> float:
    """Hedges' J = Gamma(df / 2) / (sqrt(df / 2) Gamma((df - 1) / 2)); NaN below 2 degrees of freedom (Hedges 1981)."""
    if df < 2:
        return math.nan
    return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)


def fisher_interval(r: float, std_error: float, confidence: float) -> tuple[float, float]:
    """tanh(atanh(r) +- z se); NaN at |r| = 1, where the transformation is infinite."""
    if abs(r) >= 1:
        return math.nan, math.nan
    margin = float(stats.norm.isf((1 - confidence) / 2)) * std_error
    return math.tanh(math.atanh(r) - margin), math.tanh(math.atanh(r) + margin)
