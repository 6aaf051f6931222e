"""Profiled deviance of a linear mixed model, with its analytic gradient.

With relative random-effect factors T (Σ = σ²TT′), V = σ²V₀, V₀ = I + Z̃Z̃′ and H = Z̃′Z̃ + I:

    ML:    d = log|H| + n log(2πe ρ/n)
    REML:  d = log|H| + log|X′V₀⁻¹X| + (n−p) log(2πe ρ/(n−p)),   ρ = e′V₀⁻¹e, e = y − Xβ̂.

V₀⁻¹ = I − Z̃H⁻¹Z̃′ needs only block solves, and rows enter by Z′Z, Z′X and Z′y alone, summed once. Columns of X are
made orthonormal first, so predictors far from zero do no harm. Source: Bates et al. (2015), Journal of Statistical
Software 67(1), equations 34-42; gradient: Lindstrom & Bates (1988), Journal of the American Statistical Association
83:1014.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.formula import BlockFactor, FloatArray, FormulaError, Layout, RandomBlocks, lower_triangle

_EXACT = 1e-10
"""Share of the sum of squares that is rounding, and no residual."""
_EXPLAINED = "The model explains every value exactly: nothing is left to estimate a residual variance of, and the likelihood has no maximum."


@dataclass(frozen=True)
class Solution:
    """Everything at one value of the relative factors."""

    deviance: float
    gradient: FloatArray
    sigma2: float
    """Residual variance."""
    coefficients: FloatArray
    """Effects β̂ of the orthonormal columns."""
    unscaled: FloatArray
    """(X′V₀⁻¹X)⁻¹ for the orthonormal columns; times σ² the covariance of β̂."""
    effects: FloatArray
    """Spherical random effects b̂."""
    rss_gradient: FloatArray
    """∂ρ/∂T."""
    weighted: FloatArray
    """Z′V₀⁻¹X, shape (p, random effects)."""
    solved: FloatArray
    """H⁻¹Z̃′X, shape (p, random effects)."""
    blocks: RandomBlocks

    @cached_property
    def unscaled_gradient(self) -> FloatArray:
        """∂(X′V₀⁻¹X)⁻¹/∂T, shape (T, p, p): −C⁻¹(∂C)C⁻¹ with ∂C = −(F + F′), F = Σ (Z′V₀⁻¹X)ₖ(H⁻¹Z̃′X)ₗ′ over the levels."""
        slopes = [
            np.einsum("alr,blc->rcab", self.weighted[:, places], self.solved[:, places])[
                lower_triangle(places.shape[1])
            ]
            for places in self.blocks.places
        ]
        stacked = np.concatenate(slopes)
        return np.asarray(self.unscaled @ (stacked + stacked.transpose(0, 2, 1)) @ self.unscaled)


class Criterion:
    """Deviance (−2ℓ, restricted or not) as a function of the lower triangles of the relative factors.

    `FormulaError`, here or on the way to a maximum, where no residual is left: then −2ℓ falls without end as σ² goes to 0.
    """

    def __init__(self, y: FloatArray, x: FloatArray, blocks: RandomBlocks, reml: bool) -> None:
        self.blocks, self.reml = blocks, reml
        self.layout = Layout(0, 0, tuple(len(term.names) for term in blocks.terms))
        self.q, self.r = np.linalg.qr(x)
        self.start = self.q.T @ y
        self.rows, self.columns = x.shape
        self.df = self.rows - self.columns if reml else self.rows
        self.log_det_r = float(np.log(np.abs(np.diag(self.r))).sum())
        rest = y - self.q @ self.start  # small numbers: least-squares residuals instead of y
        self._nothing = _EXACT * float(rest @ rest)
        if rest @ rest <= _EXACT**2 * (y @ y):
            raise FormulaError(_EXPLAINED)
        right = np.column_stack([self.q, rest])
        z = blocks.loadings([np.eye(q) for q in self.layout.widths])
        self._zz = blocks.sums(blocks.products(z), 1.0)
        self._zr = np.array([blocks.collect(z, column) for column in right.T])
        self._rr = right.T @ right

    def at(self, psi: FloatArray) -> Solution:
        """Deviance and gradient, with the estimates that belong to these factors, from sums over rows that were made once."""
        blocks, p = self.blocks, self.columns
        inside, outside = blocks.spread(self.layout.split(psi)[2])
        d, c, e = self._zz
        below = inside.T @ c  # Z̃′Z
        d, c, e = (
            (d.reshape(-1, blocks.width) @ inside).reshape(d.shape),
            self._outwards(c, outside),
            e @ outside,
        )  # Z′Z̃
        factor = blocks.eliminate(inside.T @ d, self._outwards(below, outside), outside.T @ e)
        collected = self._spread(self._zr, inside.T, outside.T)
        solved = np.array([factor.solve(row) for row in collected])
        cross = self._rr - collected @ solved.T
        unscaled = np.linalg.inv(cross[:p, :p])
        move = unscaled @ cross[:p, p]
        rss = float(cross[p, p] - move @ cross[:p, p])
        if rss < self._nothing:
            raise FormulaError(_EXPLAINED)
        sigma2 = rss / self.df

        effects = solved[p] - move @ solved[:p]
        weighted = self._zr - self._times_zz(self._spread(solved, inside, outside))  # Z′V₀⁻¹R
        residual = weighted[p] - move @ weighted[:p]
        rss_gradient = -2 * self._by_factor(residual[None], effects[None])
        deviance = factor.log_det + self.df * (1 + np.log(2 * np.pi * sigma2))
        gradient = self._log_det_gradient(factor, d, c, below, e) + rss_gradient / sigma2
        if self.reml:
            deviance += float(np.linalg.slogdet(cross[:p, :p])[1]) + 2 * self.log_det_r
            gradient -= 2 * self._by_factor(unscaled @ weighted[:p], solved[:p])
        return Solution(
            deviance=float(deviance),
            gradient=gradient,
            sigma2=sigma2,
            coefficients=self.start + move,
            unscaled=unscaled,
            effects=effects,
            rss_gradient=rss_gradient,
            weighted=weighted[:p],
            solved=solved[:p],
            blocks=blocks,
        )

    def _spread(self, vectors: FloatArray, inside: FloatArray, outside: FloatArray) -> FloatArray:
        """Vectors, shape (count, random effects), with the levels of every term multiplied by its factor."""
        count, split = len(vectors), self.blocks.split
        nested = vectors[:, :split].reshape(count, self.blocks.blocks, self.blocks.width) @ inside.T
        return np.concatenate([nested.reshape(count, split), vectors[:, split:] @ outside.T], axis=1)

    def _times_zz(self, vectors: FloatArray) -> FloatArray:
        """Z′Z times vectors, shape (count, random effects)."""
        d, c, e = self._zz
        count, split = len(vectors), self.blocks.split
        nested = vectors[:, :split].reshape(count, self.blocks.blocks, self.blocks.width)
        flat = c.reshape(split, self.blocks.dense)
        in_block = (nested.transpose(1, 0, 2) @ d).transpose(1, 0, 2).reshape(count, split)
        first = in_block + vectors[:, split:] @ flat.T
        return np.concatenate([first, vectors[:, :split] @ flat + vectors[:, split:] @ e], axis=1)

    def _log_det_gradient(
        self, factor: BlockFactor, d: FloatArray, c: FloatArray, below: FloatArray, e: FloatArray
    ) -> FloatArray:
        """∂ log|H|/∂T = 2 Z′Z̃H⁻¹ at each level of a term, summed; for the parts of Z′Z̃, and of Z̃′Z the one `below`."""
        blocks, shape = self.blocks, (self.blocks.split, self.blocks.dense)
        h_d, h_c, h_e = factor.inverse_parts()
        in_block = d @ h_d + c @ h_c.transpose(0, 2, 1)
        in_rest = below.reshape(shape).T @ h_c.reshape(shape) + e @ h_e
        parts = [
            2 * blocks.at_levels(in_block, in_rest, places).sum(axis=0)[lower_triangle(places.shape[1])]
            for places in blocks.places
        ]
        return np.concatenate(parts)

    def _outwards(self, c: FloatArray, outside: FloatArray) -> FloatArray:
        """A part between blocks and rest, its rest multiplied by the factors of the rest."""
        return np.asarray((c.reshape(self.blocks.split, self.blocks.dense) @ outside).reshape(c.shape))

    def _by_factor(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Σ left·right′ over vectors and levels of each term, as entries of the T's; both of shape (count, random effects)."""
        parts = [
            np.einsum("alr,alc->rc", left[:, places], right[:, places])[lower_triangle(places.shape[1])]
            for places in self.blocks.places
        ]
        return np.concatenate(parts)


def relative_start(layout: Layout, sd: float) -> FloatArray:
    """Factors with independent effects of the given relative sd."""
    identities: Sequence[FloatArray] = [sd * np.eye(q) for q in layout.widths]
    return layout.join(np.empty(0), np.empty(0), identities)
