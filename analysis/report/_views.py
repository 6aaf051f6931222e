"""What the page shows, ready to be printed: no number is formatted in the template that is not prepared here."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from markupsafe import Markup

from analysis.between import Groups
from analysis.confirmatory import Comparison, HypothesisResult, Results, baseline
from analysis.figures import figure_html
from analysis.outcomes import participant_means
from analysis.report._allocation import omnibus_rows, permutation_rows
from analysis.report._claims import claim_results
from analysis.report._figures import (
    comparison_figure,
    item_figures,
    path_figure,
    probability_figure,
    side_names,
    standardized_forest,
)
from analysis.report._missing import missing_view
from analysis.report._models import model_view
from analysis.report._notices import data_label, notices
from analysis.report._numbers import DASH, Measure, bounded, decimal, interval, p_cell, p_value
from analysis.report._provenance import deviations, software
from analysis.report._sentences import CORRECTIONS, SIZES, apa_sentence, level, methods
from analysis.report._truths import truth_rows
from analysis.sensitivity import Multiverse, multiverse
from protocols import in_language


@dataclass
class Figures:
    """Turns figures into HTML; the first one brings plotly.js."""

    names: list[str] = field(default_factory=list)

    def html(self, figure: go.Figure | None, name: str) -> Markup | None:
        """The figure as HTML that needs no escaping."""
        if figure is None:
            return None
        self.names.append(name)
        # plotly escapes what it writes; the text alternative is escaped by figure_html
        return Markup(figure_html(figure, name=name, plotlyjs=len(self.names) == 1))  # noqa: S704


def common_context(results: Results) -> dict[str, Any]:
    """What every report prints, whatever the plan promised."""
    dataset = results.dataset
    protocol = dataset.study.protocol
    language = protocol.languages[0]
    return {
        "title": in_language(protocol.title, language),
        "description": protocol.description.replace("`", ""),
        "language": language,
        "study": protocol,
        "dataset": dataset,
        "label": data_label(dataset),
        "notices": notices(dataset),
        "flow": results.flow,
        "analysed": _analysed(results),
        "baseline": list(_baseline(results)),
        "groups": _groups(results),
        "methods": methods(dataset),
        "deviations": deviations(results),
        "software": software(),
    }


def context(results: Results) -> Mapping[str, Any]:
    """Everything that the template prints."""
    dataset = results.dataset
    protocol = dataset.study.protocol
    figures = Figures()
    primary = [_hypothesis(result, results, figures) for result in results.family("primary")]
    secondary = [_hypothesis(result, results, None) for result in results.family("secondary")]
    return common_context(results) | {
        "truths": [_truth(row) for row in truth_rows(results)],
        "primary": primary,
        "secondary": secondary,
        "family": CORRECTIONS[protocol.analysis.correction],
        "forest": figures.html(standardized_forest(results.hypotheses), "forest"),
        "percent": [_percent(comparison) for comparison in results.outcomes],
        "claims": [
            {"claim": found.claim, "words": found.words} | _percent(found.comparison)
            for found in claim_results(results)
        ],
        "sets": list(_sets(results)),
        "multiverse": [_multiverse(found, results, figures) for found in multiverse(results) if len(found.paths)],
        "permutations": list(permutation_rows(results)),
        "omnibus": list(omnibus_rows(results)),
        "missing": missing_view(results),
        "adjusted": [_adjusted(result) for result in results.hypotheses],
        "reliability": [_reliability(scale, results) for scale in results.reliability],
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
        "items": [
            {"title": title, "figure": figures.html(figure, f"items_{number}")}
            for number, (title, figure) in enumerate(item_figures(dataset), start=1)
        ],
        "exploratory": [_row(comparison, results) for comparison in _unpromised(results)],
        "by_correctness": list(_by_correctness(results)),
    }


def _title(results: Results, outcome: str) -> str:
    return next(
        declared.title for declared in results.dataset.study.protocol.analysis.outcomes if declared.id == outcome
    )


def _hypothesis(result: HypothesisResult, results: Results, figures: Figures | None) -> dict[str, Any]:
    comparison = result.comparison
    measure = Measure.of(comparison.outcome)
    equivalence = result.equivalence
    bound = result.hypothesis.smallest_effect
    return _row(comparison, results) | {
        "id": result.hypothesis.id,
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
        else figures.html(probability_figure(result, results.dataset), f"probabilities_{result.hypothesis.id}"),
        "figure": None
        if figures is None or comparison.sample.n < 2
        else figures.html(comparison_figure(comparison, results.dataset), f"paired_{result.hypothesis.id}"),
    }


def _row(comparison: Comparison, results: Results) -> dict[str, Any]:
    """One comparison as text."""
    measure = Measure.of(comparison.outcome)
    interaction = comparison.contrast != "condition"
    ranked, sizes = comparison.ranks, comparison.effects
    return {
        "outcome": comparison.outcome.title,
        "interaction": interaction,
        "treatment": results.dataset.conditions[comparison.treatment],
        "unit": measure.unit,
        "difference_unit": measure.difference_unit,
        "names": side_names(comparison, results.dataset),
        "means": [measure.value(value, sign=interaction) for value in comparison.means],
        "sds": [measure.value(value) for value in comparison.sds],
        "n": comparison.sample.n,
        "between": isinstance(comparison.sample, Groups),
        "estimate": measure.value(comparison.t.mean, sign=True),
        "interval": measure.interval(comparison.t.ci_low, comparison.t.ci_high),
        "level": level(comparison),
        "hodges_lehmann": measure.value(ranked.estimate, sign=True),
        "hodges_lehmann_interval": measure.interval(ranked.ci_low, ranked.ci_high),
        "p_wilcoxon": p_value(ranked.p_value),
        "p_t": p_value(comparison.t.p_value),
        "p": p_value(comparison.test.p_value),
        "size_name": SIZES[sizes.standardized.term],
        "size": decimal(sizes.standardized.estimate),
        "size_interval": interval(sizes.standardized.ci_low, sizes.standardized.ci_high),
        "rank_biserial": bounded(sizes.rank_biserial.estimate),
    }


def _percent(comparison: Comparison) -> dict[str, Any]:
    change = comparison.percent
    measure = Measure.of(comparison.outcome)
    return {
        "outcome": comparison.outcome.title,
        "n": change.n,
        "reference": measure.value(change.reference_mean),
        "treatment": measure.value(change.treatment_mean),
        "unit": measure.unit,
        "estimate": f"{decimal(change.estimate, 1, sign=True)} %" if change.n else DASH,
        "interval": interval(change.bootstrap.ci_low, change.bootstrap.ci_high, 1),
    }


def _truth(row: Any) -> dict[str, Any]:
    measure = Measure.of(row.comparison.outcome)
    interaction = row.truth.contrast != "condition"
    return {
        "outcome": row.comparison.outcome.title + (", AI right minus AI wrong" if interaction else ""),
        "truth": measure.value(row.truth.difference, sign=True),
        "estimate": measure.value(row.comparison.t.mean, sign=True),
        "interval": measure.interval(row.comparison.t.ci_low, row.comparison.t.ci_high),
        "unit": measure.difference_unit,
        "covered": row.covered,
        "model": DASH if row.model is None else measure.value(row.model.estimate, sign=True),
        "model_interval": DASH if row.model is None else measure.interval(row.model.ci_low, row.model.ci_high),
        "model_covered": row.model_covered,
    }


def _sets(results: Results) -> Iterator[dict[str, Any]]:
    for number, analysed in enumerate(results.sets):
        yield {
            "title": analysed.title,
            "participants": analysed.participants,
            "same": number > 0 and analysed.participants == results.sets[0].participants,
            "rows": [
                {
                    "id": result.hypothesis.id,
                    "outcome": result.comparison.outcome.title
                    + (" × AI right" if result.hypothesis.contrast != "condition" else ""),
                    "n": result.comparison.sample.n,
                    "estimate": Measure.of(result.comparison.outcome).value(result.comparison.t.mean, sign=True),
                    "interval": Measure.of(result.comparison.outcome).interval(
                        result.comparison.t.ci_low, result.comparison.t.ci_high
                    ),
                    "p": p_cell(result.p_adjusted),
                    "modelled": result.decided_by == "model",
                    "p_test": p_cell(result.comparison.test.p_value),
                }
                for result in analysed.hypotheses
            ],
        }


def _multiverse(found: Multiverse, results: Results, figures: Figures) -> dict[str, Any]:
    name = found.hypothesis.id
    return {
        "id": name,
        "outcome": _title(results, found.hypothesis.outcome)
        + (" × AI right" if found.hypothesis.contrast != "condition" else ""),
        "paths": len(found.paths),
        "same_sign": DASH if math.isnan(found.same_sign) else f"{100 * found.same_sign:.0f}%",
        "figure": figures.html(path_figure(found, results), f"paths_{name}"),
    }


def _adjusted(result: HypothesisResult) -> dict[str, Any]:
    comparison = result.comparison
    measure = Measure.of(comparison.outcome)
    adjusted = comparison.adjusted
    return {
        "outcome": comparison.outcome.title + (" × AI right" if result.hypothesis.contrast != "condition" else ""),
        "n": adjusted.n,
        "plain": measure.value(comparison.t.mean, sign=True),
        "plain_interval": measure.interval(comparison.t.ci_low, comparison.t.ci_high),
        "estimate": measure.value(adjusted.difference.estimate, sign=True),
        "interval": measure.interval(adjusted.difference.ci_low, adjusted.difference.ci_high),
        "unit": measure.difference_unit,
        "adjusted_for": " and ".join(adjusted.adjusted_for) or DASH,
    }


def _reliability(scale: Any, results: Results) -> dict[str, Any]:
    return {
        "scale": scale.scale,
        "condition": DASH if scale.condition is None else results.dataset.conditions[scale.condition],
        "n_items": scale.n_items,
        "n": scale.result.n,
        "alpha": bounded(scale.result.alpha),
        "interval": f"[{bounded(scale.result.ci_low)}, {bounded(scale.result.ci_high)}]",
        "published": scale.published or DASH,
        "messages": scale.result.messages,
    }


def _groups(results: Results) -> list[tuple[str, str]]:
    """Sequences and `all`, with the number allocated."""
    members = results.dataset.allocations["sequence"].dropna()
    counted = [(str(name), f"{str(name).upper()} (n = {(members == name).sum()})") for name in sorted(members.unique())]
    return [*counted, ("all", f"All (n = {len(results.dataset.allocations)})")]


def _analysed(results: Results) -> dict[str | None, str]:
    """How many entered each primary test, by sequence; under None in all."""
    members = results.dataset.allocations.set_index("participant")["sequence"]
    entered = {
        result.hypothesis.id.upper(): list(result.comparison.sample.participants)
        for result in results.family("primary")
    }
    found: dict[str | None, str] = {None: ", ".join(f"{name}: {len(people)}" for name, people in entered.items())}
    for lane in results.flow.sequences:
        if lane.sequence is not None:
            counts = {name: int((members.reindex(people) == lane.sequence).sum()) for name, people in entered.items()}
            found[lane.sequence] = ", ".join(f"{name}: {count}" for name, count in counts.items())
    return found


def _baseline(results: Results) -> Iterator[dict[str, Any]]:
    """One row a characteristic and level, one cell a group."""
    table = baseline(results.dataset)
    groups = [group for group, _ in _groups(results)]
    for characteristic, block in table.groupby("characteristic", sort=False):
        levels = list(dict.fromkeys(block["level"]))
        for number, name in enumerate(levels):
            cells = block[block["level"] == name].set_index("group")
            yield {
                "characteristic": characteristic,
                "first": number == 0,
                "level": name,
                "cells": [_cell(cells.loc[group]) if group in cells.index else DASH for group in groups],
            }


def _cell(row: pd.Series) -> str:
    if row["level"]:
        return f"{int(row['count'])} ({decimal(row['percent'], 0)}%)" if row["n"] else DASH
    return f"{decimal(row['mean'], 1)} ({decimal(row['sd'], 1)})" if row["n"] else DASH


def _unpromised(results: Results) -> list[Comparison]:
    promised = {(result.hypothesis.outcome, result.hypothesis.treatment) for result in results.hypotheses}
    return [found for found in results.outcomes if (found.outcome.id, found.treatment) not in promised]


def _by_correctness(results: Results) -> Iterator[dict[str, Any]]:
    """Means by condition and AI correctness of every outcome that is measured a case under both."""
    means = participant_means(results.values, by=("ai_correct",))
    for outcome in results.dataset.study.protocol.analysis.outcomes:
        rows = means[(means["outcome"] == outcome.id) & means["value"].notna()]
        if rows["ai_correct"].nunique() < 2:
            continue
        measure = Measure.of(outcome)
        cells = []
        for correct in (True, False):
            for condition in results.dataset.conditions:
                values = rows[(rows["ai_correct"] == correct) & (rows["condition"] == condition)]["value"]
                cells.append(
                    f"{measure.value(float(values.mean()))} ({measure.value(float(values.std()))})"
                    if len(values)
                    else DASH
                )
        yield {"outcome": outcome.title, "unit": measure.unit, "cells": cells}
