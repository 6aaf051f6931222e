"""What the page shows, ready to be printed: no number is formatted in the template that is not prepared here."""

import math
from collections.abc import Mapping
from typing import Any

from analysis.confirmatory import Comparison, HypothesisResult, Results
from analysis.figures import PageFigures
from analysis.report._allocation import omnibus_rows, permutation_rows
from analysis.report._claims import claim_results
from analysis.report._data_view import DataView
from analysis.report._figures import (
    comparison_figure,
    equivalence_forest,
    path_figure,
    probability_figure,
    standardized_forest,
)
from analysis.report._missing import missing_view
from analysis.report._models import model_view
from analysis.report._notices import data_label, notices
from analysis.report._numbers import DASH, Measure, p_cell, p_value
from analysis.report._people import analysed, groups
from analysis.report._population import population_rows
from analysis.report._provenance import deviations, software
from analysis.report._rows import (
    adjusted_row,
    comparison_row,
    correctness_rows,
    percent_row,
    reliability_row,
    set_rows,
    truth_row,
)
from analysis.report._sentences import CORRECTIONS, apa_sentence, methods
from analysis.report._truths import truth_rows
from analysis.sensitivity import Multiverse, multiverse
from protocols import in_language


def common_context(results: Results, view: DataView) -> dict[str, Any]:
    """What every report prints, whatever the plan promised."""
    dataset = results.dataset
    protocol = dataset.study.protocol
    language = protocol.languages[0]
    figures = PageFigures()
    return {
        "figures": figures,
        "title": in_language(protocol.title, language),
        "description": protocol.description.replace("`", ""),
        "language": language,
        "study": protocol,
        "dataset": dataset,
        "label": data_label(dataset),
        "notices": notices(dataset),
        "flow": results.flow,
        "analysed": analysed(results),
        "baseline": view.baseline,
        "groups": groups(dataset),
        "methods": methods(dataset),
        "deviations": deviations(results),
        "software": software(),
        "items": [{"title": title, "figure": figures.place(html)} for title, html in view.items],
    }


def context(results: Results, view: DataView) -> Mapping[str, Any]:
    """Everything that the template prints."""
    dataset = results.dataset
    protocol = dataset.study.protocol
    common = common_context(results, view)
    figures: PageFigures = common["figures"]
    primary = [_hypothesis(result, results, figures) for result in results.family("primary")]
    secondary = [_hypothesis(result, results, None) for result in results.family("secondary")]
    return common | {
        "truths": [truth_row(row) for row in truth_rows(results)],
        "primary": primary,
        "secondary": secondary,
        "family": CORRECTIONS[protocol.analysis.correction],
        "forest": figures.draw(standardized_forest(results.hypotheses), "forest"),
        "equivalence": figures.draw(equivalence_forest(results.hypotheses), "equivalence"),
        "percent": [percent_row(comparison) for comparison in results.outcomes],
        "claims": [
            {"claim": found.claim, "words": found.words} | percent_row(found.comparison)
            for found in claim_results(results)
        ],
        "sets": list(set_rows(results)),
        "multiverse": [
            _multiverse(found, results, figures) for found in multiverse(results, view.linear) if len(found.paths)
        ],
        "permutations": list(permutation_rows(results, view.permutations)),
        "omnibus": list(omnibus_rows(results)),
        "missing": missing_view(results, view.missing),
        "population": list(population_rows(results, view.population)),
        "trust": view.trust,
        "adjusted": [adjusted_row(result) for result in results.hypotheses],
        "reliability": [reliability_row(scale, results) for scale in results.reliability],
        "undefined": [
            {
                "outcome": _title(results, row.outcome),
                "condition": dataset.conditions[row.condition],
                "n": row.n,
                "none": row.n_undefined,
            }
            for row in results.undefined.itertuples()
            if row.n_undefined
        ],
        "exploratory": [comparison_row(comparison, results) for comparison in _unpromised(results)],
        "by_correctness": list(correctness_rows(results)),
        "calibration": figures.place(view.calibration),
        "times": figures.place(view.times),
    }


def _title(results: Results, outcome: str) -> str:
    return next(
        declared.title for declared in results.dataset.study.protocol.analysis.outcomes if declared.id == outcome
    )


def _hypothesis(result: HypothesisResult, results: Results, figures: PageFigures | None) -> dict[str, Any]:
    comparison = result.comparison
    measure = Measure.of(comparison.outcome)
    equivalence = result.equivalence
    bound = result.hypothesis.smallest_effect
    return comparison_row(comparison, results) | {
        "id": result.hypothesis.id,
        "participants": len(result.participants),
        "statement": result.hypothesis.statement,
        "p_adjusted": p_value(result.p_adjusted),
        "p_cell": p_cell(result.p_adjusted),
        "verdict": result.verdict,
        "sentence": apa_sentence(result, results.dataset),
        "messages": result.messages,
        "effect": measure.value(result.effect.estimate, sign=True),
        "effect_interval": measure.interval(result.effect.ci_low, result.effect.ci_high),
        "p_deciding": p_value(result.p_value),
        "model": model_view(result, results.dataset),
        "equivalence": None
        if equivalence is None or bound is None
        else {
            "bounds": f"±{measure.value(bound)} {measure.difference_unit}",
            "interval": measure.interval(equivalence.ci_low, equivalence.ci_high),
            "level": f"{100 * (1 - 2 * equivalence.alpha):g}%",
            "p": p_value(equivalence.p_value),
        },
        "probabilities": None
        if figures is None
        else figures.draw(probability_figure(result, results.dataset), f"probabilities_{result.hypothesis.id}"),
        "figure": None
        if figures is None or comparison.sample.n < 2
        else figures.draw(comparison_figure(comparison, results.dataset), f"paired_{result.hypothesis.id}"),
    }


def _multiverse(found: Multiverse, results: Results, figures: PageFigures) -> dict[str, Any]:
    name = found.hypothesis.id
    return {
        "id": name,
        "outcome": _title(results, found.hypothesis.outcome)
        + (" × AI right" if found.hypothesis.contrast != "condition" else ""),
        "paths": len(found.paths),
        "same_sign": DASH if math.isnan(found.same_sign) else f"{100 * found.same_sign:.0f}%",
        "figure": figures.draw(path_figure(found, results), f"paths_{name}"),
    }


def _unpromised(results: Results) -> list[Comparison]:
    promised = {(result.hypothesis.outcome, result.hypothesis.treatment) for result in results.hypotheses}
    return [found for found in results.outcomes if (found.outcome.id, found.treatment) not in promised]
