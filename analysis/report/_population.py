"""Population-averaged odds ratios as text, beside those of the declared models."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from analysis._result import Estimate
from analysis.confirmatory import HypothesisResult, Results
from analysis.report._numbers import DASH, decimal, interval, p_cell
from analysis.sensitivity import PopulationAveraged


def population_rows(results: Results, population: Iterable[PopulationAveraged]) -> Iterator[dict[str, Any]]:
    """One row a hypothesis about right or wrong."""
    declared = {result.hypothesis.id: result for result in results.hypotheses}
    for found in population:
        result = declared[found.hypothesis.id]
        yield {
            "id": found.hypothesis.id,
            "outcome": result.comparison.outcome.title
            + (" × AI right" if found.hypothesis.contrast != "condition" else ""),
            "answers": 0 if found.fit is None else found.fit.n_observations,
            "participants": 0 if found.fit is None else found.fit.n_groups,
            "ratio": _ratio(found.log_odds_ratio),
            "p": p_cell(found.log_odds_ratio.p_value),
            "own": _own(result),
            "correlation": DASH if found.fit is None else decimal(found.fit.correlation),
            "messages": [f"{found.hypothesis.id.upper()}: {sentence}" for sentence in found.messages],
        }


def _own(result: HypothesisResult) -> str:
    """Odds ratio of the declared model, which compares one person's odds."""
    model = result.model
    return DASH if model is None or model.link != "logit" or not model.usable else _ratio(model.coefficient)


def _ratio(log: Estimate) -> str:
    if math.isnan(log.estimate):
        return DASH
    ratio, low, high = (math.exp(min(value, 50.0)) for value in (log.estimate, log.ci_low, log.ci_high))
    return f"{decimal(ratio)} {interval(low, high)}"
