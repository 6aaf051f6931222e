"""The Kruskal-Wallis test for three or more conditions between participants, with pairwise follow-up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import column, counted, levels, named, numeric_column
from analysis._result import Estimate, Result
from analysis.between._groups import Groups
from analysis.between._mann_whitney import mann_whitney
from analysis.design._friedman import adjusted_rows
from analysis.paired._pairs import DECIMALS


@dataclass(frozen=True, kw_only=True)
class KruskalResult(Result):
    """Rank test of several conditions, each met by other participants."""

    n: int
    """Participants with an answer."""
    conditions: tuple[str, ...]
    """The conditions, in order."""
    sizes: tuple[int, ...]
    """Participants by condition."""
    statistic: float
    """H, corrected for ties."""
    df: int
    """Number of conditions minus 1."""
    p_value: float
    """From the chi-squared distribution."""
    epsilon_squared: float
    """H / (n - 1): share of the variance of the ranks, 0 to 1."""
    pairwise: tuple[Estimate, ...]
    """Hodges-Lehmann shift of every pair of conditions; `p_value` is the exact rank-sum test, adjusted."""

    def estimates(self) -> Sequence[Estimate]:
        """The omnibus test (estimate: epsilon squared), then one row a pair."""
        omnibus = Estimate("epsilon_squared", self.epsilon_squared, statistic=self.statistic, p_value=self.p_value)
        return [omnibus, *self.pairwise]


def kruskal_wallis(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    correction: str = "holm",
    confidence: float = 0.95,
) -> KruskalResult:
    """H of k independent groups, corrected for ties, and all pairs by rank-sum tests; H is computed by scipy.

    H = 12 / (n (n + 1)) sum(R_j^2 / n_j) - 3 (n + 1), divided by 1 - sum(t^3 - t) / (n^3 - n), with R_j the rank sums and t the
    sizes of ties.

    Parameters
    ----------
    frame
        One row an answer; a participant's answers are averaged.
    outcome, condition, participant
        Names of the columns.
    correction
        Over all pairs: a method of `adjust`, or "none".
    confidence
        Level of the pairwise intervals (not adjusted).

    References
    ----------
    Kruskal and Wallis 1952, JASA 47:583. Epsilon squared: Kelley 1935; Tomczak and Tomczak 2014, Trends in Sport Sciences 1:19.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": range(9), "condition": list("aaabbbccc"), "trust": [1, 2, 3, 3, 4, 4, 5, 5, 5]
    ... })
    >>> result = kruskal_wallis(frame, "trust")
    >>> round(result.statistic, 3), round(result.p_value, 4)
    (7.181, 0.0276)
    """
    cells = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "participant": column(frame, participant, "participant"),
        }
    ).dropna(subset=["condition", "participant"])
    known = levels(cells["condition"])
    means = cells.groupby(["participant", "condition"], observed=True)["value"].mean().round(DECIMALS)
    samples = {
        label: means[means.index.get_level_values("condition") == label].dropna().droplevel("condition")
        for label in known
    }
    lost = [person for person, value in means.droplevel("condition").items() if math.isnan(value)]
    messages: tuple[str, ...] = (
        (f"{counted(len(lost), 'participant')} without an answer left out: {named(lost)}.",) if lost else ()
    )
    sizes = tuple(len(values) for values in samples.values())
    pooled = np.concatenate([values.to_numpy() for values in samples.values()]) if known else np.empty(0)
    statistic = p_value = math.nan
    if len(known) < 2 or min(sizes) == 0 or np.ptp(pooled) == 0:
        messages += ("Fewer than two conditions with answers, or all answers equal: no test.",)
    else:
        statistic, p_value = (float(value) for value in stats.kruskal(*samples.values()))
    return KruskalResult(
        n=len(pooled),
        conditions=tuple(str(label) for label in known),
        sizes=sizes,
        statistic=statistic,
        df=max(len(known) - 1, 0),
        p_value=p_value,
        epsilon_squared=statistic / (len(pooled) - 1) if len(pooled) > 1 else math.nan,
        pairwise=_pairwise(outcome, {str(label): values for label, values in samples.items()}, correction, confidence),
        messages=messages,
    )


def _pairwise(outcome: str, samples: dict[str, pd.Series], correction: str, confidence: float) -> tuple[Estimate, ...]:
    tests = {}
    for first, second in combinations(samples, 2):
        reference, treatment = samples[first], samples[second]
        groups = Groups(
            outcome,
            (*reference.index, *treatment.index),
            reference.to_numpy(dtype=float),
            treatment.to_numpy(dtype=float),
            first,
            second,
        )
        tests[f"{second} - {first}"] = mann_whitney(groups, confidence=confidence).estimates()[0]
    return adjusted_rows(tests, correction)
