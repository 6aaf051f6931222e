"""P values adjusted for several outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from analysis._gate import AnalysisError, FloatArray, named, one_of
from analysis._result import Estimate, Result

METHODS = {
    "hochberg": "simes-hochberg",
    "hommel": "hommel",
    "bonferroni": "bonferroni",
    "bh": "fdr_bh",
    "by": "fdr_by",
}
"""Our name of each method, and the one of statsmodels; Holm's is our own, as statsmodels' collects garbage at every call (0.1 s)."""


@dataclass(frozen=True, kw_only=True)
class AdjustedPValues(Result):
    """One family of tests."""

    terms: tuple[str, ...]
    """The tests, in the order given."""
    p_values: tuple[float, ...]
    """As computed."""
    adjusted: tuple[float, ...]
    """Below alpha: rejected at family level alpha."""
    method: str
    """How they were adjusted."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a test; `p_value` is the adjusted one."""
        return [Estimate(term, p_value=value) for term, value in zip(self.terms, self.adjusted, strict=True)]


def adjust(p_values: Mapping[str, float] | pd.Series | Sequence[float], method: str = "holm") -> AdjustedPValues:
    """Adjust the p values of one family; computed by statsmodels, but for Holm's method.

    Parameters
    ----------
    p_values
        By name of the test, or in order. NaN (a test that could not be computed) stays NaN and does not count.
    method
        "holm" (Holm 1979: the largest over j <= i of (m - j + 1) p_(j)), "hochberg" (1988), "hommel" (1988),
        "bonferroni", "bh" (Benjamini and Hochberg 1995), "by" (Benjamini and Yekutieli 2001).

    References
    ----------
    Holm 1979, Scandinavian Journal of Statistics 6:65; Hochberg 1988, Biometrika 75:800; Hommel 1988, ibid. 75:383;
    Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57:289; Benjamini and Yekutieli 2001, Annals
    of Statistics 29:1165.

    Examples
    --------
    >>> adjust({"comprehension": 0.01, "trust": 0.03, "satisfaction": 0.2}).adjusted
    (0.03, 0.06, 0.2)
    """
    one_of(method, ("holm", *METHODS), "method")
    series = pd.Series(p_values, dtype=float)
    outside = series[(series < 0) | (series > 1)]
    if len(outside):
        raise AnalysisError(f"p values lie between 0 and 1; not so {named(outside.index.tolist())}.")
    known = series.dropna()
    adjusted = pd.Series(np.nan, index=series.index)
    if len(known):
        values = known.to_numpy()
        adjusted[known.index] = _holm(values) if method == "holm" else multipletests(values, method=METHODS[method])[1]
    lost = series.index[series.isna()].astype(str).tolist()
    return AdjustedPValues(
        terms=tuple(series.index.astype(str)),
        p_values=tuple(series.tolist()),
        adjusted=tuple(adjusted.tolist()),
        method=method,
        messages=(f"No p value, so not counted in the family: {named(lost)}.",) if lost else (),
    )


def _holm(p_values: FloatArray) -> FloatArray:
    order = np.argsort(p_values, kind="stable")
    raised = np.maximum.accumulate(p_values[order] * np.arange(len(p_values), 0, -1))
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(raised, 1.0)
    return adjusted
