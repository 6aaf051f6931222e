"""Profile-likelihood intervals, where the plan declares them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from analysis._result import Estimate
from analysis.ordinal import ClmmResult

Scenarios = list[tuple[float, Mapping[str, Any]]]
"""Weights, and the predictors that each sets."""


def profiled(coefficient: Estimate, fit: ClmmResult, scenarios: Scenarios, confidence: float) -> Estimate:
    """A contrast with the interval of every value that the likelihood ratio does not reject.

    A contrast without a standard error (separation) is left as it is: the likelihood has no maximum to start from.

    Source: Venzon and Moolgavkar 1988, Applied Statistics 37:87.
    """
    if not coefficient.std_error > 0 or not fit.converged:
        return coefficient
    low, high = fit.profile_contrast(scenarios, confidence)
    return replace(coefficient, ci_low=low, ci_high=high)
