"""Rubin's rules: one answer from several completed data sets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from numpy.typing import ArrayLike
from scipy import stats

from analysis._gate import AnalysisError, confidence_level, vector
from analysis._result import Estimate, Result


@dataclass(frozen=True, kw_only=True)
class RubinResult(Result):
    """An estimate over imputations."""

    imputations: int
    """Number of completed data sets, m."""
    pooled: Estimate
    """Mean of the estimates, with t test and t interval."""
    df: float
    """Degrees of freedom of Barnard and Rubin."""
    within: float
    """Mean squared standard error, W."""
    between: float
    """Variance of the estimates, B."""
    missing_information: float
    """Fraction of the information in complete data that the gaps cost, 0 to 1, with Rubin's correction for few degrees of freedom."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [self.pooled]


def rubin(
    estimates: ArrayLike,
    std_errors: ArrayLike,
    *,
    df_complete: float = math.inf,
    confidence: float = 0.95,
    term: str = "pooled",
) -> RubinResult:
    """Pool the estimates of m completed data sets.

    The estimate is the mean; its variance T = W + (1 + 1/m) B, with W the mean squared standard error and B the variance of the
    estimates. With r = (1 + 1/m) B / W and l = (1 + 1/m) B / T the degrees of freedom are 1 / (1/v_m + 1/v_obs), where
    v_m = (m - 1) / l^2 and v_obs = (v + 1) / (v + 3) v (1 - l) for v degrees of freedom without gaps (Barnard and Rubin); the
    fraction of missing information is (r + 2 / (df + 3)) / (1 + r). As `mice::pool.scalar`, with one difference: estimates that
    are all equal are taken as they are, while mice calls a ten-thousandth of their variance missing.

    Parameters
    ----------
    estimates, std_errors
        One a completed data set, shape (m,), m at least 2.
    df_complete
        Degrees of freedom that the test would have without gaps; infinite for z.
    confidence
        Level of the interval.
    term
        Name of what is estimated.

    Returns
    -------
    RubinResult
        NaN where a standard error is not above 0: nothing varies.

    References
    ----------
    Rubin 1987, Multiple Imputation for Nonresponse in Surveys, chapter 3. Barnard and Rubin 1999, Biometrika 86:948.

    Examples
    --------
    >>> found = rubin([0.40, 0.52, 0.46], [0.10, 0.11, 0.10], df_complete=30)
    >>> round(found.pooled.estimate, 2), round(found.pooled.std_error, 3), round(found.df, 1)
    (0.46, 0.124, 10.1)
    """
    confidence_level(confidence)
    values, errors = vector(estimates, "estimates"), vector(std_errors, "std_errors")
    m = len(values)
    if m < 2 or len(errors) != m:
        raise AnalysisError(f"There are {m} estimates and {len(errors)} standard errors: give two or more, one each.")
    mean, within, between = float(values.mean()), float((errors**2).mean()), float(values.var(ddof=1))
    added = (1 + 1 / m) * between
    total = within + added
    if not within > 0 or not math.isfinite(total):
        nothing = Estimate(term, mean)
        return RubinResult(
            imputations=m,
            pooled=nothing,
            df=math.nan,
            within=within,
            between=between,
            missing_information=math.nan,
            messages=("No standard error: the completed values do not vary.",),
        )
    df = _degrees(added / total, m, df_complete)
    ratio = added / within
    std_error = math.sqrt(total)
    margin = float(stats.t.isf((1 - confidence) / 2, df)) * std_error
    statistic = mean / std_error
    p_value = float(2 * stats.t.sf(abs(statistic), df))
    return RubinResult(
        imputations=m,
        pooled=Estimate(term, mean, std_error, statistic, p_value, mean - margin, mean + margin),
        df=df,
        within=within,
        between=between,
        missing_information=(ratio + 2 / (df + 3)) / (1 + ratio) if between > 0 else 0.0,
    )


def _degrees(share: float, m: int, df_complete: float) -> float:
    """Barnard and Rubin's degrees of freedom, for the share of variance that is due to the gaps."""
    of_gaps = (m - 1) / share**2 if share > 0 else math.inf
    if math.isinf(df_complete):
        return of_gaps
    observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - share)
    return float(1 / (1 / of_gaps + 1 / observed))
