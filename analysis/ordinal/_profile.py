"""Profile-likelihood intervals of thresholds, effects and scalar standard deviations.

The interval holds every value whose likelihood ratio against the maximum is not significant: the signed root
deviance ζ(v) = ±√(2(ℓ̂ − ℓ(v))) is nearly linear in v, so a bracketed search for |ζ| = z takes few fits.

Source: Venzon & Moolgavkar (1988), Applied Statistics 37:87; Christensen (2018), section 4.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import linalg, optimize, stats

from analysis._gate import AnalysisError, confidence_level
from analysis.formula import FloatArray, IntArray, minimise
from analysis.ordinal._fit import Search
from analysis.ordinal._marginal import Scenarios, contrast_weights

if TYPE_CHECKING:
    from analysis.ordinal._result import ClmmResult


_FAR = 1e3
"""Standard errors from the estimate where the search gives up."""


def profile_intervals(model: ClmmResult, terms: Sequence[str] | None, confidence: float) -> pd.DataFrame:
    """As `ClmmResult.profile`."""
    places = {name: k for k, name in enumerate(model.term_names)}
    for term, diagonal in zip(model.frame.random, model.layout.diagonal(), strict=True):
        if len(diagonal) == 1:
            places[f"sd({term.group})"] = int(diagonal[0])
    wanted = list(model.frame.names) if terms is None else list(terms)
    unknown = [name for name in wanted if name not in places]
    if unknown:
        raise AnalysisError(f"No term {unknown[0]!r} to profile; there are: {', '.join(places)}.")
    cutoff = float(stats.norm.ppf(0.5 + confidence_level(confidence) / 2))
    known = bool(np.isfinite(model.covariance).any())
    rows = [_of_parameter(model, places[name]).interval(cutoff) if known else (np.nan, np.nan) for name in wanted]
    estimates = [model.parameters[places[name]] for name in wanted]
    low, high = ([row[side] for row in rows] for side in (0, 1))
    return pd.DataFrame({"term": wanted, "estimate": estimates, "ci_low": low, "ci_high": high})


def profile_contrast(model: ClmmResult, scenarios: Scenarios, confidence: float) -> tuple[float, float]:
    """As `ClmmResult.profile_contrast`."""
    cutoff = float(stats.norm.ppf(0.5 + confidence_level(confidence) / 2))
    if not np.isfinite(model.covariance).any():
        return np.nan, np.nan
    effects = contrast_weights(model, scenarios)
    weights = np.zeros(model.layout.size)
    weights[model.layout.fixed - len(effects) : model.layout.fixed] = effects
    return _Profile(model, weights, model.fit.free).interval(cutoff)


def _of_parameter(model: ClmmResult, place: int) -> _Profile:
    return _Profile(model, np.eye(model.layout.size)[place], np.union1d(model.fit.free, [place]))


class _Profile:
    """ℓ maximised over everything but a weighted sum of original parameters, the sum `direction`′ψ of standardised ones."""

    def __init__(self, model: ClmmResult, weights: FloatArray, free: IntArray) -> None:
        self.fit = model.fit
        self.estimate = float(weights @ model.parameters)
        self.bounded = bool(weights[model.layout.fixed :].any())  # a standard deviation
        self.free = free
        direction = weights @ model.back[:, self.free]
        self.others = linalg.null_space(direction[None, :])
        covariance = np.nan_to_num(self.fit.covariance[np.ix_(self.free, self.free)])
        variance = float(direction @ covariance @ direction)
        if variance > 0:
            self.step = float(np.sqrt(variance))
            self.along = covariance @ direction / variance  # where the maximum moves as the parameter grows by one
            self.inverse_hessian = np.linalg.inv(self.others.T @ np.linalg.inv(covariance) @ self.others)
        else:  # a standard deviation that was estimated as zero
            self.step = 0.1
            self.along = direction / float(direction @ direction)
            self.inverse_hessian = self.others.T @ covariance @ self.others
        self.search = Search(model.likelihood, self.fit.psi, self.free)
        self.search.mode = self.fit.mode
        self._return()

    def _return(self) -> None:
        self.value, self.end = self.estimate, self.fit.psi[self.free]

    def root_deviance(self, value: float) -> float:
        """√(2(ℓ̂ − ℓ(value))), the other parameters starting from the last fit."""
        start = self.end + (value - self.value) * self.along

        def objective(rest: FloatArray) -> tuple[float, FloatArray]:
            total, gradient = self.search.objective(start + self.others @ rest)
            return total, self.others.T @ gradient

        found = minimise(objective, np.zeros(self.others.shape[1]), self.inverse_hessian, stop=1e-8)
        if not np.isfinite(found.value):
            return _FAR
        self.value, self.end = value, start + self.others @ found.x
        return float(np.sqrt(max(2 * (self.fit.log_likelihood + found.value), 0.0)))

    def interval(self, cutoff: float) -> tuple[float, float]:
        """Lower and upper end."""
        return self._end(-1.0, cutoff), self._end(1.0, cutoff)

    def _end(self, side: float, cutoff: float) -> float:
        self._return()
        inner, reach = self.estimate, cutoff * self.step
        while reach < _FAR * self.step:
            outer = self.estimate + side * reach
            if self.bounded and outer <= 0:
                outer = 0.0
            if self.root_deviance(outer) > cutoff:
                return float(optimize.brentq(lambda v: self.root_deviance(v) - cutoff, inner, outer, xtol=1e-7))
            if self.bounded and outer == 0:
                return 0.0
            inner, reach = outer, 1.5 * reach
        return side * np.inf
