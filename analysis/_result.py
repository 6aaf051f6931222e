"""The shape that every result shares."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

import pandas as pd


@dataclass(frozen=True)
class Estimate:
    """One row of a summary; what does not apply or cannot be computed is NaN."""

    term: str
    """What is estimated."""
    estimate: float = math.nan
    """Point estimate, in the units of the term."""
    std_error: float = math.nan
    """Standard error of the estimate."""
    statistic: float = math.nan
    """Test statistic (t, z, W, F or chi-squared, as the result says)."""
    p_value: float = math.nan
    """Two-sided p value unless the result says otherwise."""
    ci_low: float = math.nan
    """Lower end of the confidence interval."""
    ci_high: float = math.nan
    """Upper end of the confidence interval."""


SUMMARY_COLUMNS = tuple(field.name for field in fields(Estimate))


@dataclass(frozen=True, kw_only=True)
class Result(ABC):
    """What an analysis gives back: estimates as a tidy frame, and in words what a reader must know.

    >>> from analysis import sign_test
    >>> sign_test([1.2, 2.4, 1.3, 1.3, 0.0, 1.0]).summary()[["term", "estimate", "p_value"]]
                      term  estimate  p_value
    0  proportion_positive       1.0   0.0625
    """

    messages: tuple[str, ...] = ()
    """Left-out participants, undefined quantities and warnings, one sentence each."""

    @abstractmethod
    def estimates(self) -> Sequence[Estimate]:
        """The rows of the summary."""

    def summary(self) -> pd.DataFrame:
        """One row an estimate, with the columns of `SUMMARY_COLUMNS`."""
        table = pd.DataFrame([asdict(row) for row in self.estimates()], columns=list(SUMMARY_COLUMNS))
        return table.astype({name: float for name in SUMMARY_COLUMNS if name != "term"})
