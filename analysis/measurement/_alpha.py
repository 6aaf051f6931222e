"""Cronbach's alpha with its interval and item statistics."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import FloatArray, confidence_level, named
from analysis._result import Estimate, Result
from analysis.measurement._answers import binary_answers, item_answers


@dataclass(frozen=True)
class ItemStatistics:
    """How one item behaves in its scale."""

    item: str
    """Name of the item."""
    n: int
    """Number of answers."""
    mean: float
    """Mean answer; for an item scored 0 or 1 its difficulty (proportion correct)."""
    sd: float
    """Standard deviation of the answers."""
    item_total: float
    """Correlation with the sum of all items."""
    item_rest: float
    """Correlation with the sum of the other items: the item's discrimination."""
    alpha_if_dropped: float
    """Alpha of the other items."""


@dataclass(frozen=True, kw_only=True)
class AlphaResult(Result):
    """Internal consistency of a scale."""

    n: int
    """People with at least one answer."""
    n_complete: int
    """People with all answers."""
    alpha: float
    """Raw alpha, from covariances."""
    std_error: float
    """Asymptotic standard error of the raw alpha (Duhachek and Iacobucci 2004)."""
    ci_low: float
    """Lower end of Feldt's interval for the raw alpha."""
    ci_high: float
    """Upper end."""
    confidence: float
    """Level of the interval."""
    alpha_standardized: float
    """Alpha of the standardised items: that of the covariances scaled to unit variances."""
    items: tuple[ItemStatistics, ...]
    """One entry an item."""

    def estimates(self) -> Sequence[Estimate]:
        """Two rows: raw and standardised alpha."""
        return [
            Estimate("alpha", self.alpha, self.std_error, ci_low=self.ci_low, ci_high=self.ci_high),
            Estimate("alpha_standardized", self.alpha_standardized),
        ]

    def item_table(self) -> pd.DataFrame:
        """One row an item, with the fields of `ItemStatistics`.

        >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "c": [1, 3, 3, 4, 4]})
        >>> alpha(answers).item_table().round(2)[["item", "mean", "item_rest", "alpha_if_dropped"]]
          item  mean  item_rest  alpha_if_dropped
        0    a   3.0       0.93              0.88
        1    b   3.2       0.84              0.93
        2    c   3.0       0.88              0.91
        """
        return pd.DataFrame(self.items, columns=list(ItemStatistics.__dataclass_fields__))


def alpha(answers: pd.DataFrame, items: Sequence[str] | None = None, *, confidence: float = 0.95) -> AlphaResult:
    """Cronbach's alpha = k / (k - 1) (1 - trace(C) / sum(C)), C the pairwise-complete covariance matrix of k items.

    Interval: (1 - alpha) / (1 - estimate) is F on (n - 1) and (n - 1)(k - 1) degrees of freedom (Feldt).

    Parameters
    ----------
    answers
        One row a person, one column an item, reversed items already recoded.
    items
        The item columns; all columns by default.
    confidence
        Level of the interval.

    References
    ----------
    Cronbach 1951, Psychometrika 16:297. Feldt, Woodruff and Salih 1987, Applied Psychological Measurement 11:93.
    Standard error: Duhachek and Iacobucci 2004, Journal of Applied Psychology 89:792.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5], "b": [2, 2, 3, 5, 4], "c": [1, 3, 3, 4, 4]})
    >>> round(alpha(answers).alpha, 3)
    0.938
    """
    confidence_level(confidence)
    return _analyse(item_answers(answers, items), confidence)


def kr20(answers: pd.DataFrame, items: Sequence[str] | None = None, *, confidence: float = 0.95) -> AlphaResult:
    """Kuder-Richardson formula 20: alpha of items scored 0 or 1, k / (k - 1) (1 - sum(p (1 - p)) / var(total)).

    Item means are difficulties (proportion correct) and `item_rest` the discriminations (corrected point-biserial).
    With gaps, covariances are pairwise-complete.

    Parameters
    ----------
    answers
        One row a person, one column a question, 0 or 1.
    items
        The columns of the questions; all columns by default.
    confidence
        Level of Feldt's interval.

    References
    ----------
    Kuder and Richardson 1937, Psychometrika 2:151.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"q1": [1, 1, 1, 0, 1], "q2": [1, 1, 0, 0, 1], "q3": [1, 0, 0, 0, 1]})
    >>> result = kr20(answers)
    >>> round(result.alpha, 3), [item.mean for item in result.items]
    (0.794, [0.8, 0.6, 0.4])
    """
    confidence_level(confidence)
    return _analyse(binary_answers(answers, items), confidence)


