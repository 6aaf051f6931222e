"""Two-sample rank-sum test, on arrays: exact with ties.

Own code because `scipy.stats.mannwhitneyu(method="exact")` ignores ties.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis._gate import FloatArray

EXACT_UP_TO = 120
"""Above this many values in both samples together the normal approximation is used."""


class RankSum(NamedTuple):
    """Mann-Whitney test with the Hodges-Lehmann shift."""

    u: float
    """Number of pairs in which the first sample's value is larger, ties half."""
    p_value: float
    """Two-sided."""
    shift: float
    """Median of all differences, first minus second."""
    ci_low: float
    """Lower end of its interval."""
    ci_high: float
    """Upper end."""
    exact: bool
    """Whether the p value is exact."""


def rank_sum(first: FloatArray, second: FloatArray, confidence: float = 0.95) -> RankSum:
    """Mann-Whitney test of two samples, shapes (m,) and (n,), m and n at least 1.

    p = P(|U - E| >= |u - E|) over all choices of m of the mid-ranks. The interval takes order statistics of the m n
    differences from the untied distribution, so it covers at least `confidence` also with ties.

    References
    ----------
    Mann and Whitney 1947, Annals of Mathematical Statistics 18:50. Hodges and Lehmann 1963, ibid. 34:598.

    Examples
    --------
    >>> import numpy as np
    >>> rank_sum(np.array([4.0, 5.0, 6.0]), np.array([1.0, 2.0, 3.0])).p_value
    0.1
    """
    m, n = len(first), len(second)
    doubled = np.rint(2 * stats.rankdata(np.concatenate([first, second]))).astype(np.int64)
    u = float(doubled[:m].sum()) / 2 - m * (m + 1) / 2
    exact = m + n <= EXACT_UP_TO
    if exact:
        p_value = _exact(doubled, m)
    else:
        spread = math.sqrt(m * n / 4 * float(np.var(doubled.astype(float), ddof=1)) / (m + n))
        p_value = 2 * float(stats.norm.sf(abs(u - m * n / 2) / spread)) if spread else 1.0
    differences = np.sort((first[:, None] - second[None, :]).ravel())
    k = _critical(m, n, (1 - confidence) / 2, exact=exact)
    low, high = (float(differences[k - 1]), float(differences[-k])) if k else (math.nan, math.nan)
    return RankSum(u, p_value, float(np.median(differences)), low, high, exact)


def subset_sums(ranks: NDArray[np.int64], size: int) -> FloatArray:
    """Probability of each sum of `size` ranks drawn without replacement, shape (sum of all ranks + 1,)."""
    total = int(ranks.sum())
    ways = np.zeros((size + 1, total + 1))
    ways[0, 0] = 1.0
    for seen, rank in enumerate(ranks, start=1):
        # scaled by the number of subsets so far, so that nothing overflows
        for taken in range(min(seen, size), 0, -1):
            share = taken / seen
            ways[taken, rank:] = (1 - share) * ways[taken, rank:] + share * ways[taken - 1, : total + 1 - rank]
            ways[taken, :rank] *= 1 - share
    chosen: FloatArray = ways[size]
    return chosen


def _exact(doubled: NDArray[np.int64], m: int) -> float:
    shifted = doubled - doubled.min()
    mass = subset_sums(shifted, m)
    centre = m * float(shifted.sum()) / len(shifted)
    distance = np.abs(np.arange(len(mass)) - centre)
    return min(1.0, float(mass[distance >= abs(float(shifted[:m].sum()) - centre) - 1e-9].sum()))


def _critical(m: int, n: int, tail: float, *, exact: bool) -> int:
    """k such that the k-th smallest and largest difference bound the interval; 0 where none exists."""
    if not exact:
        spread = math.sqrt(m * n * (m + n + 1) / 12)
        return max(0, math.floor(m * n / 2 - float(stats.norm.isf(tail)) * spread))
    mass = subset_sums(np.arange(m + n), m)[m * (m - 1) // 2 :]
    return int(np.searchsorted(np.cumsum(mass), tail, side="left"))
