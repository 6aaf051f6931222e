"""Friedman's test for three or more conditions, with pairwise follow-up."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis._adjust import adjust
from analysis._gate import FloatArray, column, counted, levels, named, numeric_column
from analysis._result import Estimate, Result
from analysis.paired._pairs import DECIMALS
from analysis.paired._wilcoxon import wilcoxon


@dataclass(frozen=True, kw_only=True)
class FriedmanResult(Result):
    """Rank test of several conditions met by the same participants."""

    n: int
    """Participants with an answer under every condition."""
    conditions: tuple[str, ...]
    """The conditions, in order."""
    statistic: float
    """Chi-squared, corrected for ties."""
    df: int
    """Number of conditions minus 1."""
    p_value: float
    """From the chi-squared distribution."""
    kendall_w: float
    """Concordance of the participants' rankings, 0 to 1."""
    mean_ranks: tuple[float, ...]
    """Mean rank of each condition."""
    pairwise: tuple[Estimate, ...]
    """Hodges-Lehmann estimate of every pair of conditions; `p_value` is the exact Pratt test, adjusted."""

    def estimates(self) -> Sequence[Estimate]:
        """The omnibus test (estimate: Kendall's W), then one row a pair."""
        omnibus = Estimate("kendall_w", self.kendall_w, statistic=self.statistic, p_value=self.p_value)
        return [omnibus, *self.pairwise]


def friedman(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    correction: str = "holm",
    confidence: float = 0.95,
) -> FriedmanResult:
    """Friedman's chi-squared of k conditions, corrected for ties, and all pairs by signed-rank tests.

    With R_j the rank sums over n participants and t the sizes of ties within a participant:
    chi2 = 12 sum (R_j - n (k + 1) / 2)^2 / (n k (k + 1) - sum(t^3 - t) / (k - 1)); W = chi2 / (n (k - 1)).

    Parameters
    ----------
    frame
        One row an answer; answers of a participant under one condition are averaged.
    outcome, condition, participant
        Names of the columns.
    correction
        Over all pairs: a method of `adjust`, or "none".
    confidence
        Level of the pairwise intervals (not adjusted).

    References
    ----------
    Friedman 1937, JASA 32:675. Hollander and Wolfe 1973, p. 139.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": [1, 2, 3, 4] * 3,
    ...     "condition": ["a"] * 4 + ["b"] * 4 + ["c"] * 4,
    ...     "trust": [1, 2, 1, 3, 2, 3, 3, 4, 4, 4, 5, 5],
    ... })
    >>> result = friedman(frame, "trust")
    >>> round(result.statistic, 3), round(result.kendall_w, 3)
    (8.0, 1.0)
    """
    cells = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "participant": column(frame, participant, "participant"),
        }
    )
    known = levels(cells["condition"])
    means = cells.dropna().groupby(["participant", "condition"], observed=True)["value"].mean().unstack("condition")
    table = means.reindex(columns=known)
    complete = table.dropna()
    messages: tuple[str, ...] = ()
    lost = [person for person in cells["participant"].dropna().unique().tolist() if person not in complete.index]
    if lost:
        messages = (f"{counted(len(lost), 'participant')} without every condition left out: {named(lost)}.",)
    values = complete.to_numpy(dtype=float)
    statistic, mean_ranks = friedman_statistic(np.round(values, DECIMALS))
    if math.isnan(statistic):
        messages += ("Fewer than two conditions or participants, or all answers equal: no test.",)
    n, k = values.shape
    return FriedmanResult(
        n=n,
        conditions=tuple(str(label) for label in known),
        statistic=statistic,
        df=max(k - 1, 0),
        p_value=float(stats.chi2.sf(statistic, k - 1)) if not math.isnan(statistic) else math.nan,
        kendall_w=statistic / (n * (k - 1)) if not math.isnan(statistic) else math.nan,
        mean_ranks=tuple(mean_ranks.tolist()),
        pairwise=_pairwise(values, [str(label) for label in known], correction, confidence),
        messages=messages,
    )


def friedman_statistic(values: FloatArray) -> tuple[float, FloatArray]:
    """Chi-squared and mean ranks, shape (k,), of complete answers, shape (n, k); NaN where there is nothing to rank.

    Source: Friedman 1937, JASA 32:675; ties: Hollander and Wolfe 1973, p. 139.

    >>> statistic, mean_ranks = friedman_statistic(np.array([[1.0, 2, 3], [1, 3, 2], [1, 2, 3], [2, 1, 3]]))
    >>> statistic, mean_ranks.tolist()
    (4.5, [1.25, 2.0, 2.75])
    """
    n, k = values.shape
    if n < 2 or k < 2:
        return math.nan, np.full(k, math.nan)
    ranks = stats.rankdata(values, axis=1)
    ties = sum(float((sizes**3 - sizes).sum()) for sizes in (np.unique(row, return_counts=True)[1] for row in values))
    spread = n * k * (k + 1) - ties / (k - 1)
    if spread <= 0:
        return math.nan, ranks.mean(axis=0)
    return 12 * float(((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2).sum()) / spread, ranks.mean(axis=0)


def _pairwise(values: FloatArray, names: list[str], correction: str, confidence: float) -> tuple[Estimate, ...]:
    tests = {
        f"{names[second]} - {names[first]}": wilcoxon(values[:, second] - values[:, first], confidence=confidence)
        for first, second in combinations(range(len(names)), 2)
    }
    return adjusted_rows({name: test.estimates()[0] for name, test in tests.items()}, correction)


def adjusted_rows(rows: Mapping[str, Estimate], correction: str) -> tuple[Estimate, ...]:
    """The rows under these names, their p values adjusted as one family; "none" leaves them."""
    p_values = {name: row.p_value for name, row in rows.items()}
    adjusted = p_values if correction == "none" else dict(zip(rows, adjust(p_values, correction).adjusted, strict=True))
    return tuple(replace(row, term=name, p_value=adjusted[name]) for name, row in rows.items())
