"""The report's figures."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.between import Groups
from analysis.confirmatory import Comparison, HypothesisResult, Results
from analysis.data import Dataset
from analysis.figures import (
    category_probabilities,
    diverging_likert,
    forest,
    likert_counts,
    likert_labels,
    paired_estimation,
    raincloud,
    specification_curve,
)
from analysis.report._numbers import Measure
from analysis.report._sentences import SIZES
from analysis.scoring import AskedItem, asked_items
from analysis.sensitivity import Multiverse
from protocols import LikertItem, in_language

MOST_POINTS = 11
"""Scales with more points cannot be told apart as segments of a bar."""


def comparison_figure(comparison: Comparison, dataset: Dataset) -> go.Figure:
    """Each participant's line and the mean difference with its bootstrap distribution, in the units of the report; between
    participants, the distribution of their values under each condition.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=[])
    >>> comparison_figure(results[0].comparison, dataset).layout.meta["alt"].split(".")[0]
    'Paired values of Perceived comprehension of an answer, points (1–5), n = 8: mean 3'
    """
    measure = Measure.of(comparison.outcome)
    factor = measure.factor
    names = side_names(comparison, dataset)
    sample = comparison.sample
    if isinstance(sample, Groups):
        frame = pd.DataFrame(
            {
                "condition": pd.Categorical(np.repeat(names, sample.sizes), categories=list(names)),
                "value": np.concatenate([sample.reference, sample.treatment]) * factor,
            }
        )
        label = f"{comparison.outcome.title}, {measure.unit}"
        return raincloud(frame, "value", np.random.default_rng(comparison.plan.seed), x_label=label)
    pairs = replace(
        sample,
        reference=sample.reference * factor,
        treatment=sample.treatment * factor,
        reference_condition=names[0],
        treatment_condition=names[1],
    )
    bootstrap = comparison.bootstrap
    scaled = replace(
        bootstrap,
        estimate=bootstrap.estimate * factor,
        ci_low=bootstrap.ci_low * factor,
        ci_high=bootstrap.ci_high * factor,
        distribution=bootstrap.distribution * factor,
    )
    title = comparison.outcome.title
    label = (
        f"{title}, {measure.unit}"
        if comparison.contrast == "condition"
        else f"Effect on “{title}”, {measure.difference_unit}"
    )
    return paired_estimation(pairs, scaled, outcome_label=label)


def probability_figure(result: HypothesisResult, dataset: Dataset) -> go.Figure | None:
    """Probability of every rating under each condition, from the declared model; None where it has fewer than three answers.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=["primary"])
    >>> probability_figure(results[0], dataset) is None, probability_figure(results[1], dataset).layout.meta["alt"].split(".")[0]
    (True, 'Predicted probability of each answer')
    """
    if result.model is None or len(result.model.probabilities) < 3 * len(dataset.conditions):
        return None
    predicted = result.model.probabilities
    titles = predicted["condition"].map(dict(dataset.conditions))
    predicted["condition"] = pd.Categorical(titles, categories=list(dataset.conditions.values()))
    return category_probabilities(predicted, x_label=result.comparison.outcome.title)


def path_figure(found: Multiverse, results: Results) -> go.Figure:
    """Specification curve of a primary hypothesis, in the units of the report."""
    outcomes = {outcome.id: outcome for outcome in results.dataset.study.protocol.analysis.outcomes}
    measure = Measure.of(outcomes[found.hypothesis.outcome])
    numbers = ["estimate", "ci_low", "ci_high"]
    scaled = found.paths.assign(**{name: found.paths[name] * measure.factor for name in numbers})
    return specification_curve(
        scaled, choices=["participants", "method"], declared="declared", y_label=f"Effect, {measure.difference_unit}"
    )


def side_names(comparison: Comparison, dataset: Dataset) -> tuple[str, str]:
    """Names of the two sides of a comparison, the reference first."""
    if comparison.contrast != "condition" and not isinstance(comparison.sample, Groups):
        return "AI wrong", "AI right"
    return dataset.conditions[comparison.reference], dataset.conditions[comparison.treatment]


def standardized_forest(results: tuple[HypothesisResult, ...]) -> go.Figure | None:
    """All promised tests on one axis, as dz (between participants, Hedges' g) with its interval; None where nothing could be computed.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=[])
    >>> standardized_forest(results).layout.meta["alt"].split(".")[0]
    'Forest plot of standardised mean difference (dz)'
    """
    rows, names = [], set()
    for result in results:
        size = result.comparison.effects.standardized
        if not math.isnan(size.estimate):
            names.add(SIZES[size.term])
            rows.append(
                {
                    "term": _term(result),
                    "estimate": size.estimate,
                    "ci_low": size.ci_low,
                    "ci_high": size.ci_high,
                    "primary": result.hypothesis.family == "primary",
                }
            )
    return (
        forest(pd.DataFrame(rows), x_label=f"Standardised mean difference ({', '.join(sorted(names))})")
        if rows
        else None
    )


def equivalence_forest(results: tuple[HypothesisResult, ...]) -> go.Figure | None:
    """The deciding estimates in multiples of each hypothesis' smallest effect of interest, with the band of effects too small to
    matter from -1 to 1; None where no smallest effect was declared or nothing could be computed.

    Source: Lakens 2017, Social Psychological and Personality Science 8:355.

    >>> from analysis import example_dataset
    >>> from analysis.confirmatory import promised_tests
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> results = promised_tests(dataset, outcomes(dataset), models=[])
    >>> equivalence_forest(results).layout.meta["alt"].split(".")[0]
    'Forest plot of effect in multiples of the smallest effect of interest'
    """
    rows = []
    for result in results:
        bound, found = result.hypothesis.smallest_effect, result.effect
        if bound and not math.isnan(found.estimate):
            rows.append(
                {
                    "term": _term(result),
                    "estimate": found.estimate / bound,
                    "ci_low": found.ci_low / bound,
                    "ci_high": found.ci_high / bound,
                    "primary": result.hypothesis.family == "primary",
                }
            )
    label = "Effect in multiples of the smallest effect of interest"
    return forest(pd.DataFrame(rows), x_label=label, equivalence=(-1.0, 1.0)) if rows else None


def _term(result: HypothesisResult) -> str:
    """`H3 Trust × AI right`."""
    interaction = " × AI right" if result.hypothesis.contrast != "condition" else ""
    return f"{result.hypothesis.id.upper()} {result.comparison.outcome.title}{interaction}"


def item_figures(dataset: Dataset) -> Iterator[tuple[str, go.Figure]]:
    """For each instrument its Likert items as diverging bars by condition, with the instrument's title.

    Items before and after the periods, and all items while conditions are withheld, are pooled. Answers are shown as given,
    reversed items are not turned.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> [title for title, _ in item_figures(dataset)][:2]
    ['Perceived comprehension of one answer', 'Trust in one answer']
    """
    language = dataset.study.protocol.languages[0]
    answers = dataset.responses[dataset.responses["value"].notna()]
    answers = answers[answers["period"].notna() | answers["case"].isna()]
    for (title, labels), items in _groups(dataset).items():
        rows = answers[answers["item"].isin([known.item.id for known in items])]
        if rows.empty:
            continue
        table = _table(rows, items, dataset, language)
        by_condition = bool(rows["condition"].notna().any())
        by = ("item", "condition") if by_condition else ("item",)
        counts = likert_counts(table, "answer", by=by)
        figure = diverging_likert(
            counts, labels=list(labels), item="item", condition="condition" if by_condition else None
        )
        yield title, figure


def _groups(dataset: Dataset) -> dict[tuple[str, tuple[str, ...]], list[AskedItem]]:
    """Likert items that share an instrument and labels."""
    language = dataset.study.protocol.languages[0]
    groups: dict[tuple[str, tuple[str, ...]], list[AskedItem]] = defaultdict(list)
    for known in asked_items(dataset.study).values():
        item = known.item
        if (
            not isinstance(item, LikertItem)
            or item.points is None
            or item.points > MOST_POINTS
            or item.instructed is not None
        ):
            continue
        labels = [in_language(label, language) for label in item.labels or ()]
        worded = labels if len(labels) == item.points else likert_labels(item.points, labels[0], labels[-1])
        instrument = None if known.instrument is None else dataset.study.instruments[known.instrument]
        title = "Single items" if instrument is None else in_language(instrument.title, language)
        groups[title, tuple(worded)].append(known)
    return groups


def _table(rows: pd.DataFrame, items: list[AskedItem], dataset: Dataset, language: str) -> pd.DataFrame:
    """Answers as places 1 ... K, with prompts for items and titles for conditions, both in declared order."""
    likert = {known.item.id: known.item for known in items if isinstance(known.item, LikertItem)}
    prompts = {known.item.id: known.wording(language) for known in items}
    stored = pd.to_numeric(rows["value"], errors="coerce")
    first = rows["item"].map({name: item.first for name, item in likert.items()})
    step = rows["item"].map({name: item.step for name, item in likert.items()})
    return pd.DataFrame(
        {
            "answer": (stored - first) / step + 1,
            "item": pd.Categorical(rows["item"].map(prompts), categories=list(dict.fromkeys(prompts.values()))),
            "condition": pd.Categorical(
                rows["condition"].map(dict(dataset.conditions)), categories=list(dataset.conditions.values())
            ),
        }
    )