def cronbach(covariance: FloatArray) -> float:
    """Alpha of a covariance matrix, shape (k, k); NaN for fewer than two items or no variation of the sum.

    Source: Cronbach 1951, Psychometrika 16:297.

    >>> round(cronbach(np.array([[1.0, 0.5], [0.5, 1.0]])), 3)
    0.667
    """
    k, total = len(covariance), float(covariance.sum())
    if k < 2 or not total > 0:
        return math.nan
    return k / (k - 1) * (1 - float(np.trace(covariance)) / total)


def feldt_interval(estimate: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Interval for alpha estimated from `n` people and `k` items; NaN for fewer than two people.

    Source: Feldt, Woodruff and Salih 1987, Applied Psychological Measurement 11:93.

    >>> [round(end, 3) for end in feldt_interval(0.8, n=50, k=5, confidence=0.95)]
    [0.697, 0.876]
    """
    if math.isnan(estimate) or n < 2:
        return math.nan, math.nan
    tail = (1 - confidence) / 2
    low, high = stats.f.isf([tail, 1 - tail], n - 1, (n - 1) * (k - 1)).tolist()
    return 1 - (1 - estimate) * low, 1 - (1 - estimate) * high


def _analyse(table: pd.DataFrame, confidence: float) -> AlphaResult:
    n, k = table.shape
    covariance = table.cov().to_numpy() if n > 1 else np.full((k, k), math.nan)
    raw = cronbach(covariance)
    constant = [name for name in table if table[name].nunique() < 2]
    spread = np.where(np.diag(covariance) > 0, np.sqrt(np.diag(covariance)), math.nan)
    correlation = covariance / np.outer(spread, spread)
    low, high = feldt_interval(raw, n, k, confidence)
    statistics = tuple(_item_statistics(table, covariance, position) for position in range(k))
    messages = []
    if k < 2:
        messages.append("Fewer than two items: internal consistency is undefined.")
    if n < 2:
        messages.append("Fewer than two people answered: nothing can be computed.")
    elif constant:
        messages.append(f"No variation, so no correlations: {named(constant)}.")
    turned = [row.item for row in statistics if row.item_rest < 0]
    if turned:
        messages.append(f"Negative correlation with the other items: {named(turned)}. Is each reversed item recoded?")
    return AlphaResult(
        n=n,
        n_complete=len(table.dropna()),
        alpha=raw,
        std_error=_standard_error(covariance, n) if not math.isnan(raw) else math.nan,
        ci_low=low,
        ci_high=high,
        confidence=confidence,
        alpha_standardized=cronbach(correlation),
        items=statistics,
        messages=tuple(messages),
    )


def _item_statistics(table: pd.DataFrame, covariance: FloatArray, position: int) -> ItemStatistics:
    name = str(table.columns[position])
    variance, total = float(covariance[position, position]), float(covariance.sum())
    with_total = float(covariance[position].sum())
    others = np.delete(np.arange(len(covariance)), position)
    rest = total - 2 * with_total + variance
    return ItemStatistics(
        item=name,
        n=int(table[name].count()),
        mean=float(table[name].mean()),
        sd=math.sqrt(variance),
        item_total=_correlation(with_total, variance, total),
        item_rest=_correlation(with_total - variance, variance, rest),
        alpha_if_dropped=cronbach(covariance[np.ix_(others, others)]),
    )


def _correlation(covariance: float, first: float, second: float) -> float:
    return covariance / math.sqrt(first * second) if first > 0 and second > 0 else math.nan


def _standard_error(covariance: FloatArray, n: int) -> float:
    k, total, trace = len(covariance), float(covariance.sum()), float(np.trace(covariance))
    squared = covariance @ covariance
    spread = total * (float(np.trace(squared)) + trace**2) - 2 * trace * float(squared.sum())
    return math.sqrt(max(2 * k**2 / ((k - 1) ** 2 * total**3) * spread, 0.0) / n)
