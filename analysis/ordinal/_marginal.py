"""Marginal means, contrasts, category probabilities and average effects of an ordinal model.

Probabilities integrate over the random effects: their sum at a row is normal with variance s² = Σ z′Σz, so
P(y ≤ k) = ∫F(θ_k − x′β − su)φ(u)du is a one-dimensional Gauss-Hermite sum. Standard errors by the delta method, with
the uncertainty of thresholds, effects and variances.

Source: Searle, Speed & Milliken (1980), The American Statistician 34:216; Agresti (2010), Analysis of Ordinal
Categorical Data, 2nd ed., section 10.1; Williams (2012), Stata Journal 12:308.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis.formula import (
    FloatArray,
    FormulaError,
    Method,
    contrast_matrix,
    estimate_table,
    level_name,
    reference_grid,
)
from analysis.ordinal._degrees import DegreesOfFreedom, of_rows
from analysis.ordinal._links import distribution

if TYPE_CHECKING:
    from analysis.ordinal._result import ClmmResult

Mode = Literal["latent", "probability", "mean_class"]
Scenarios = Sequence[tuple[float, Mapping[str, Any]]]
"""Weights, and the predictors that a scenario sets."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)


def marginal_means(
    model: ClmmResult,
    specs: str | Sequence[str],
    mode: Mode,
    integrate: bool,
    at: Mapping[str, Any] | None,
    confidence: float,
    df: DegreesOfFreedom,
) -> pd.DataFrame:
    """As `ClmmResult.marginal_means`."""
    cells, weights, function = _mean_function(model, specs, mode, integrate, at)
    labels = {name: cells[name].tolist() for name in cells.columns}
    return _table(model, labels, function, weights, confidence, df)


def contrasts(
    model: ClmmResult,
    specs: str | Sequence[str],
    method: Method,
    mode: Mode,
    integrate: bool,
    adjust: str | None,
    at: Mapping[str, Any] | None,
    confidence: float,
    df: DegreesOfFreedom,
) -> pd.DataFrame:
    """As `ClmmResult.contrasts`."""
    if mode == "probability":
        raise AnalysisError("Contrasts compare latent means or mean classes; for P(y ≥ k) use average_effect.")
    cells, weights, function = _mean_function(model, specs, mode, integrate, at)
    names, differences = contrast_matrix(cells, method)
    return _table(
        model,
        {"contrast": names},
        lambda psi: differences @ function(psi),
        differences @ weights,
        confidence,
        df,
        adjust,
    )


def average_effect(
    model: ClmmResult, variable: str, at_least: Any, integrate: bool, confidence: float, df: DegreesOfFreedom
) -> pd.DataFrame:
    """As `ClmmResult.average_effect`."""
    if variable not in model.frame.data.columns:
        raise FormulaError(f"The model has no predictor {variable!r}.")
    if level_name(at_least) not in model.categories[1:]:
        raise FormulaError(f"at_least must be one of {', '.join(model.categories[1:])}: found {at_least}.")
    threshold = model.categories.index(level_name(at_least)) - 1
    factors = [v for v in model.frame.factors.values() if v.label in (variable, f"factor({variable})")]
    if factors and factors[0].levels:
        first, *others = factors[0].levels
        scenarios = [(f"{level_name(other)} - {level_name(first)}", first, other) for other in others]
    else:
        column = model.frame.data[variable]
        scenarios = [(f"{variable} + 1", column, column + 1)]
    pairs = [[(-1.0, {variable: before}), (1.0, {variable: after})] for _, before, after in scenarios]
    functions = [[_above_function(model, changes, integrate) for _, changes in pair] for pair in pairs]
    return _table(
        model,
        {"contrast": [name for name, _, _ in scenarios]},
        lambda psi: np.array([(after(psi) - before(psi))[threshold] for before, after in functions]),
        np.array([_eta_weights(model, pair) for pair in pairs]),
        confidence,
        df,
    )


def expected_contrast(
    model: ClmmResult, scenarios: Scenarios, scores: Sequence[float] | None, confidence: float, df: DegreesOfFreedom
) -> pd.DataFrame:
    """As `ClmmResult.expected_contrast`."""
    if scores is not None and len(scores) != len(model.categories):
        raise FormulaError(f"{len(scores)} scores for {len(model.categories)} categories: give one for each.")
    weights = np.array([weight for weight, _ in scenarios])
    if scores is None:
        row = contrast_weights(model, scenarios)

        def contrast(psi: FloatArray) -> FloatArray:
            return np.atleast_1d(row @ model.layout.split(psi)[1])
    else:
        steps = np.diff(np.asarray(scores, dtype=float))
        above = [_above_function(model, changes, True) for _, changes in scenarios]

        def contrast(psi: FloatArray) -> FloatArray:
            return np.atleast_1d(weights @ np.array([scores[0] + probability(psi) @ steps for probability in above]))

    return _table(
        model, {"term": ["contrast"]}, contrast, np.atleast_2d(_eta_weights(model, scenarios)), confidence, df
    )


def contrast_weights(model: ClmmResult, scenarios: Scenarios) -> FloatArray:
    """Weight of each effect in Σ w·(mean η over the rows with the predictors of a scenario set), shape (effects,)."""
    data, counts = model.frame.distinct
    designs = [model.frame.design.matrix(_changed(data, changes)) for _, changes in scenarios]
    weights = np.array([weight for weight, _ in scenarios])
    return np.asarray(weights @ np.stack([counts @ x for x in designs]) / counts.sum())


