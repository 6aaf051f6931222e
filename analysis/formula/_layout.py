"""Layout of the parameters ψ = (thresholds θ, effects β, lower triangles of the random-effect factors T₁, T₂, …)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.formula._arrays import FloatArray, IntArray
from analysis.formula._model_frame import RandomTerm

ZERO = 1e-3
"""A standard deviation below this, relative to an error of about one, counts as zero."""


@cache
def lower_triangle(width: int) -> tuple[IntArray, IntArray]:
    """Rows and columns of a lower triangle, in the order of ψ.

    >>> rows, columns = lower_triangle(2)
    >>> list(zip(rows.tolist(), columns.tolist()))
    [(0, 0), (1, 0), (1, 1)]
    """
    rows, columns = np.tril_indices(width)
    return rows, columns


@dataclass(frozen=True)
class Layout:
    """How many thresholds, fixed effects and random effects per term there are.

    >>> layout = Layout(thresholds=2, effects=1, widths=(1,))
    >>> thresholds, effects, factors = layout.split(np.array([-1.0, 1.0, 0.5, 0.8]))
    >>> layout.size, thresholds.tolist(), effects.tolist(), factors[0].tolist()
    (4, [-1.0, 1.0], [0.5], [[0.8]])
    """

    thresholds: int
    effects: int
    widths: tuple[int, ...] = ()

    @property
    def fixed(self) -> int:
        """Number of thresholds and fixed effects; the random part starts there."""
        return self.thresholds + self.effects

    @property
    def size(self) -> int:
        """Length of ψ."""
        return self.fixed + sum(q * (q + 1) // 2 for q in self.widths)

    def split(self, psi: FloatArray) -> tuple[FloatArray, FloatArray, list[FloatArray]]:
        """θ, β and the lower triangular T of every random term."""
        factors, start = [], self.fixed
        for q in self.widths:
            end = start + q * (q + 1) // 2
            factor = np.zeros((q, q))
            factor[lower_triangle(q)] = psi[start:end]
            factors.append(factor)
            start = end
        return psi[: self.thresholds], psi[self.thresholds : self.fixed], factors

    def join(self, thresholds: FloatArray, effects: FloatArray, factors: Sequence[FloatArray]) -> FloatArray:
        """The inverse of `split`; entries above the diagonal of a factor are ignored."""
        return np.concatenate([thresholds, effects, *(f[lower_triangle(len(f))] for f in factors)])

    def diagonal(self) -> list[IntArray]:
        """Places in ψ of the diagonal of every T."""
        places, start = [], self.fixed
        for q in self.widths:
            rows, columns = lower_triangle(q)
            places.append(start + np.flatnonzero(rows == columns))
            start += len(rows)
        return places

    def column(self, term: int, k: int) -> IntArray:
        """Places in ψ of column k of a term's T, which vanish together when T_kk does."""
        start = self.fixed + sum(q * (q + 1) // 2 for q in self.widths[:term])
        _, columns = lower_triangle(self.widths[term])
        return start + np.flatnonzero(columns == k)

    def zero_columns(self, psi: FloatArray) -> IntArray:
        """Places in ψ of the columns of the T's that are zero in the canonical form."""
        places = [np.empty(0, dtype=np.intp)]
        for term, factor in enumerate(self.split(psi)[2]):
            diagonal = np.diag(canonical_factor(factor @ factor.T))
            places += [self.column(term, k) for k in range(len(diagonal)) if diagonal[k] < ZERO]
        return np.concatenate(places)

    def raised(self, psi: FloatArray, least: float) -> FloatArray:
        """ψ as a start: diagonal entries of the T's that are nearer to zero than `least`, where a search would stay, become `least`."""
        raised = psi.copy()
        for diagonal in self.diagonal():
            raised[diagonal] = np.where(np.abs(psi[diagonal]) < least, least, psi[diagonal])
        return raised

    def canonical(self, psi: FloatArray) -> FloatArray:
        """ψ with every T lower triangular with nonnegative diagonal, vanishing columns exactly zero."""
        thresholds, effects, factors = self.split(psi)
        return self.join(thresholds, effects, [canonical_factor(f @ f.T) for f in factors])


def canonical_factor(covariance: FloatArray, tolerance: float = ZERO) -> FloatArray:
    """Cholesky factor with nonnegative diagonal; columns whose pivot is below `tolerance` are zero."""
    rest = covariance.copy()
    factor = np.zeros_like(rest)
    for k in range(len(rest)):
        if rest[k, k] > tolerance**2:
            factor[k:, k] = rest[k:, k] / np.sqrt(rest[k, k])
            rest -= np.outer(factor[:, k], factor[:, k])
    return factor


def factor_information(terms: Sequence[RandomTerm], factors: Sequence[FloatArray], weights: FloatArray) -> FloatArray:
    """Rough curvature of a log-likelihood by the entries of the T's, which gives a search its first step lengths.

    A level whose rows weigh s tells its effect with variance 1/s; the information on its sd τ is 2(sτ/(1+sτ²))².

    Source: Searle, Casella and McCulloch 1992, Variance Components, ch. 6 (information on a variance).

    >>> import pandas as pd
    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "who": ["a", "a", "b", "b"]})
    >>> terms = model_frame("y ~ 1 + (1 | who)", data).random
    >>> factor_information(terms, [np.array([[1.0]])], np.ones(4)).round(2).tolist()
    [1.78]
    """
    parts = [np.empty(0)]
    for term, factor in zip(terms, factors, strict=True):
        rows, columns = lower_triangle(len(factor))
        entries = np.empty(len(rows))
        for place, (row, column) in enumerate(zip(rows, columns, strict=True)):
            per_level = np.bincount(term.codes, weights * term.z[:, row] ** 2)
            sd = factor[column, column]
            share = (per_level * sd / (1 + per_level * sd**2)) ** 2
            entries[place] = (2.0 if row == column else 1.0) * share.sum() + 1e-3
        parts.append(entries)
    return np.concatenate(parts)
