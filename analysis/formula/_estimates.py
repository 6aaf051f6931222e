"""The one shape in which models report: tidy tables of estimates, and likelihood-ratio comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy import stats

from analysis._adjust import adjust as adjusted
from analysis._gate import AnalysisError, confidence_level
from analysis.formula._arrays import FloatArray


def estimate_table(
    labels: Mapping[str, Sequence[Any]],
    estimate: FloatArray,
    std_error: FloatArray,
    df: FloatArray | None = None,
    confidence: float = 0.95,
    adjust: str | None = None,
) -> pd.DataFrame:
    """Wald table: labels, estimate, std_error, statistic, p_value, ci_low, ci_high (and df).

    Normal without `df`, t with it. p values are two-sided; `adjust` names a method of `analysis.adjust` to adjust
    them over the rows. Intervals are not adjusted.

    Source: Wald 1943, Transactions of the American Mathematical Society 54:426.

    >>> estimate_table({"term": ["a"]}, np.array([2.0]), np.array([1.0])).round(3).iloc[0].to_dict()
    {'term': 'a', 'estimate': 2.0, 'std_error': 1.0, 'statistic': 2.0, 'p_value': 0.046, 'ci_low': 0.04, 'ci_high': 3.96}
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimate / std_error
    reference = stats.norm if df is None else stats.t(df)
    half = reference.ppf(0.5 + confidence_level(confidence) / 2) * std_error
    p_value = 2 * reference.sf(np.abs(statistic))
    columns: dict[str, Any] = {
        **labels,
        "estimate": estimate,
        "std_error": std_error,
        "statistic": statistic,
        "p_value": p_value if adjust is None else adjusted(p_value.tolist(), adjust).adjusted,
        "ci_low": estimate - half,
        "ci_high": estimate + half,
    }
    return pd.DataFrame(columns if df is None else columns | {"df": df})


class Fitted(Protocol):
    """A fitted model that likelihood ratios can compare."""

    @property
    def formula(self) -> str:
        """The formula as written."""
        ...

    @property
    def log_likelihood(self) -> float:
        """Maximised log-likelihood."""
        ...

    @property
    def n_parameters(self) -> int:
        """Number of estimated parameters, variances and covariances included."""
        ...

    @property
    def n_observations(self) -> int:
        """Number of rows."""
        ...

    def by_maximum_likelihood(self) -> Fitted:
        """The same model fitted so that log-likelihoods of different fixed effects compare."""
        ...


def compare(*models: Fitted) -> pd.DataFrame:
    """Likelihood-ratio tests of nested models, in the order of their number of parameters.

    χ² = 2(ℓ₁ − ℓ₀) with the difference of parameters as df; models fitted by REML are refitted by maximum likelihood.
    A variance tested against zero lies on the boundary: its p value is too large, at most twofold for one variance.
    Raises AnalysisError for models of different rows. Source: Self & Liang (1987), JASA 82:605.

    >>> from analysis.ordinal import clm
    >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": [0, 0, 0, 0, 1, 1, 1, 1]})
    >>> compare(clm("y ~ 1", data), clm("y ~ x", data)).round(3)[["formula", "chi_square", "df", "p_value"]]
      formula  chi_square   df  p_value
    0   y ~ 1         NaN  NaN      NaN
    1   y ~ x       3.044  1.0    0.081
    """
    fitted = sorted((model.by_maximum_likelihood() for model in models), key=lambda model: model.n_parameters)
    if len({model.n_observations for model in fitted}) > 1:
        raise AnalysisError("The models were fitted to different numbers of rows: drop the missing values first.")
    table = pd.DataFrame(
        {
            "formula": [model.formula for model in fitted],
            "n_parameters": [model.n_parameters for model in fitted],
            "log_likelihood": [model.log_likelihood for model in fitted],
        }
    )
    table["aic"] = 2 * table.n_parameters - 2 * table.log_likelihood
    table["chi_square"] = 2 * table.log_likelihood.diff()
    table["df"] = table.n_parameters.diff()
    table["p_value"] = stats.chi2.sf(np.maximum(table.chi_square, 0), table.df)
    return table


def random_effects_table(groups: Sequence[tuple[str, Sequence[str], FloatArray]]) -> pd.DataFrame:
    """group, term, sd, correlation (with the first effect of the same term) from each term's covariance matrix.

    >>> random_effects_table([("who", ("(Intercept)", "way"), np.array([[4.0, 1.0], [1.0, 1.0]]))])
      group         term   sd  correlation
    0   who  (Intercept)  2.0          NaN
    1   who          way  1.0          0.5
    """
    rows = []
    for group, names, covariance in groups:
        sd = np.sqrt(np.diag(covariance))
        for k, name in enumerate(names):
            product = sd[0] * sd[k]
            correlation = covariance[0, k] / product if k and product > 0 else np.nan
            rows.append({"group": group, "term": name, "sd": sd[k], "correlation": correlation})
    return pd.DataFrame(rows, columns=["group", "term", "sd", "correlation"]).astype(
        {"sd": float, "correlation": float}
    )
