"""The answers behind each scale, one row a person."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.data import Dataset
from analysis.scoring._items import asked_items, numeric_answers
from protocols import in_language


@dataclass(frozen=True, eq=False)
class ScaleAnswers:
    """The answers to the items of one scale under one condition."""

    scale: str
    """Title of the score, or of the outcome made of trial items."""
    condition: str | None
    """Condition; None for a scale asked outside the periods, or where conditions are withheld."""
    answers: pd.DataFrame
    """One row a participant, one column an item, reversed items turned, shape (participants, items); NaN where not answered."""
    published: str | None
    """Published reliability, for comparison."""


def scale_answers(dataset: Dataset) -> Iterator[ScaleAnswers]:
    """The answers of each score with at least two items and of each outcome made of trial items, by condition.

    Where a participant answered the items several times under one condition (once a case), each item is first averaged,
    so that every row is another person.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> first = next(scale_answers(dataset))
    >>> first.scale, first.condition, first.answers.shape
    ('Propensity to trust automation', None, (8, 3))
    """
    for title, items, published in _scales(dataset):
        rows = numeric_answers(dataset, items)
        asked_before = rows["period"].isna().all()
        if not asked_before:
            rows = rows[rows["period"].notna()]
        by_condition = not asked_before and rows["condition"].notna().any()
        for condition in dataset.conditions if by_condition else [None]:
            part = rows if condition is None else rows[rows["condition"] == condition]
            wide = part.pivot_table(index="participant", columns="item", values="number", observed=True)
            yield ScaleAnswers(title, condition, wide.reindex(columns=list(items)), published)


def keyed_answers(dataset: Dataset) -> pd.DataFrame:
    """Whether each keyed question was answered correctly: one row a participant, one column a question, 1 or 0.

    NaN where a participant was not asked or did not answer; shape (participants, questions).

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> keyed_answers(dataset).shape
    (8, 12)
    """
    trials = dataset.trials[dataset.trials["keyed_question"].notna()]
    right = trials.assign(keyed_correct=trials["keyed_correct"].astype("Float64").astype(float))
    return right.pivot_table(index="participant", columns="keyed_question", values="keyed_correct", observed=True)


def _scales(dataset: Dataset) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """Title, items and published reliability of each set of items, each set once."""
    known = asked_items(dataset.study)
    language = dataset.study.protocol.languages[0]
    seen: set[frozenset[str]] = set()
    for instrument in dataset.study.instruments.values():
        for declared in instrument.scores:
            if len(declared.items) > 1 and all(name in known for name in declared.items):
                seen.add(frozenset(declared.items))
                yield in_language(declared.title, language), declared.items, instrument.source.reliability
    for outcome in dataset.study.protocol.analysis.outcomes:
        if len(outcome.items) > 1 and frozenset(outcome.items) not in seen:
            yield outcome.title, outcome.items, None
