"""Two one-sided tests: is an effect too small to matter?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats

from analysis._gate import AnalysisError
from analysis._result import Estimate, Result


@dataclass(frozen=True, kw_only=True)
class TostResult(Result):
    """Two one-sided tests against the bounds of equivalence."""

    n: int
    """Number of values behind the mean."""
    mean: float
    """The effect."""
    std_error: float
    """Its standard error."""
    bounds: tuple[float, float]
    """The declared smallest effects that would matter."""
    t_lower: float
    """t against the lower bound."""
    p_lower: float
    """P value of "the mean is above the lower bound"."""
    t_upper: float
    """t against the upper bound."""
    p_upper: float
    """P value of "the mean is below the upper bound"."""
    p_value: float
    """The larger of the two: below alpha, the effect is equivalent to none at level alpha."""
    ci_low: float
    """Lower end of the 1 - 2 alpha interval."""
    ci_high: float
    """Upper end; equivalence holds at alpha exactly where the interval lies within the bounds."""
    alpha: float
    """Level of each one-sided test."""

    @property
    def equivalent(self) -> bool:
        """Whether both one-sided tests reject at `alpha`."""
        return self.p_value < self.alpha

    def estimates(self) -> Sequence[Estimate]:
        """Three rows: the equivalence test and its two one-sided parts."""
        low, high = self.bounds
        deciding = self.t_lower if self.p_lower >= self.p_upper else self.t_upper
        return [
            Estimate("equivalence", self.mean, self.std_error, deciding, self.p_value, self.ci_low, self.ci_high),
            Estimate(f"above {low:g}", self.mean, self.std_error, self.t_lower, self.p_lower),
            Estimate(f"below {high:g}", self.mean, self.std_error, self.t_upper, self.p_upper),
        ]


def two_one_sided(
    mean: float,
    std_error: float,
    df: float,
    bounds: float | tuple[float, float],
    alpha: float,
    *,
    n: int,
    messages: tuple[str, ...] = (),
) -> TostResult:
    """Equivalence of an effect to zero: p = max(P(T >= (m - low) / se), P(T <= (m - high) / se)).

    Parameters
    ----------
    mean, std_error, df
        The effect, its standard error (no test unless above zero) and the degrees of freedom; infinite for z.
    bounds
        The smallest effects of interest, in units of the effect: (low, high), or one number for both signs.
    alpha
        Level of each test; the interval has level 1 - 2 alpha.
    n
        Number of values behind the effect.
    messages
        Carried over.

    References
    ----------
    Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15:657. Lakens 2017, SPPS 8:355.

    Examples
    --------
    >>> round(two_one_sided(0.01, 0.06, 30, 0.25, 0.05, n=31).p_value, 4)
    0.0002
    """
    low, high = bounds if isinstance(bounds, tuple) else (-bounds, bounds)
    if not low < high:
        raise AnalysisError(
            f"bounds={bounds!r} enclose nothing: give a positive number, or (low, high) with low < high."
        )
    if not 0 < alpha < 0.5:
        raise AnalysisError(f"alpha={alpha} is not between 0 and 0.5.")
    t_lower = p_lower = t_upper = p_upper = margin = math.nan
    if std_error > 0:
        t_lower, t_upper = (mean - low) / std_error, (mean - high) / std_error
        p_lower, p_upper = float(stats.t.sf(t_lower, df)), float(stats.t.cdf(t_upper, df))
        margin = float(stats.t.isf(alpha, df)) * std_error
    return TostResult(
        n=n,
        mean=mean,
        std_error=std_error,
        bounds=(low, high),
        t_lower=t_lower,
        p_lower=p_lower,
        t_upper=t_upper,
        p_upper=p_upper,
        p_value=max(p_lower, p_upper),
        ci_low=mean - margin,
        ci_high=mean + margin,
        alpha=alpha,
        messages=messages,
    )
