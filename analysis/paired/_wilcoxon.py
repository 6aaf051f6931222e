"""The signed-rank test with the Hodges-Lehmann estimate."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Unpack

import numpy as np

from analysis._gate import confidence_level, one_of
from analysis._result import Estimate, Result
from analysis.paired._pairs import Columns, PairedData, as_differences
from analysis.paired._signed_rank import (
    asymptotic_p_value,
    critical_rank,
    exact_p_value,
    signed_ranks,
    walsh_averages,
)

EXACT_UP_TO = 1000
"""Above this many differences "auto" uses the normal approximation (an exact p takes about a second at 1,000)."""


@dataclass(frozen=True, kw_only=True)
class WilcoxonResult(Result):
    """Signed-rank test of paired differences, with the Hodges-Lehmann estimate of their centre."""

    n: int
    """Number of differences."""
    n_nonzero: int
    """Number of differences that are not zero."""
    statistic: float
    """Sum of the positive ranks, W+."""
    z: float
    """Standardised statistic."""
    p_value: float
    """Two-sided."""
    estimate: float
    """Hodges-Lehmann: median of all Walsh averages (d_i + d_j) / 2, i <= j, zeros included."""
    ci_low: float
    """Lower end of the interval for the centre of the differences."""
    ci_high: float
    """Upper end of the interval."""
    confidence: float
    """Nominal level of the interval."""
    zeros: str
    """Treatment of zero differences, "pratt" or "drop"."""
    method: str
    """"exact" or "asymptotic"."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the Hodges-Lehmann estimate with W+ and its p value."""
        return [
            Estimate(
                "hodges_lehmann",
                self.estimate,
                statistic=self.statistic,
                p_value=self.p_value,
                ci_low=self.ci_low,
                ci_high=self.ci_high,
            )
        ]


def wilcoxon(
    data: PairedData,
    *,
    zeros: Literal["pratt", "drop"] = "pratt",
    method: Literal["auto", "exact", "asymptotic"] = "auto",
    continuity: bool = False,
    confidence: float = 0.95,
    **columns: Unpack[Columns],
) -> WilcoxonResult:
    """Signed-rank test of paired differences, exact with ties and zeros.

    W+ is the sum of the mid-ranks of |d| over positive d. Under the null every sign is a fair coin, so
    p = P(|W - E| >= |w - E|) with the mass of W from the product of (1 + z^r) / 2 over the ranks r. Pratt ranks the zeros
    and then drops them. Differences are rounded to 9 decimals first. The interval consists of order statistics of the
    Walsh averages; its coverage is at least `confidence` also with ties, since it uses the untied distribution.

    Parameters
    ----------
    data
        Tidy frame (then name `outcome`, and `condition`, `participant`, `reference` where they differ from the
        defaults of `pair`), pairs, or differences of shape (n,).
    zeros
        "pratt" or "drop".
    method
        "exact", "asymptotic" (normal), or "auto": exact up to 1,000 differences.
    continuity
        Subtract 1/2 from |W - E| in the asymptotic test.
    confidence
        Level of the interval.

    References
    ----------
    Wilcoxon 1945, Biometrics Bulletin 1:80. Pratt 1959, JASA 54:655. Hodges and Lehmann 1963, Annals of Mathematical
    Statistics 34:598. Coverage with ties: Noether 1967, JASA 62:184.

    Examples
    --------
    >>> result = wilcoxon([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> result.p_value, result.estimate
    (0.00390625, 1.3)
    """
    one_of(zeros, ("pratt", "drop"), "zeros")
    one_of(method, ("auto", "exact", "asymptotic"), "method")
    confidence_level(confidence)
    differences, messages = as_differences(data, columns)
    n = len(differences)
    exact = method == "exact" or (method == "auto" and n <= EXACT_UP_TO)
    notes = list(messages)
    ranks = signed_ranks(differences, zeros)
    z = p_value = math.nan
    if n == 0:
        notes.append("No pair of answers: nothing can be tested.")
    elif len(ranks.doubled) == 0:
        notes.append("Every difference is zero: there is nothing to rank, so no test.")
    else:
        z, p_value = asymptotic_p_value(ranks, continuity=continuity and not exact)
        if exact:
            p_value = exact_p_value(ranks)
    averages = walsh_averages(differences)
    low = high = math.nan
    if n:
        k = critical_rank(n, confidence, exact=n <= EXACT_UP_TO)
        if k:
            low, high = (round(float(end), 10) for end in np.partition(averages, [k - 1, -k])[[k - 1, -k]])
        else:
            widest = 1 - 0.5 ** (n - 1)
            notes.append(
                f"With {n} pairs no {confidence:.0%} interval exists; the range has {widest:.1%}."
                if n > 1
                else "One pair gives no interval."
            )
    return WilcoxonResult(
        n=n,
        n_nonzero=int(np.count_nonzero(differences)),
        statistic=ranks.statistic if n else math.nan,
        z=z,
        p_value=p_value,
        estimate=round(float(np.median(averages)), 10) if n else math.nan,
        ci_low=low,
        ci_high=high,
        confidence=confidence,
        zeros=zeros,
        method="exact" if exact else "asymptotic",
        messages=tuple(notes),
    )
