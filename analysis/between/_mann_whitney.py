"""The rank-sum test with the Hodges-Lehmann shift."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np

from analysis._gate import confidence_level
from analysis._result import Estimate, Result
from analysis.between._groups import GroupData, as_groups
from analysis.design._rank_sum import rank_sum
from analysis.paired._pairs import Columns


@dataclass(frozen=True, kw_only=True)
class MannWhitneyResult(Result):
    """Rank-sum test of two groups, with the Hodges-Lehmann estimate of their shift."""

    n: int
    """Number of participants in both groups."""
    statistic: float
    """U: pairs of participants in which the one under the treatment has the larger value, ties half."""
    p_value: float
    """Two-sided."""
    estimate: float
    """Hodges-Lehmann: median of all differences between a participant of either group, treatment minus reference."""
    ci_low: float
    """Lower end of the interval for the shift."""
    ci_high: float
    """Upper end of the interval."""
    confidence: float
    """Nominal level of the interval."""
    method: str
    """"exact" or "asymptotic"."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the Hodges-Lehmann estimate with U and its p value."""
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


def mann_whitney(data: GroupData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> MannWhitneyResult:
    """Mann-Whitney test of two groups, exact with ties up to 120 participants.

    p = P(|U - E| >= |u - E|) over all ways to deal the mid-ranks out to the two groups. The interval consists of order
    statistics of the differences; it covers at least `confidence` also with ties.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    confidence
        Level of the interval.

    References
    ----------
    Mann and Whitney 1947, Annals of Mathematical Statistics 18:50. Hodges and Lehmann 1963, ibid. 34:598.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "trust": [1, 2, 3, 4, 5, 6]})
    >>> result = mann_whitney(frame, outcome="trust")
    >>> round(result.p_value, 3), result.estimate
    (0.1, 3.0)
    """
    confidence_level(confidence)
    groups = as_groups(data, columns)
    if min(groups.sizes) == 0:
        return MannWhitneyResult(
            n=0,
            statistic=math.nan,
            p_value=math.nan,
            estimate=math.nan,
            ci_low=math.nan,
            ci_high=math.nan,
            confidence=confidence,
            method="exact",
            messages=groups.messages,
        )
    found = rank_sum(groups.treatment, groups.reference, confidence)
    messages = groups.messages
    p_value = found.p_value
    if np.ptp(np.concatenate([groups.treatment, groups.reference])) == 0:
        p_value = math.nan
        messages += ("All values are equal: there is nothing to rank, so no test.",)
    if math.isnan(found.ci_low):
        messages += (
            f"With groups of {groups.sizes[0]} and {groups.sizes[1]} no {confidence:.0%} interval of the shift exists.",
        )
    return MannWhitneyResult(
        n=groups.n,
        statistic=found.u,
        p_value=p_value,
        estimate=round(found.shift, 10),
        ci_low=round(found.ci_low, 10),
        ci_high=round(found.ci_high, 10),
        confidence=confidence,
        method="exact" if found.exact else "asymptotic",
        messages=messages,
    )
