"""Kernel distance of two sets of pictures, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NORMAL_95 = 1.959963984540054

Vectors = NDArray[np.floating]
"""Features, `(pictures, length)`."""

Sums = NDArray[np.float64] | np.float64


@dataclass(frozen=True)
class Kid:
    """A kernel distance. 0: the two sets cannot be told apart; below 0 by chance."""

    value: float
    """Squared maximum mean discrepancy."""
    standard_error: float
    low: float
    high: float
    """Bounds of the 95 % interval."""
    generated: int
    """Generated pictures."""
    real: int
    """Real pictures."""


def kid(generated: Vectors, real: Vectors) -> Kid:
    """Unbiased squared maximum mean discrepancy with the cubic kernel `(x·y / length + 1)^3`.

    The kernel inception distance (Binkowski et al. 2018, ICLR, eq. 4 and section 3) on whatever features are given: name
    the extractor beside it, and compare values of one extractor only. The standard error is that of the two-sample
    delete-one jackknife (Arvesen 1969, Ann Math Stat 40:2076-2100) over pictures of both sets, the interval normal;
    no random numbers. Near 0 the interval is wider than it need be. `ValueError` for fewer than three pictures.

    >>> near, far = np.zeros((5, 3)), np.ones((5, 3))
    >>> kid(near, near).value, kid(near, far).value
    (0.0, 7.0)
    """
    many, few = len(generated), len(real)
    if min(many, few) < 3:
        raise ValueError("a kernel distance needs at least three pictures of each kind")
    own, other, cross = _kernel(generated, generated), _kernel(real, real), _kernel(generated, real)
    np.fill_diagonal(own, 0)
    np.fill_diagonal(other, 0)
    sums = own.sum(), other.sum(), cross.sum()
    value = _discrepancy(*sums, many, few)
    variance = _jackknife(_discrepancy(sums[0] - 2 * own.sum(1), sums[1], sums[2] - cross.sum(1), many - 1, few))
    variance += _jackknife(_discrepancy(sums[0], sums[1] - 2 * other.sum(1), sums[2] - cross.sum(0), many, few - 1))
    return _with_interval(float(value), math.sqrt(variance), many, few)


def mean_kid(distances: Sequence[Kid]) -> Kid:
    """The mean over diagnoses, each with pictures of its own; counts are summed."""
    count = len(distances)
    return _with_interval(
        sum(distance.value for distance in distances) / count,
        math.sqrt(sum(distance.standard_error**2 for distance in distances)) / count,
        sum(distance.generated for distance in distances),
        sum(distance.real for distance in distances),
    )


def _kernel(left: Vectors, right: Vectors) -> NDArray[np.float64]:
    return (left.astype(np.float64) @ right.astype(np.float64).T / left.shape[1] + 1) ** 3


def _discrepancy(own: Sums, other: Sums, cross: Sums, many: int, few: int) -> NDArray[np.float64]:
    """From sums over the kernel: over pairs of different pictures of one set, and over pairs of both sets."""
    return np.asarray(own / (many * (many - 1)) + other / (few * (few - 1)) - 2 * cross / (many * few))


def _jackknife(left_out: NDArray[np.float64]) -> float:
    count = len(left_out)
    return float((count - 1) / count * np.square(left_out - left_out.mean()).sum())


def _with_interval(value: float, error: float, many: int, few: int) -> Kid:
    return Kid(value, error, value - _NORMAL_95 * error, value + _NORMAL_95 * error, many, few)
