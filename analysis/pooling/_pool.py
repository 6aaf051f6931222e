"""Fixed and random effects of independent estimates."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.optimize import brentq

from analysis._gate import AnalysisError, FloatArray, confidence_level, one_of, vector
from analysis._result import Estimate, Result

METHODS = ("fixed", "reml", "pm")
"""Common effect; random effects with restricted maximum likelihood, or with Paule and Mandel's estimator."""
TOLERANCE = 1e-12
"""Change of tau squared at which Fisher scoring ends, relative to the variances."""
STEPS = 1000
EQUAL = 1e-18
"""Mean square of standardised deviations below which all estimates are equal."""


@dataclass(frozen=True, kw_only=True)
class PooledResult(Result):
    """One effect over several studies."""

    method: str
    """One of `METHODS`."""
    studies: int
    """Number of estimates, k."""
    pooled: Estimate
    """Pooled estimate: z test and normal interval for a fixed effect, t with k - 1 degrees of freedom for random ones."""
    tau2: float
    """Variance of true effects between studies; 0 for a fixed effect."""
    q: float
    """Cochran's Q, chi-squared with k - 1 degrees of freedom if all studies have one effect."""
    q_p_value: float
    """P value of Q."""
    i2: float
    """Share of variance that lies between studies, percent."""
    prediction: tuple[float, float]
    """Interval for the true effect of a further study; NaN for a fixed effect."""
    weights: tuple[float, ...]
    """Weight of each study, percent."""

    def estimates(self) -> Sequence[Estimate]:
        """The pooled effect, and for random effects the interval of a further study's."""
        low, high = self.prediction
        further = Estimate("further_study", self.pooled.estimate, ci_low=low, ci_high=high)
        return [self.pooled] if self.method == "fixed" else [self.pooled, further]


def pool(
    estimates: ArrayLike, std_errors: ArrayLike, *, method: str = "reml", confidence: float = 0.95
) -> PooledResult:
    """Pool independent estimates of one effect.

    Weights are w = 1 / (se^2 + tau^2), the estimate is m = sum(w y) / sum(w).

    - `fixed`: tau^2 = 0, standard error 1 / sqrt(sum w), normal.
    - `reml`: tau^2 by restricted maximum likelihood (Fisher scoring, not below 0).
    - `pm`: tau^2 at which sum(w (y - m)^2) = k - 1 (Paule and Mandel).

    Random effects have the interval of Hartung, Knapp, Sidik and Jonkman: variance sum(w (y - m)^2) / ((k - 1) sum(w)), t with
    k - 1 degrees of freedom (NaN where all estimates are equal, for which it would have no width); the prediction
    interval is m +- t sqrt(tau^2 + se(m)^2) with the same t, as in metafor.
    I^2 = tau^2 / (tau^2 + s^2), s^2 = (k - 1) sum(v) / (sum(v)^2 - sum(v^2)) with v = 1 / se^2; for a fixed effect
    max(0, (Q - k + 1) / Q).

    Parameters
    ----------
    estimates, std_errors
        One a study, shape (k,).
    method
        One of `METHODS`.
    confidence
        Level of both intervals.

    References
    ----------
    Viechtbauer 2005, JEBS 30:261 (REML). Paule and Mandel 1982, J Res NBS 87:377. Knapp and Hartung 2003, Stat Med 22:2693.
    Higgins, Thompson and Spiegelhalter 2009, JRSS A 172:137.

    Examples
    --------
    >>> found = pool([0.10, 0.30, 0.65], [0.17, 0.17, 0.10], method="pm")
    >>> round(found.pooled.estimate, 3), round(found.tau2, 3)
    (0.375, 0.06)
    """
    one_of(method, METHODS, "method")
    confidence_level(confidence)
    y, se = vector(estimates, "estimates"), vector(std_errors, "std_errors")
    if len(y) != len(se):
        raise AnalysisError(f"There are {len(y)} estimates and {len(se)} standard errors: give one each a study.")
    if len(y) < 2:
        raise AnalysisError(f"{len(y)} estimates cannot be pooled: give two studies at least.")
    if not (np.isfinite(y).all() and np.isfinite(se).all() and (se > 0).all()):
        raise AnalysisError("An estimate is missing, or its standard error is not above 0: leave that study out.")
    v, df = se**2, len(y) - 1
    tau2 = {"fixed": lambda: 0.0, "reml": lambda: _reml(y, v), "pm": lambda: _paule_mandel(y, v)}[method]()
    weights = 1 / (v + tau2)
    mean = float(weights @ y / weights.sum())
    q = _dispersion(y, v, 0.0)
    fixed = method == "fixed"
    scale = 1.0 if fixed else _dispersion(y, v, tau2) / df
    error = math.sqrt(scale / weights.sum()) if scale > EQUAL else math.nan
    law = stats.norm() if fixed else stats.t(df)
    reach = float(law.ppf((1 + confidence) / 2))
    spread = math.nan if fixed else reach * math.sqrt(tau2 + error**2)
    statistic = mean / error
    return PooledResult(
        method=method,
        studies=len(y),
        pooled=Estimate(
            "pooled",
            mean,
            error,
            statistic,
            float(2 * law.sf(abs(statistic))),
            mean - reach * error,
            mean + reach * error,
        ),
        tau2=tau2,
        q=q,
        q_p_value=float(stats.chi2.sf(q, df)),
        i2=_i2(q, df, v, None if fixed else tau2),
        prediction=(mean - spread, mean + spread),
        weights=tuple(float(share) for share in 100 * weights / weights.sum()),
        messages=_messages(len(y), scale, fixed),
    )