def _eta_weights(model: ClmmResult, scenarios: Scenarios) -> FloatArray:
    """Those of the intercept, whose part the thresholds play, and of each effect, shape (1 + effects,)."""
    return np.array([sum(weight for weight, _ in scenarios), *contrast_weights(model, scenarios)])


def _above_function(
    model: ClmmResult, changes: Mapping[str, Any], integrate: bool
) -> Callable[[FloatArray], FloatArray]:
    """P(y ≥ k) for every category but the lowest, averaged over the rows with some predictors changed; shape (K-1,)."""
    data, counts = model.frame.distinct
    data = _changed(data, changes)
    designs = [model.frame.design, *(term.design for term in model.frame.random)]
    stacked = np.column_stack([design.matrix(data) for design in designs])
    rows, places = np.unique(stacked, axis=0, return_inverse=True)
    shares = np.bincount(places.ravel(), counts) / counts.sum()
    parts = np.split(rows, np.cumsum([len(design.names) for design in designs])[:-1], axis=1)

    def above(psi: FloatArray) -> FloatArray:
        below = _cumulative(model, psi, parts[0], parts[1:], integrate)
        return np.asarray(shares @ (1 - below))

    return above


def _changed(data: pd.DataFrame, changes: Mapping[str, Any]) -> pd.DataFrame:
    """Rows with a scenario's values: one for all of them, or those of a column over all rows."""
    return data.assign(
        **{name: value.loc[data.index] if isinstance(value, pd.Series) else value for name, value in changes.items()}
    )


def _mean_function(
    model: ClmmResult, specs: str | Sequence[str], mode: Mode, integrate: bool, at: Mapping[str, Any] | None
) -> tuple[pd.DataFrame, FloatArray, Callable[[FloatArray], FloatArray]]:
    """Labels of the rows, weights of the intercept and the effects in the η behind each, and the means themselves."""
    grid = reference_grid(model.frame, specs, at)
    x = model.frame.design.matrix(grid.rows)
    weights = grid.average @ np.column_stack([np.ones(len(x)), x])
    if mode == "latent":

        def latent(psi: FloatArray) -> FloatArray:
            thresholds, beta, _ = model.layout.split(psi)
            return np.asarray(grid.average @ x @ beta - thresholds.mean())

        return grid.cells, weights, latent
    z = [term.design.matrix(grid.rows) for term in model.frame.random]

    def probabilities(psi: FloatArray) -> FloatArray:
        below = _cumulative(model, psi, x, z, integrate)
        padded = np.column_stack([np.zeros(len(x)), below, np.ones(len(x))])
        return np.asarray(grid.average @ np.diff(padded, axis=1))

    if mode == "mean_class":
        classes = np.arange(1, len(model.categories) + 1)
        return grid.cells, weights, lambda psi: np.asarray(probabilities(psi) @ classes)
    cells = grid.cells.merge(pd.DataFrame({"category": model.categories}), how="cross")
    repeated = np.repeat(weights, len(model.categories), axis=0)
    return cells, repeated, lambda psi: probabilities(psi).ravel()


def _cumulative(
    model: ClmmResult, psi: FloatArray, x: FloatArray, z: Sequence[FloatArray], integrate: bool
) -> FloatArray:
    """P(y ≤ k) for each row and threshold, shape (rows, K−1)."""
    thresholds, beta, factors = model.layout.split(psi)
    eta = thresholds - (x @ beta)[:, None]
    if not integrate or not factors:
        return distribution(model.link, eta)
    variance = sum(
        (((rows @ factor) ** 2).sum(axis=1) for rows, factor in zip(z, factors, strict=True)), np.zeros(len(x))
    )
    spread = np.sqrt(variance)[:, None, None] * _NODES
    averaged = distribution(model.link, eta[:, :, None] - spread) @ _WEIGHTS
    return np.asarray(averaged / _WEIGHTS.sum())


def _table(
    model: ClmmResult,
    labels: Mapping[str, Sequence[Any]],
    function: Callable[[FloatArray], FloatArray],
    weights: FloatArray,
    confidence: float,
    df: DegreesOfFreedom,
    adjust: str | None = None,
) -> pd.DataFrame:
    """A function of ψ with Wald intervals; `weights` say which effects each row of it is an average of."""
    estimate, errors, _ = _delta(model, function)
    degrees = None if df == "asymptotic" else of_rows(model.containment, weights)
    return estimate_table(labels, estimate, errors, degrees, confidence, adjust)


def _delta(
    model: ClmmResult, function: Callable[[FloatArray], FloatArray]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Value of a function of ψ, its standard errors and covariance by the delta method."""
    errors = np.nan_to_num(np.sqrt(np.diag(model.covariance)))
    jacobian = np.zeros((len(function(model.parameters)), len(model.parameters)))
    for k in np.flatnonzero(errors):
        shift = np.zeros_like(model.parameters)
        shift[k] = 1e-4 * errors[k]
        jacobian[:, k] = (function(model.parameters + shift) - function(model.parameters - shift)) / (2 * shift[k])
    covariance = jacobian @ np.nan_to_num(model.covariance) @ jacobian.T
    if not errors.any():
        covariance = np.full_like(covariance, np.nan)
    return function(model.parameters), np.sqrt(np.diag(covariance)), covariance
