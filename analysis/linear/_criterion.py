"""Profiled deviance of a linear mixed model, with its analytic gradient.

With relative random-effect factors T (Σ = σ²TT′), V = σ²V₀, V₀ = I + Z̃Z̃′ and H = Z̃′Z̃ + I:

    ML:    d = log|H| + n log(2πe ρ/n)
    REML:  d = log|H| + log|X′V₀⁻¹X| + (n−p) log(2πe ρ/(n−p)),   ρ = e′V₀⁻¹e, e = y − Xβ̂.

V₀⁻¹ = I − Z̃H⁻¹Z̃′ needs only block solves. Columns of X are made orthonormal first, so predictors far from zero do no
harm. Source: Bates et al. (2015), Journal of Statistical Software 67(1), equations 34-42; gradient: Lindstrom & Bates
(1988), Journal of the American Statistical Association 83:1014.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.formula import BlockFactor, FloatArray, Layout, RandomBlocks, lower_triangle


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
    factor: BlockFactor
    rss_gradient: FloatArray
    """∂ρ/∂T."""
    weighted: FloatArray
    """V₀⁻¹X, shape (rows, p)."""
    touched: FloatArray
    """H⁻¹Z̃′X at the columns of each row, shape (p, columns, rows)."""

    @cached_property
    def unscaled_gradient(self) -> FloatArray:
        """∂(X′V₀⁻¹X)⁻¹/∂T, shape (T, p, p): −C⁻¹(∂C)C⁻¹ with ∂C = −(F + F′), F = Σᵢ zᵢₖ (V₀⁻¹X)ᵢ (Z̃′V₀⁻¹X)ₗ′."""
        blocks = self.factor.structure
        by_term: list[list[FloatArray]] = [blocks.by_term(row) for row in self.touched]
        slopes: list[FloatArray] = []
        for k, term in enumerate(blocks.terms):
            for row, column in zip(*lower_triangle(len(term.names)), strict=True):
                inner = np.array([parts[k][:, column] for parts in by_term]).reshape(len(self.touched), -1)
                slopes.append((self.weighted * term.z[:, [row]]).T @ inner.T)
        stacked = np.array(slopes).reshape(-1, len(self.unscaled), len(self.unscaled))
        return np.asarray(self.unscaled @ (stacked + stacked.transpose(0, 2, 1)) @ self.unscaled)


class Criterion:
    """Deviance (−2ℓ, restricted or not) as a function of the lower triangles of the relative factors."""

    def __init__(self, y: FloatArray, x: FloatArray, blocks: RandomBlocks, reml: bool) -> None:
        self.blocks, self.reml = blocks, reml
        self.layout = Layout(0, 0, tuple(len(term.names) for term in blocks.terms))
        self.q, self.r = np.linalg.qr(x)
        self.start = self.q.T @ y
        self.rest = y - self.q @ self.start  # small numbers: least-squares residuals instead of y
        self.rows, self.columns = x.shape
        self.df = self.rows - self.columns if reml else self.rows
        self.log_det_r = float(np.log(np.abs(np.diag(self.r))).sum())

    def at(self, psi: FloatArray) -> Solution:
        """Deviance and gradient, with the estimates that belong to these factors."""
        blocks, p = self.blocks, self.columns
        loadings = blocks.loadings(self.layout.split(psi)[2])
        factor = blocks.factorise(blocks.products(loadings), 1.0)
        right = np.column_stack([self.q, self.rest])
        collected = np.array([blocks.collect(loadings, column) for column in right.T]).reshape(p + 1, -1)
        solved = np.array([factor.solve(row) for row in collected]).reshape(p + 1, -1)
        cross = right.T @ right - collected @ solved.T
        unscaled = np.linalg.inv(cross[:p, :p])
        move = unscaled @ cross[:p, p]
        rss = float(cross[p, p] - move @ cross[:p, p])
        sigma2 = rss / self.df

        effects = solved[p] - move @ solved[:p]
        residual = self.rest - self.q @ move - blocks.apply(loadings, effects)
        weighted = self.q - np.array([blocks.apply(loadings, row) for row in solved[:p]]).reshape(p, -1).T
        touched = effects[blocks.columns]
        solved_touched = solved[:p][:, blocks.columns]
        along_rss = -2 * residual * touched
        along_log_det = 2 * factor.inverse_at_rows(loadings)
        deviance = factor.log_det + self.df * (1 + np.log(2 * np.pi * sigma2))
        if self.reml:
            deviance += float(np.linalg.slogdet(cross[:p, :p])[1]) + 2 * self.log_det_r
            along_log_det -= 2 * np.einsum("na,acn->cn", weighted @ unscaled, solved_touched)
        rss_gradient = self._by_factor(along_rss)
        return Solution(
            deviance=float(deviance),
            gradient=self._by_factor(along_log_det) + rss_gradient / sigma2,
            sigma2=sigma2,
            coefficients=self.start + move,
            unscaled=unscaled,
            effects=effects,
            factor=factor,
            rss_gradient=rss_gradient,
            weighted=weighted,
            touched=solved_touched,
        )

    def _by_factor(self, along_loadings: FloatArray) -> FloatArray:
        parts = [
            (term.z.T @ part)[lower_triangle(len(term.names))]
            for term, part in zip(self.blocks.terms, self.blocks.by_term(along_loadings), strict=True)
        ]
        return np.concatenate(parts)


def relative_start(layout: Layout, sd: float) -> FloatArray:
    """Factors with independent effects of the given relative sd."""
    identities: Sequence[FloatArray] = [sd * np.eye(q) for q in layout.widths]
    return layout.join(np.empty(0), np.empty(0), identities)
