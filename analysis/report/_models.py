"""A declared mixed model as text."""

import math
from typing import Any

from analysis._result import Estimate
from analysis.confirmatory import HypothesisResult, ModelResult
from analysis.data import Dataset
from analysis.linear import LmmResult
from analysis.report._numbers import DASH, Measure, decimal, degrees, interval, p_value

RATIOS = {"logit": "odds ratio", "cloglog": "hazard ratio"}
"""What exp(coefficient) is called, by link."""


def model_view(result: HypothesisResult, dataset: Dataset) -> dict[str, Any] | None:
    """What the card of a hypothesis prints of its model; None where none is declared."""
    model = result.model
    if model is None:
        return None
    measure = Measure.of(result.comparison.outcome)
    return {
        "decides": result.decided_by == "model",
        "usable": model.usable,
        "kind": model_kind(model),
        "formula": model.formula,
        "declared": model.declared if model.declared != model.formula else None,
        "rows": 0 if model.fit is None else model.fit.n_observations,
        "effect": measure.value(model.effect.estimate, sign=True),
        "interval": measure.interval(model.effect.ci_low, model.effect.ci_high),
        "distribution": _distribution(model),
        "coefficient": _coefficient(model),
        "test": model_test(model),
        "p": p_value(model.p_value),
        "means": [
            f"{dataset.conditions[row.condition]}: {measure.value(row.estimate)}{measure.suffix} "
            f"{measure.interval(row.ci_low, row.ci_high)}"
            for row in model.means.itertuples()
        ],
        "agreement": None if model.agreement is None else _points(model.agreement),
        "spread": _spread(model),
        "proportional_odds": None if math.isnan(model.proportional_odds) else p_value(model.proportional_odds),
    }


def model_kind(model: ModelResult) -> str:
    """Name of the model, as a methods section has it.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import declared_model
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> model_kind(declared_model(dataset, outcomes(dataset), dataset.study.protocol.analysis.hypotheses[0]))
    'linear mixed model'
    """
    if model.link == "identity":
        return "linear mixed model"
    binary = model.fit is not None and not isinstance(model.fit, LmmResult) and len(model.fit.categories) == 2
    return f"{'binary' if binary else 'cumulative link'} mixed model ({model.link})"


def model_test(model: ModelResult) -> str:
    """The test of the contrast: `χ²(1) = 11.21, p < .001`.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import declared_model
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> model_test(declared_model(dataset, outcomes(dataset), dataset.study.protocol.analysis.hypotheses[1])).split(" = ")[0]
    'likelihood-ratio χ²(1)'
    """
    if model.test == "likelihood-ratio":
        return f"likelihood-ratio χ²({model.df:g}) = {decimal(model.statistic)}, {p_value(model.p_value)}"
    if not model.test:
        return DASH
    statistic = f"t({degrees(model.df)})" if math.isfinite(model.df) else "z"
    return f"{statistic} = {decimal(model.statistic)}, {p_value(model.p_value)}"


def _distribution(model: ModelResult) -> str | None:
    """Where the interval of the average effect comes from; None where there is none."""
    if math.isnan(model.effect_df) or math.isnan(model.effect.ci_low):
        return None
    return f"t, {degrees(model.effect_df)} df" if math.isfinite(model.effect_df) else "normal"


def model_clause(result: HypothesisResult) -> str | None:
    """The model in the APA sentence; None where none is declared or it gives nothing to report.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=["primary"])
    >>> print(model_clause(results[1]).split(",")[0])
    cumulative link mixed model (logit)
    """
    model = result.model
    if model is None or not model.usable:
        return None
    measure = Measure.of(result.comparison.outcome)
    level = f"{100 * result.comparison.plan.confidence:g}%"
    effect = (
        f"{measure.value(model.effect.estimate)} {measure.difference_unit}, {level} CI "
        f"{measure.interval(model.effect.ci_low, model.effect.ci_high)}"
    )
    if model.link == "identity":
        return f"{model_kind(model)}, estimate {effect}, {model_test(model)}"
    return f"{model_kind(model)}, {_coefficient(model)}, average effect {effect}, {model_test(model)}"


def _coefficient(model: ModelResult) -> str:
    found = model.coefficient
    if model.link in RATIOS:
        ratio, low, high = (math.exp(min(value, 50.0)) for value in (found.estimate, found.ci_low, found.ci_high))
        return f"{RATIOS[model.link]} {decimal(ratio)} {interval(low, high)}"
    return f"estimate {decimal(found.estimate)} {interval(found.ci_low, found.ci_high)}"


def _points(effect: Estimate) -> str:
    return f"{decimal(100 * effect.estimate, 1, sign=True)} {interval(100 * effect.ci_low, 100 * effect.ci_high, 1)}"


def _spread(model: ModelResult) -> str:
    """Standard deviations of the random effects, in words."""
    if model.fit is None:
        return DASH
    table = model.fit.random_effects
    return ", ".join(
        f"{row.group}{'' if row.term in ('(Intercept)', '') else ' slope'} {decimal(row.sd)}"
        for row in table.itertuples()
    )
