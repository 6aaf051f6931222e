"""McDonald's omega of one factor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import optimize

from analysis._gate import FloatArray, confidence_level, generator, named, one_of
from analysis._result import Estimate, Result
from analysis.measurement._answers import item_answers

_BOUNDARY = 1e-6
"""Distance from one below which a loading counts as one."""
_DEFINED = 0.95
"""Share of resamples that must have an omega for the others to make an interval."""


@dataclass(frozen=True, kw_only=True)
class OmegaResult(Result):
    """Reliability of a sum of items that share one factor."""

    n: int
    """People with at least one answer."""
    omega: float
    """Share of the sum's variance that the factor explains; NaN where an item would have negative variance of its own."""
    ci_low: float
    """Lower end of the bootstrap percentile interval; NaN without a generator."""
    ci_high: float
    """Upper end."""
    items: tuple[str, ...]
    """Names of the items."""
    loadings: tuple[float, ...]
    """Standardised loadings, in the order of the items."""
    method: str
    """"minres" or "ml"."""

    def estimates(self) -> Sequence[Estimate]:
        """Omega, then one row a loading."""
        loadings = (Estimate(f"loading {item}", value) for item, value in zip(self.items, self.loadings, strict=True))
        return [Estimate("omega", self.omega, ci_low=self.ci_low, ci_high=self.ci_high), *loadings]


def omega(
    answers: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    method: Literal["minres", "ml"] = "minres",
    rng: np.random.Generator | None = None,
    resamples: int = 1000,
    confidence: float = 0.95,
) -> OmegaResult:
    """McDonald's omega total from one factor: (sum l)^2 / ((sum l)^2 + sum(1 - l^2)), l the standardised loadings.

    Loadings come from pairwise-complete correlations R: "minres" minimises the squared off-diagonal residuals of R - l l',
    with loadings of one at most (Harman and Jones 1966; Harman and Fukuda 1966), "ml" the normal-theory discrepancy
    log det S + trace(R S^-1), S = l l' + diag(u).

    Parameters
    ----------
    answers
        One row a person, one column an item, reversed items already recoded.
    items
        The item columns; all columns by default. One factor needs at least three.
    method
        How the factor is extracted.
    rng
        Seeded generator for a percentile interval over resampled people; none gives no interval. Resamples that one
        factor does not fit are left out; where they are more than one in twenty, there is no interval.
    resamples
        Number of resamples.
    confidence
        Level of the interval.

    References
    ----------
    McDonald 1999, Test Theory. Zinbarg et al. 2005, Psychometrika 70:123. Harman and Fukuda 1966, Psychometrika 31:563.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> rng = np.random.default_rng(1)
    >>> trait = rng.normal(size=(200, 1))
    >>> answers = pd.DataFrame(trait + rng.normal(size=(200, 4)), columns=list("abcd"))
    >>> round(omega(answers).omega, 2)
    0.78
    """
    one_of(method, ("minres", "ml"), "method")
    confidence_level(confidence)
    table = item_answers(answers, items)
    names = tuple(str(name) for name in table)
    constant = [name for name in names if table[name].nunique() < 2]
    reason = None
    if len(names) < 3:
        reason = "One factor needs at least three items."
    elif len(table) < 3:
        reason = "Fewer than three people answered: no factor can be fitted."
    elif constant:
        reason = f"No variation, so no correlations: {named(constant)}."
    elif table.corr().isna().any(axis=None):
        reason = "Some two items were never answered by the same people: their correlation is unknown."
    if reason:
        gaps = (math.nan,) * len(names)
        return OmegaResult(
            n=len(table),
            omega=math.nan,
            ci_low=math.nan,
            ci_high=math.nan,
            items=names,
            loadings=gaps,
            method=method,
            messages=(reason,),
        )
    loadings = one_factor(table.corr().to_numpy(), method)
    low, high = math.nan, math.nan
    if rng is not None and np.abs(loadings).max() < 1:
        low, high = _percentile_interval(table, method, generator(rng), resamples, confidence)
    beyond = [name for name, value in zip(names, loadings, strict=True) if abs(value) >= 1]
    messages = (
        (f"Loading of 1 (Heywood case): {named(beyond)}. One factor does not fit, so there is no omega.",)
        if beyond
        else ()
    )
    return OmegaResult(
        n=len(table),
        omega=_omega(loadings),
        ci_low=low,
        ci_high=high,
        items=names,
        loadings=tuple(loadings.tolist()),
        method=method,
        messages=messages,
    )


