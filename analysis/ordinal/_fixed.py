"""Cumulative link model without random effects: Newton's method on a concave likelihood.

The parameters φ enter a row's t = U_i′φ and s = L_i′φ linearly, which covers thresholds, effects on η, and effects
that differ by threshold (partial proportional odds).

Source: Christensen (2018), Cumulative Link Models for Ordinal Regression with the R Package ordinal, section 3;
Pratt (1981), Journal of the American Statistical Association 76:103 (concavity).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.formula import FloatArray, IntArray, Layout
from analysis.ordinal._likelihood import Evaluation
from analysis.ordinal._links import UNBOUNDED, CellDerivatives, Link, cells, quantile


@dataclass(frozen=True)
class FixedFit:
    """Maximum of the likelihood; `information` is the negative Hessian."""

    parameters: FloatArray
    log_likelihood: float
    information: FloatArray
    converged: bool


def fit_fixed(y: IntArray, x: FloatArray, link: Link, nominal: FloatArray | None = None) -> FixedFit:
    """φ = (θ, β, γ): `x` (rows, effects) shifts all thresholds alike, `nominal` (rows, columns) each by its own γ.

    γ lists the thresholds of the first column, then of the second. t = θ_y − x′β + n′γ_y.
    """
    categories = int(y.max()) + 1
    shares = np.cumsum(np.bincount(y, minlength=categories))[:-1] / len(y)
    upper, lower = bound_designs(y, x, categories, nominal)
    phi = np.zeros(upper.shape[1])
    phi[: categories - 1] = quantile(link, shares)
    with np.errstate(all="ignore"):  # a step that crosses thresholds is worth −inf, and is halved
        return _newton(y, upper, lower, phi, categories - 1, link)


def bound_designs(
    y: IntArray, x: FloatArray, categories: int, nominal: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """U and L, shape (rows, parameters): the derivatives of each row's t and s by φ."""
    by_threshold = np.eye(categories - 1)
    above = np.vstack([by_threshold, np.zeros(categories - 1)])[y]
    below = np.vstack([np.zeros(categories - 1), by_threshold])[y]
    extra = [] if nominal is None else list(nominal.T)
    upper = np.column_stack([above, -x, *(above * column[:, None] for column in extra)])
    lower = np.column_stack([below, -x, *(below * column[:, None] for column in extra)])
    return upper, lower


def _newton(
    y: IntArray, upper: FloatArray, lower: FloatArray, phi: FloatArray, thresholds: int, link: Link
) -> FixedFit:
    step, best = np.zeros_like(phi), -np.inf
    information = np.eye(len(phi))
    for _ in range(100):
        cell = _cells_at(y, upper, lower, phi, thresholds, link)
        value = float(cell.log_p.sum())
        if not value >= best - 1e-9 * (1 + abs(best)):
            step = step / 2
            phi = phi - step
            continue
        best = value
        gradient = upper.T @ cell.l_t + lower.T @ cell.l_s
        information = row_information(cell, upper, lower)
        try:
            step = np.asarray(np.linalg.solve(information, gradient))
        except np.linalg.LinAlgError:
            return FixedFit(phi, best, information, False)
        decrement = float(gradient @ step)
        if decrement < 1e-16 * len(phi):
            return FixedFit(phi, best, information, True)
        phi = phi + step
    return FixedFit(phi, best, information, False)


def _cells_at(
    y: IntArray, upper: FloatArray, lower: FloatArray, phi: FloatArray, thresholds: int, link: Link
) -> CellDerivatives:
    # the outer thresholds stay infinite: rows of the lowest category have no s, of the highest no t
    t = np.where(y < thresholds, upper @ phi, UNBOUNDED)
    s = np.where(y > 0, lower @ phi, -UNBOUNDED)
    return cells(link, t, s).derivatives(np.zeros(len(y)))


def row_information(cell: CellDerivatives, upper: FloatArray, lower: FloatArray) -> FloatArray:
    """−∂²Σ log p/∂φ∂φ′ for rows whose t and s have the derivatives `upper` and `lower` by φ."""
    l_ts = -cell.l_t * cell.l_s
    l_tt, l_ss = -cell.g_t - l_ts, -cell.g_s - l_ts
    cross = upper.T @ (l_ts[:, None] * lower)
    return -(upper.T @ (l_tt[:, None] * upper) + lower.T @ (l_ss[:, None] * lower) + cross + cross.T)


class FixedLikelihood:
    """ℓ(θ, β) without random effects, for profile likelihoods."""

    def __init__(self, y: IntArray, x: FloatArray, link: Link) -> None:
        self.y, self.x, self.link = y, x, link
        self.layout = Layout(int(y.max()), x.shape[1])
        self._bounds = bound_designs(y, x, self.layout.thresholds + 1)

    def evaluate(self, psi: FloatArray, mode: FloatArray | None = None) -> Evaluation:
        """Value and gradient; there is no mode."""
        empty = np.empty(0) if mode is None else mode
        with np.errstate(all="ignore"):
            if (np.diff(psi[: self.layout.thresholds]) <= 0).any():
                return Evaluation(-np.inf, np.full(len(psi), np.nan), empty)
            upper, lower = self._bounds
            cell = _cells_at(self.y, upper, lower, psi, self.layout.thresholds, self.link)
            return Evaluation(float(cell.log_p.sum()), upper.T @ cell.l_t + lower.T @ cell.l_s, empty)
