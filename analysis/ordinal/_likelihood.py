"""Laplace approximation to the likelihood of a cumulative link mixed model, with its analytic gradient.

For ψ = (θ, β, T) the mode b̂ maximises M(b) = Σ log pᵢ − ½b′b (strictly concave: one mode) and

    ℓ(ψ) = M(b̂) − ½ log det H,   H = Z̃′WZ̃ + I.

M is stationary at b̂, so only log det H moves with the mode, and one adjoint solve λ = −½H⁻¹Z̃′(h∘w′) serves the
derivatives by all parameters (h the leverages z̃ᵢ′H⁻¹z̃ᵢ, w′ = ∂w/∂η).

Source: Tierney & Kadane (1986), Journal of the American Statistical Association 81:82; Kristensen et al. (2016),
Journal of Statistical Software 70(5), equations 1-4 (gradient of the Laplace approximation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.formula import BlockFactor, FloatArray, IntArray, Layout, RandomBlocks, lower_triangle
from analysis.ordinal._links import CellDerivatives, Cells, Link, category_bounds, cells

_STOP = 1e-20
"""Newton decrement per random effect at which the mode is exact: log det H is first order in its error."""


@dataclass(frozen=True)
class Evaluation:
    """Value and gradient of a log-likelihood at ψ, and the mode b̂ that a neighbouring ψ starts from."""

    value: float
    gradient: FloatArray
    mode: FloatArray


class Likelihood(Protocol):
    """A log-likelihood of ψ that remembers nothing between evaluations."""

    @property
    def layout(self) -> Layout:
        """What ψ holds."""
        ...

    def evaluate(self, psi: FloatArray, mode: FloatArray | None = None) -> Evaluation:
        """Value (−inf outside the parameter space) and gradient; a `mode` of a neighbouring ψ saves Newton steps."""
        ...


@dataclass(frozen=True)
class Mode:
    """The mode b̂ at ψ with everything that was computed on the way."""

    cells: Cells
    loadings: FloatArray
    effects: FloatArray
    eta_random: FloatArray
    log_joint: float
    factor: BlockFactor


@dataclass(frozen=True)
class RowDerivatives:
    """Derivatives of a log-likelihood by each row's upper and lower threshold, η, and loadings (columns, rows)."""

    upper: FloatArray
    lower: FloatArray
    eta: FloatArray
    loadings: FloatArray


class LaplaceLikelihood:
    """ℓ(ψ) for categories `y` (0 … K−1, shape (rows,)), design `x` (rows, effects) and the random effects."""

    def __init__(self, y: IntArray, x: FloatArray, blocks: RandomBlocks, link: Link) -> None:
        self.y, self.x, self.blocks, self.link = y, x, blocks, link
        self.layout = Layout(int(y.max()), x.shape[1], tuple(len(term.names) for term in blocks.terms))

    def evaluate(self, psi: FloatArray, mode: FloatArray | None = None) -> Evaluation:
        """See Likelihood."""
        start = np.zeros(self.blocks.size) if mode is None else mode
        with np.errstate(all="ignore"):  # a step outside the parameter space is worth −inf, and said so
            found = self.mode(psi, start)
            if found is None:
                return Evaluation(-np.inf, np.full(len(psi), np.nan), start)
            value, gradient = self.value_and_gradient(found)
            return Evaluation(value, gradient, found.effects)

    def value_and_gradient(self, mode: Mode) -> tuple[float, FloatArray]:
        """ℓ and its gradient, once the mode is known."""
        return mode.log_joint - 0.5 * mode.factor.log_det, self._gradient(mode)

    def mode(self, psi: FloatArray, start: FloatArray) -> Mode | None:
        """b̂ by Newton steps from `start`, halved while M falls; None outside the parameter space."""
        thresholds, beta, factors = self.layout.split(psi)
        if not np.isfinite(psi).all() or (np.diff(thresholds) <= 0).any():
            return None
        upper, lower = category_bounds(thresholds, self.y)
        shift = self.x @ beta
        data = cells(self.link, upper - shift, lower - shift)
        loadings = self.blocks.loadings(factors)
        products = self.blocks.products(loadings)
        b, step, best, decrement = start, np.zeros_like(start), -np.inf, np.inf
        for _ in range(100):
            eta = self.blocks.apply(loadings, b)
            log_p, g, w = data.newton(eta)
            joint = float(log_p.sum()) - 0.5 * float(b @ b)
            if not np.isfinite(joint) or joint < best - 1e-9 * (1 + abs(best)):
                if not step.any():
                    return self.mode(psi, np.zeros_like(start)) if start.any() else None
                step = step / 2
                b = b - step
                continue
            best = joint
            try:
                factor = self.blocks.factorise(products, w)
            except np.linalg.LinAlgError:  # loadings so large that the curvature is lost in rounding
                return None
            residual = self.blocks.collect(loadings, g) - b
            step = factor.solve(residual)
            previous, decrement = decrement, float(residual @ step)
            if decrement < _STOP * len(b) or (decrement < 1e-12 and decrement >= previous):
                return Mode(data, loadings, b, eta, joint, factor)
            b = b + step
        return None

    def _gradient(self, mode: Mode) -> FloatArray:
        cell = mode.cells.derivatives(mode.eta_random)
        inverse_rows = mode.factor.inverse_at_rows(mode.loadings)
        leverage = np.einsum("cn,cn->n", inverse_rows, mode.loadings)
        source = self.blocks.collect(mode.loadings, 0.5 * leverage * (cell.w_t + cell.w_s))
        moved = self.mode_terms(mode, cell, inverse_rows, mode.factor.solve(source), 1.0)
        return self.assemble(
            RowDerivatives(
                upper=cell.l_t + moved.upper,
                lower=cell.l_s + moved.lower,
                eta=cell.g + moved.eta,
                loadings=cell.g * mode.effects[self.blocks.columns] + moved.loadings,
            )
        )

    def mode_terms(
        self,
        mode: Mode,
        cell: CellDerivatives,
        inverse_rows: FloatArray,
        adjoint: FloatArray,
        weight: FloatArray | float,
    ) -> RowDerivatives:
        """Derivatives of −½ Σ weight · log det H (H moving with the mode) for an adjoint λ = H⁻¹(∂ℓ/∂b̂)."""
        leverage = weight * np.einsum("cn,cn->n", inverse_rows, mode.loadings)
        kappa = self.blocks.apply(mode.loadings, adjoint)
        columns = self.blocks.columns
        eta = 0.5 * leverage * (cell.w_t + cell.w_s) - kappa * cell.w
        return RowDerivatives(
            upper=kappa * cell.g_t - 0.5 * leverage * cell.w_t,
            lower=kappa * cell.g_s - 0.5 * leverage * cell.w_s,
            eta=eta,
            loadings=eta * mode.effects[columns] - weight * cell.w * inverse_rows + cell.g * adjoint[columns],
        )

    def assemble(self, rows: RowDerivatives) -> FloatArray:
        """Gradient by ψ."""
        categories = self.layout.thresholds + 1
        upper, lower = (np.bincount(self.y, values, categories) for values in (rows.upper, rows.lower))
        by_factor = [
            (term.z.T @ part)[lower_triangle(len(term.names))]
            for term, part in zip(self.blocks.terms, self.blocks.by_term(rows.loadings), strict=True)
        ]
        return np.concatenate([upper[:-1] + lower[1:], self.x.T @ rows.eta, *by_factor])
