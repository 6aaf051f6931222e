"""Adaptive Gauss-Hermite quadrature for one scalar random effect, with its analytic gradient.

For group j with mode b̂ⱼ and τⱼ = Hⱼ^−½, nodes x_q and weights ω_q of the Gauss-Hermite rule:

    ℓ = Σⱼ log Σ_q ω_q e^{x_q²} √2 τⱼ e^{Mⱼ(b_jq)} / √(2π),   b_jq = b̂ⱼ + √2 τⱼ x_q.

One node is the Laplace approximation. Nodes move with b̂ and τ, so the gradient takes both into account.

Source: Pinheiro & Bates (1995), Journal of Computational and Graphical Statistics 4:12, equation 12.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from analysis._gate import AnalysisError
from analysis.formula import FloatArray, IntArray, RandomBlocks
from analysis.ordinal._likelihood import LaplaceLikelihood, Mode, RowDerivatives
from analysis.ordinal._links import Link


class QuadratureLikelihood(LaplaceLikelihood):
    """ℓ(ψ) by `nodes` points for each group; the model has a single random intercept or slope."""

    def __init__(self, y: IntArray, x: FloatArray, blocks: RandomBlocks, link: Link, nodes: int) -> None:
        if len(blocks.terms) != 1 or len(blocks.terms[0].names) != 1:
            raise AnalysisError("Quadrature needs exactly one random-effect term with one effect; use quadrature=1.")
        super().__init__(y, x, blocks, link)
        points, weights = np.polynomial.hermite.hermgauss(nodes)
        self.points = points[:, None]
        self.log_weights = (np.log(weights) + points**2)[:, None]

    def value_and_gradient(self, mode: Mode) -> tuple[float, FloatArray]:
        """See LaplaceLikelihood."""
        groups = self.blocks.block_codes
        loading = mode.loadings[0]
        tau = np.sqrt(mode.factor.d_inverse[:, 0, 0])
        moves = np.sqrt(2) * tau * self.points
        effects = mode.effects + moves
        cell = mode.cells.derivatives(loading * effects[:, groups])
        joint = self._by_group(cell.log_p) - 0.5 * effects**2
        terms = self.log_weights + joint
        value = float(special.logsumexp(terms, axis=0).sum() + np.log(tau).sum()) - 0.5 * len(tau) * np.log(np.pi)
        posterior = special.softmax(terms, axis=0)
        at_rows = posterior[:, groups]

        slope = self._by_group(loading * cell.g) - effects
        along_mode = (posterior * slope).sum(axis=0)
        along_log_tau = 1 + (posterior * slope * moves).sum(axis=0)
        at_mode = mode.cells.derivatives(mode.eta_random)
        inverse_rows = mode.factor.inverse_at_rows(mode.loadings)
        weight = along_log_tau[groups]
        leverage = weight * inverse_rows[0] * loading
        source = along_mode + self.blocks.collect(mode.loadings, 0.5 * leverage * (at_mode.w_t + at_mode.w_s))
        moved = self.mode_terms(mode, at_mode, inverse_rows, mode.factor.solve(source), weight)
        rows = RowDerivatives(
            upper=(at_rows * cell.l_t).sum(axis=0) + moved.upper,
            lower=(at_rows * cell.l_s).sum(axis=0) + moved.lower,
            eta=(at_rows * cell.g).sum(axis=0) + moved.eta,
            loadings=(at_rows * cell.g * effects[:, groups]).sum(axis=0) + moved.loadings,
        )
        return value, self.assemble(rows)

    def _by_group(self, rows: FloatArray) -> FloatArray:
        """Sums over each group's rows, shape (nodes, groups)."""
        groups, count = self.blocks.block_codes, self.blocks.blocks
        return np.array([np.bincount(groups, node, count) for node in rows])
