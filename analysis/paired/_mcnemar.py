"""McNemar's test of paired yes/no answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, confidence_level
from analysis._result import Estimate, Result
from analysis.paired._pairs import Columns, as_pairs


@dataclass(frozen=True, kw_only=True)
class McNemarResult(Result):
    """Exact test of a change in paired yes/no answers."""

    table: tuple[tuple[int, int], tuple[int, int]]
    """Rows reference no/yes, columns treatment no/yes."""
    odds_ratio: float
    """Conditional odds ratio: gained over lost."""
    p_value: float
    """Two-sided, exact binomial on the changed pairs."""
    mid_p_value: float
    """Mid-p, less conservative (Fagerland, Lydersen and Laake 2013)."""
    ci_low: float
    """Lower end of the exact interval for the odds ratio."""
    ci_high: float
    """Upper end."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the conditional odds ratio."""
        return [Estimate("odds_ratio", self.odds_ratio, p_value=self.p_value, ci_low=self.ci_low, ci_high=self.ci_high)]


def mcnemar(data: pd.DataFrame, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> McNemarResult:
    """Exact McNemar test: of the b + c participants who changed, b gained; b is binomial(b + c, 1/2) under the null.

    Parameters
    ----------
    data
        Tidy frame with one 0/1 answer a participant and condition, and the columns of `pair`. For several trials a
        participant use `mantel_haenszel` or `conditional_logistic`.
    confidence
        Level of the interval for the odds ratio b / c (Clopper-Pearson on b / (b + c)).

    References
    ----------
    McNemar 1947, Psychometrika 12:153.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": [1, 2, 3, 4, 5] * 2,
    ...     "condition": ["text"] * 5 + ["visual"] * 5,
    ...     "correct": [0, 0, 0, 1, 1] + [1, 1, 1, 1, 0],
    ... })
    >>> result = mcnemar(frame, outcome="correct")
    >>> result.table, result.p_value
    (((0, 3), (1, 1)), 0.625)
    """
    confidence_level(confidence)
    pairs = as_pairs(data, columns)
    for values in (pairs.reference, pairs.treatment):
        if not np.isin(values, (0, 1)).all():
            raise AnalysisError(
                f"'{pairs.outcome}' is not one 0/1 answer a participant and condition: for several trials use "
                "mantel_haenszel or conditional_logistic."
            )
    before, after = pairs.reference.astype(int), pairs.treatment.astype(int)
    cells = [[int(((before == row) & (after == col)).sum()) for col in (0, 1)] for row in (0, 1)]
    gained, lost = cells[0][1], cells[1][0]
    changed = gained + lost
    ratio = p_value = mid = low = high = math.nan
    messages = pairs.messages
    if changed == 0:
        messages += ("Nobody's answer changed: the odds ratio is undefined.",)
    else:
        test = stats.binomtest(gained, changed)
        share = test.proportion_ci(confidence)
        p_value = float(test.pvalue)
        mid = min(1.0, p_value - (float(stats.binom.pmf(gained, changed, 0.5)) if gained != lost else 0.0))
        ratio, low, high = (_odds(value) for value in (gained / changed, float(share.low), float(share.high)))
    return McNemarResult(
        table=((cells[0][0], gained), (lost, cells[1][1])),
        odds_ratio=ratio,
        p_value=p_value,
        mid_p_value=mid,
        ci_low=low,
        ci_high=high,
        messages=messages,
    )


def _odds(share: float) -> float:
    return share / (1 - share) if share < 1 else math.inf
