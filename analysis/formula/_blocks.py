"""Block structure of the random effects: sparse elimination of the largest factor.

With spherical effects b ~ N(0, I) the rows of the random-effect design are z̃ᵢ (loadings Tᵣ′zᵢᵣ at the columns of
row i's groups). Everything needs H = Z̃′WZ̃ + I. Effects whose groups are nested in one factor (the *blocks*) touch
only their own block, so ordered (blocks, rest) H = [D C; C′ E] with D block diagonal, and

    S = E − Σⱼ Cⱼ′Dⱼ⁻¹Cⱼ,   log det H = Σⱼ log det Dⱼ + log det S.

The cost is linear in rows and blocks; the rest is dense. Source: Bates et al. (2015), Journal of Statistical
Software 67(1), section 5 (the general sparse form); Golub & Van Loan (2013), Matrix Computations, 3.2.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from analysis.formula._arrays import FloatArray, IntArray
from analysis.formula._model_frame import RandomTerm


class RandomBlocks:
    """Where each row's random effects sit in the vector b, and sums over rows by those places.

    `b` lists the blocks (padded to one width), then the dense rest. Columns of a row: first those in its block.

    >>> import pandas as pd
    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "who": ["a", "a", "b", "b"]})
    >>> blocks = RandomBlocks(model_frame("y ~ 1 + (1 | who)", data).random)
    >>> blocks.size, blocks.places[0].tolist()
    (2, [[0], [1]])
    """

    def __init__(self, terms: Sequence[RandomTerm]) -> None:
        self.terms = tuple(terms)
        outer = min(self.terms, key=lambda candidate: _cost(candidate, self.terms))
        inside = [_is_nested(term.codes, outer.codes) for term in self.terms]
        self.block_codes = outer.codes
        self.blocks = len(outer.levels)
        self.width, self.dense = _sizes(outer, self.terms)
        self.split = self.blocks * self.width
        """Number of places in blocks; the rest follows."""
        self.size = self.split + self.dense
        self._identities = (np.eye(self.width), np.eye(self.dense))
        self.places: list[IntArray] = []
        """For each term the places of its effects in b, shape (levels, effects)."""
        in_block, after_blocks = 0, self.split
        for term, nested in zip(self.terms, inside, strict=True):
            effects = np.arange(len(term.names))
            if nested:
                block, rank = _position_inside(term.codes, outer.codes)
                self.places.append((block * self.width + in_block + rank * len(effects))[:, None] + effects)
                in_block += (int(rank.max()) + 1) * len(effects)
            else:
                places = np.arange(len(term.levels) * len(effects)).reshape(-1, len(effects))
                self.places.append(after_blocks + places)
                after_blocks += places.size
        self._z = [np.ascontiguousarray(term.z.T) for term in self.terms]
        self._order = sorted(range(len(self.terms)), key=lambda k: not inside[k])
        self._index_rows()

    def _index_rows(self) -> None:
        columns = [self.places[k][self.terms[k].codes] for k in self._order]
        self.columns = np.ascontiguousarray(np.concatenate(columns, axis=1).T)
        """Places in b that each row touches, shape (columns, rows)."""
        split = self.split
        in_block = self.columns[:, 0] < split
        first, second = np.triu_indices(len(self.columns))
        a, b = self.columns[first], self.columns[second]
        block, dense = in_block[first] & in_block[second], ~in_block[first] & ~in_block[second]
        flat = np.empty(a.shape, dtype=np.intp)
        flat[block] = a[block] * self.width + b[block] % self.width
        cross = ~block & ~dense
        self._cross_start = split * self.width
        self._dense_start = self._cross_start + split * self.dense
        flat[cross] = self._cross_start + a[cross] * self.dense + b[cross] - split
        flat[dense] = self._dense_start + (a[dense] - split) * self.dense + b[dense] - split
        self.pairs = (first, second)
        # H is summed as upper triangle plus its transpose: diagonal entries enter by halves
        self._halves = np.where(first == second, 0.5, 1.0)[:, None]
        self._flat = flat
        self._flat_length = self._dense_start + self.dense * self.dense

    def loadings(self, factors: Sequence[FloatArray]) -> FloatArray:
        """Nonzero entries of z̃, shape (columns, rows), from the lower triangular factor T of every term."""
        return np.concatenate([factors[k].T @ self._z[k] for k in self._order])

    def by_term(self, by_column: FloatArray) -> list[FloatArray]:
        """Splits an array of shape (columns, rows) into one of shape (rows, effects) for each term."""
        parts: list[FloatArray] = [np.empty((0, 0))] * len(self.terms)
        start = 0
        for k in self._order:
            end = start + len(self.terms[k].names)
            parts[k] = by_column[start:end].T
            start = end
        return parts

    def apply(self, loadings: FloatArray, effects: FloatArray) -> FloatArray:
        """Z̃b, shape (rows,)."""
        return np.asarray((loadings * effects.take(self.columns)).sum(axis=0))

    def collect(self, loadings: FloatArray, rows: FloatArray) -> FloatArray:
        """Z̃′r, shape (size,)."""
        return _sums(self.columns, loadings * rows, self.size)

    def products(self, loadings: FloatArray) -> FloatArray:
        """Products of the loadings of each pair of columns, ready to be weighted by `factorise`."""
        first, second = self.pairs
        return loadings[first] * loadings[second] * self._halves

    def factorise(self, products: FloatArray, weights: FloatArray | float) -> BlockFactor:
        """Factor of H = Z̃′WZ̃ + I, for the products of the loadings and the diagonal of W."""
        return self.eliminate(*self.sums(products, weights))

    def sums(self, products: FloatArray, weights: FloatArray | float) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Z̃′WZ̃ as D (blocks, width, width), C (blocks, width, dense) and E (dense, dense)."""
        sums = _sums(self._flat, products * weights, self._flat_length)
        d = sums[: self._cross_start].reshape(self.blocks, self.width, self.width)
        c = sums[self._cross_start : self._dense_start].reshape(self.blocks, self.width, self.dense)
        e = sums[self._dense_start :].reshape(self.dense, self.dense)
        return d + d.transpose(0, 2, 1), c, e + e.T

    def eliminate(self, d: FloatArray, c: FloatArray, e: FloatArray) -> BlockFactor:
        """Factor of I plus the matrix with the parts D, C and E."""
        d_inverse, log_det = _invert_blocks(d + self._identities[0])
        k = d_inverse @ c
        s = e + self._identities[1] - c.reshape(self.split, self.dense).T @ k.reshape(self.split, self.dense)
        s_inverse, log_det_s = _invert_dense(s)
        return BlockFactor(self, d_inverse, c, k, s_inverse, log_det + log_det_s)

    def spread(self, factors: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
        """Every term's T at the places of each of its levels: within a block (width, width), and in the rest (dense, dense)."""
        inside, outside = np.zeros((self.width, self.width)), np.zeros((self.dense, self.dense))
        for factor, places in zip(factors, self.places, strict=True):
            nested = places[0, 0] < self.split
            part = inside if nested else outside
            for start in np.unique(places[:, 0] % self.width) if nested else places[:, 0] - self.split:
                part[start : start + len(factor), start : start + len(factor)] = factor
        return inside, outside

    def at_levels(self, inside: FloatArray, outside: FloatArray, places: IntArray) -> FloatArray:
        """Sub-blocks of a matrix for each level of a term, (levels, effects, effects), from its parts shaped like D and E."""
        a, b = places[:, :, None], places[:, None, :]
        if places[0, 0] < self.split:
            return np.asarray(inside.reshape(self.split, self.width)[a, b % self.width])
        return np.asarray(outside[a - self.split, b - self.split])


@dataclass(frozen=True)
class BlockFactor:
    """H in factored form: D⁻¹ (blocks, width, width), C and D⁻¹C (blocks, width, dense), S⁻¹ and log det H.

    >>> import pandas as pd
    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "who": ["a", "a", "b", "b"]})
    >>> blocks = RandomBlocks(model_frame("y ~ 1 + (1 | who)", data).random)
    >>> factor = blocks.factorise(blocks.products(blocks.loadings([np.eye(1)])), np.ones(4))
    >>> factor.solve(np.array([3.0, 6.0])).round(9).tolist()
    [1.0, 2.0]
    """

    structure: RandomBlocks
    d_inverse: FloatArray
    c: FloatArray
    k: FloatArray
    s_inverse: FloatArray
    log_det: float

    def solve(self, r: FloatArray) -> FloatArray:
        """H⁻¹r."""
        dense = self.structure.dense
        split = self.structure.split
        first = (self.d_inverse @ r[:split].reshape(*self.d_inverse.shape[:2], 1)).reshape(split)
        if not dense:
            return first
        second = self.s_inverse @ (r[split:] - self.k.reshape(split, dense).T @ r[:split])
        return np.concatenate([first - self.k.reshape(split, dense) @ second, second])

    def inverse_at_rows(self, loadings: FloatArray) -> FloatArray:
        """Entries of H⁻¹z̃ᵢ at row i's own columns, shape (columns, rows)."""
        inverse = np.concatenate([part.ravel() for part in self.inverse_parts()])
        first, second = self.structure.pairs
        entries = inverse.take(self.structure._flat)
        result = np.zeros_like(loadings)
        for pair, (a, b) in enumerate(zip(first, second, strict=True)):
            result[a] += entries[pair] * loadings[b]
            if a != b:
                result[b] += entries[pair] * loadings[a]
        return result

    def inverse_parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """H⁻¹ inside blocks, between blocks and rest, and in the rest, shaped like D, C and E."""
        dense = self.structure.dense
        split = self.structure.split
        k_s = (self.k.reshape(split, dense) @ self.s_inverse).reshape(self.k.shape)
        return self.d_inverse + k_s @ self.k.transpose(0, 2, 1), -k_s, self.s_inverse

    def covariance_of(self, places: IntArray) -> FloatArray:
        """Sub-blocks of H⁻¹ for each level of a term, `places` of shape (levels, effects)."""
        inside, _, outside = self.inverse_parts()
        return self.structure.at_levels(inside, outside, places)


def _sums(places: IntArray, values: FloatArray, length: int) -> FloatArray:
    return np.asarray(np.bincount(places.ravel(), values.ravel(), length), dtype=np.float64)


def _invert_blocks(d: FloatArray) -> tuple[FloatArray, float]:
    """Inverses and summed log determinant of positive definite blocks; closed forms for the usual small widths."""
    width = d.shape[-1]
    if width == 1:
        return 1 / d, float(np.log(d).sum())
    if width == 2:
        determinant = d[:, 0, 0] * d[:, 1, 1] - d[:, 0, 1] ** 2
        adjugate = np.empty_like(d)
        adjugate[:, 0, 0], adjugate[:, 1, 1] = d[:, 1, 1], d[:, 0, 0]
        adjugate[:, 0, 1] = adjugate[:, 1, 0] = -d[:, 0, 1]
        return adjugate / determinant[:, None, None], float(np.log(determinant).sum())
    diagonals = np.diagonal(np.linalg.cholesky(d), axis1=1, axis2=2)
    return np.asarray(np.linalg.inv(d)), 2 * float(np.log(diagonals).sum())


def _invert_dense(s: FloatArray) -> tuple[FloatArray, float]:
    """Inverse and log determinant of a positive definite matrix from one Cholesky factor; LinAlgError for another matrix."""
    if not len(s):
        return s, 0.0
    factor, info = lapack.dpotrf(s, lower=1)
    if info:
        raise np.linalg.LinAlgError("not positive definite")
    lower = lapack.dpotri(factor, lower=1)[0]  # zero above the diagonal, as dpotrf left it
    inverse = lower + lower.T
    np.fill_diagonal(inverse, lower.diagonal())
    return inverse, 2 * float(np.log(factor.diagonal()).sum())


def _is_nested(inner: IntArray, outer: IntArray) -> bool:
    return bool((_block_of_level(inner, outer)[inner] == outer).all())


def _block_of_level(inner: IntArray, outer: IntArray) -> IntArray:
    block_of_level = np.zeros(int(inner.max()) + 1, dtype=np.intp)
    block_of_level[inner] = outer
    return block_of_level


def _position_inside(inner: IntArray, outer: IntArray) -> tuple[IntArray, IntArray]:
    """Block of each level of a nested factor, and its rank among the levels of that block."""
    block = _block_of_level(inner, outer)
    order = np.argsort(block, kind="stable")
    rank = np.empty(len(order), dtype=np.intp)
    rank[order] = np.arange(len(order)) - np.searchsorted(block[order], block[order])
    return block, rank


def _sizes(outer: RandomTerm, terms: Sequence[RandomTerm]) -> tuple[int, int]:
    """Width of a block and size of the dense rest, when the groups of `outer` are the blocks."""
    width, dense = 0, 0
    for term in terms:
        if _is_nested(term.codes, outer.codes):
            width += (int(_position_inside(term.codes, outer.codes)[1].max()) + 1) * len(term.names)
        else:
            dense += len(term.levels) * len(term.names)
    return width, dense


def _cost(outer: RandomTerm, terms: Sequence[RandomTerm]) -> float:
    """Rough number of operations of one factorisation."""
    width, dense = (float(size) for size in _sizes(outer, terms))
    return len(outer.levels) * (width**3 + width**2 * dense + width * dense**2) + dense**3
