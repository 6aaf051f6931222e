"""Laplace approximation to the likelihood of a cumulative link mixed model, with its analytic gradient.

For ψ = (θ, β, T) the mode b̂ maximises M(b) = Σ log pᵢ − ½b′b (strictly concave: one mode) and

    ℓ(ψ) = M(b̂) − ½ log det H,   H = Z̃′WZ̃ + I.

M is stationary at b̂, so only log det H moves with the mode, and one adjoint solve v = H⁻¹Z̃′(h∘w′) serves the
derivatives by all parameters (h the leverages z̃ᵢ′H⁻¹z̃ᵢ, w′ = ∂w/∂η).

Source: Tierney & Kadane (1986), Journal of the American Statistical Association 81:82; Kristensen et al. (2016),
Journal of Statistical Software 70(5), equations 1-4 (gradient of the Laplace approximation).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analysis.clmm._links import CellDerivatives, Cells, FloatArray, IntArray, Link, category_bounds, cells
from analysis.clmm._parameters import Layout
from analysis.formula import BlockFactor, RandomBlocks

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

    layout: Layout
    blocks: RandomBlocks

    def evaluate(self, psi: FloatArray, mode: FloatArray | None = None) -> Evaluation:
        """Value (−inf outside the parameter space) and gradient."""
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
            derivatives = found.cells.derivatives(found.eta_random)
            value = found.log_joint - 0.5 * found.factor.log_det
            return Evaluation(value, self._gradient(found, derivatives), found.effects)

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
            factor = self.blocks.factorise(products, w)
            residual = self.blocks.collect(loadings, g) - b
            step = factor.solve(residual)
            previous, decrement = decrement, float(residual @ step)
            if decrement < _STOP * len(b) or (decrement < 1e-12 and decrement >= previous):
                return Mode(data, loadings, b, eta, joint, factor)
            b = b + step
        return None

    def _gradient(self, mode: Mode, cell: CellDerivatives) -> FloatArray:
        inverse_rows = mode.factor.inverse_at_rows(mode.loadings)
        leverage = np.einsum("cn,cn->n", inverse_rows, mode.loadings)
        w_eta = -(cell.w_t + cell.w_s)
        v = mode.factor.solve(self.blocks.collect(mode.loadings, leverage * w_eta))
        kappa = self.blocks.apply(mode.loadings, v)
        along_eta = cell.g - 0.5 * (leverage * w_eta - kappa * cell.w)
        upper = cell.l_t - 0.5 * (leverage * cell.w_t + kappa * cell.g_t)
        lower = cell.l_s - 0.5 * (leverage * cell.w_s + kappa * cell.g_s)
        columns = self.blocks.columns
        along_loadings = along_eta * mode.effects[columns] - cell.w * inverse_rows - 0.5 * cell.g * v[columns]
        return self.assemble(upper, lower, along_eta, along_loadings)

    def assemble(
        self, upper: FloatArray, lower: FloatArray, along_eta: FloatArray, along_loadings: FloatArray
    ) -> FloatArray:
        """Gradient by ψ from derivatives by each row's thresholds, η, and loadings (columns, rows)."""
        categories = self.layout.thresholds + 1
        by_threshold = np.bincount(self.y, upper, categories)[:-1] + np.bincount(self.y, lower, categories)[1:]
        by_factor = [
            (term.z.T @ part)[np.tril_indices(len(term.names))]
            for term, part in zip(self.blocks.terms, self.blocks.by_term(along_loadings), strict=True)
        ]
        return np.concatenate([by_threshold, self.x.T @ along_eta, *by_factor])