def one_factor(correlation: FloatArray, method: str = "minres") -> FloatArray:
    """Loadings of one factor, shape (k,), signed so that their sum is positive; `correlation` has shape (k, k).

    Source: Harman and Jones 1966, Psychometrika 31:351 (`minres`); Jöreskog 1967, ibid. 32:443 (`ml`).

    >>> correlation = np.outer([0.8, 0.7, 0.6], [0.8, 0.7, 0.6])
    >>> np.fill_diagonal(correlation, 1)
    >>> one_factor(correlation).round(3).tolist()
    [0.8, 0.7, 0.6]
    """
    values, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * math.sqrt(values[-1]) * 0.8
    loadings = _minres(correlation, start)
    if method == "ml":
        loadings = _maximum_likelihood(correlation, np.clip(loadings, -0.99, 0.99))
    return loadings if loadings.sum() >= 0 else -loadings


def _omega(loadings: FloatArray) -> float:
    if np.abs(loadings).max() >= 1:
        return math.nan  # an item with less variance than none: any number could come out
    common = float(loadings.sum()) ** 2
    return common / (common + float((1 - loadings**2).sum()))


def _minres(correlation: FloatArray, start: FloatArray) -> FloatArray:
    rows, columns = np.tril_indices(len(correlation), -1)
    target = correlation[rows, columns]
    cells = np.arange(len(rows))

    def jacobian(loadings: FloatArray) -> FloatArray:
        slope = np.zeros((len(rows), len(loadings)))
        slope[cells, rows] = loadings[columns]
        slope[cells, columns] = loadings[rows]
        return slope

    def closest(bound: float) -> FloatArray:
        fit = optimize.least_squares(
            lambda loadings: loadings[rows] * loadings[columns] - target,
            np.clip(start, -0.99, 0.99),
            jac=jacobian,
            bounds=(-bound, bound),
            xtol=1e-14,
            ftol=1e-14,
            gtol=1e-14,
        )
        return np.asarray(fit.x, dtype=float)

    loadings = closest(np.inf)
    if np.abs(loadings).max() <= 1:
        return loadings
    # beyond one the residuals can fall for ever, so the item gets no more than all of its variance
    loadings = closest(1.0)
    return np.where(np.abs(loadings) > 1 - _BOUNDARY, np.sign(loadings), loadings)


def _maximum_likelihood(correlation: FloatArray, start: FloatArray) -> FloatArray:
    k = len(correlation)

    def discrepancy(parameters: FloatArray) -> tuple[float, FloatArray]:
        loadings, uniqueness = parameters[:k], np.exp(parameters[k:])
        implied = np.outer(loadings, loadings) + np.diag(uniqueness)
        inverse = np.linalg.inv(implied)
        slope = inverse - inverse @ correlation @ inverse
        value = float(np.linalg.slogdet(implied)[1] + np.trace(correlation @ inverse))
        return value, np.concatenate([2 * slope @ loadings, np.diag(slope) * uniqueness])

    parameters = np.concatenate([start, np.log(1 - start**2)])
    bounds = [(None, None)] * k + [(math.log(0.005), math.log(10.0))] * k
    fit = optimize.minimize(
        discrepancy, parameters, jac=True, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-16, "gtol": 1e-10}
    )
    return np.asarray(fit.x[:k], dtype=float)


def _percentile_interval(
    table: pd.DataFrame, method: str, rng: np.random.Generator, resamples: int, confidence: float
) -> tuple[float, float]:
    estimates = []
    for _ in range(resamples):
        correlation = table.iloc[rng.integers(len(table), size=len(table))].corr().to_numpy()
        if np.isfinite(correlation).all():
            estimates.append(_omega(one_factor(correlation, method)))
    defined = [estimate for estimate in estimates if math.isfinite(estimate)]
    if len(defined) < _DEFINED * resamples:
        return math.nan, math.nan
    low, high = np.quantile(defined, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)
