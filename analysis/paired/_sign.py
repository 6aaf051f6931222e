"""The sign test."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from scipy import stats

from analysis._gate import confidence_level
from analysis._result import Estimate, Result
from analysis.paired._pairs import Columns, PairedData, as_differences


@dataclass(frozen=True, kw_only=True)
class SignTestResult(Result):
    """How many of the differences that are not zero are positive."""

    n_positive: int
    """Number of positive differences."""
    n_negative: int
    """Number of negative differences."""
    n_zero: int
    """Number of zeros, which the test leaves out."""
    proportion: float
    """Positive share of those that are not zero."""
    p_value: float
    """Two-sided, exact binomial."""
    ci_low: float
    """Lower end of the Clopper-Pearson interval for the proportion."""
    ci_high: float
    """Upper end."""
    confidence: float
    """Level of the interval."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the proportion of positive differences."""
        return [
            Estimate(
                "proportion_positive",
                self.proportion,
                statistic=float(self.n_positive),
                p_value=self.p_value,
                ci_low=self.ci_low,
                ci_high=self.ci_high,
            )
        ]


def sign_test(data: PairedData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> SignTestResult:
    """Exact sign test: the number of positive differences is binomial(m, 1/2), zeros left out.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, pairs, or differences of shape (n,).
    confidence
        Level of the interval for the proportion of positive differences.

    References
    ----------
    Arbuthnot 1710. Interval: Clopper and Pearson 1934, Biometrika 26:404.

    Examples
    --------
    >>> result = sign_test([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> result.n_positive, result.p_value
    (9, 0.00390625)
    """
    confidence_level(confidence)
    differences, messages = as_differences(data, columns)
    positive, negative = int((differences > 0).sum()), int((differences < 0).sum())
    proportion = p_value = low = high = math.nan
    if positive + negative:
        test = stats.binomtest(positive, positive + negative)
        interval = test.proportion_ci(confidence, method="exact")
        proportion, p_value = positive / (positive + negative), float(test.pvalue)
        low, high = float(interval.low), float(interval.high)
    else:
        messages += ("No difference other than zero: no sign to test.",)
    return SignTestResult(
        n_positive=positive,
        n_negative=negative,
        n_zero=len(differences) - positive - negative,
        proportion=proportion,
        p_value=p_value,
        ci_low=low,
        ci_high=high,
        confidence=confidence,
        messages=messages,
    )
