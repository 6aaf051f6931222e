"""Results as rows of the page's tables: numbers are formatted here, once."""

import math
from collections.abc import Iterator
from typing import Any

from analysis.between import Groups
from analysis.confirmatory import Comparison, HypothesisResult, Results, ScaleReliability
from analysis.outcomes import participant_means
from analysis.report._figures import side_names
from analysis.report._numbers import DASH, Measure, bounded, bounded_interval, decimal, interval, p_cell, p_value
from analysis.report._sentences import SIZES, level
from analysis.report._truths import TruthRow


def comparison_row(comparison: Comparison, results: Results) -> dict[str, Any]:
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
        "rank_biserial_interval": bounded_interval(sizes.rank_biserial.ci_low, sizes.rank_biserial.ci_high),
    }


def percent_row(comparison: Comparison) -> dict[str, Any]:
    """Percent change of one outcome as text."""
    change = comparison.percent
    measure = Measure.of(comparison.outcome)
    return {
        "outcome": comparison.outcome.title,
        "n": change.n,
        "reference": measure.value(change.reference_mean),
        "treatment": measure.value(change.treatment_mean),
        "unit": measure.unit,
        "estimate": DASH if math.isnan(change.estimate) else f"{decimal(change.estimate, 1, sign=True)} %",
        "interval": interval(change.bootstrap.ci_low, change.bootstrap.ci_high, 1),
    }


def truth_row(row: TruthRow) -> dict[str, Any]:
    """A true effect beside its estimates as text."""
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


def set_rows(results: Results) -> Iterator[dict[str, Any]]:
    """One entry an analysis set, with one row a hypothesis."""
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
                    "effect": Measure.of(result.comparison.outcome).value(result.effect.estimate, sign=True),
                    "effect_interval": Measure.of(result.comparison.outcome).interval(
                        result.effect.ci_low, result.effect.ci_high
                    ),
                    "p": p_cell(result.p_adjusted),
                    "modelled": result.decided_by == "model",
                    "p_test": p_cell(result.comparison.test.p_value),
                }
                for result in analysed.hypotheses
            ],
        }


def adjusted_row(result: HypothesisResult) -> dict[str, Any]:
    """Observed and adjusted difference as text."""
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


def reliability_row(scale: ScaleReliability, results: Results) -> dict[str, Any]:
    """Alpha of one scale under one condition as text."""
    return {
        "scale": scale.scale,
        "condition": DASH if scale.condition is None else results.dataset.conditions[scale.condition],
        "n_items": scale.n_items,
        "n": scale.result.n,
        "alpha": bounded(scale.result.alpha),
        "interval": bounded_interval(scale.result.ci_low, scale.result.ci_high),
        "published": scale.published or DASH,
        "messages": scale.result.messages,
    }


def correctness_rows(results: Results) -> Iterator[dict[str, Any]]:
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