def _dispersion(y: FloatArray, v: FloatArray, tau2: float) -> float:
    """Weighted sum of squares around the pooled mean."""
    w = 1 / (v + tau2)
    return float(w @ (y - w @ y / w.sum()) ** 2)


def _paule_mandel(y: FloatArray, v: FloatArray) -> float:
    df = len(y) - 1
    if _dispersion(y, v, 0.0) <= df:
        return 0.0
    # every weight is below 1 / tau^2, so here the weighted sum of squares is at most half of df
    above = 2 * float(((y - y.mean()) ** 2).sum()) / df
    return float(brentq(lambda tau2: _dispersion(y, v, tau2) - df, 0.0, above, xtol=1e-15, rtol=1e-14))


def _reml(y: FloatArray, v: FloatArray) -> float:
    """Fisher scoring from the variance of the estimates, as in metafor; Viechtbauer 2005, equation 16."""
    tau2 = max(0.0, float(y.var(ddof=1) - v.mean()))
    for _ in range(STEPS):
        w = 1 / (v + tau2)
        projection = np.diag(w) - np.outer(w, w) / w.sum()
        squared = projection @ projection
        step = (y @ squared @ y - np.trace(projection)) / np.trace(squared)
        following = max(0.0, tau2 + float(step))
        if abs(following - tau2) <= TOLERANCE * float(v.mean()):
            return following
        tau2 = following
    raise AnalysisError("The variance between studies does not converge: try method='pm'.")


def _i2(q: float, df: int, v: FloatArray, tau2: float | None) -> float:
    if tau2 is None:
        return 100 * max(0.0, (q - df) / q) if q else 0.0
    precision = 1 / v
    typical = df * precision.sum() / (precision.sum() ** 2 - (precision**2).sum())
    return float(100 * tau2 / (tau2 + typical))


def _messages(studies: int, scale: float, fixed: bool) -> tuple[str, ...]:
    found = []
    if studies < 5 and not fixed:
        found.append(f"{studies} studies say little about how much effects differ between studies.")
    if scale <= EQUAL:
        found.append(
            "All estimates are equal: they show no spread to take an interval from; read that of the fixed effect."
        )
    elif scale < 1 and not fixed:
        found.append(
            "The estimates lie closer together than their standard errors let expect, so the interval is narrower than that of a "
            "fixed effect; report both."
        )
    return tuple(found)
