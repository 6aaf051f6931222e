"""Internal consistency of every scale, in this study's own data."""

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.data import Dataset
from analysis.measurement import AlphaResult, alpha
from analysis.scoring import asked_items, numeric_answers
from protocols import in_language


@dataclass(frozen=True, eq=False)
class ScaleReliability:
    """Cronbach's alpha of one set of items under one condition."""

    scale: str
    """Instrument and score, or the outcome made of trial items."""
    condition: str | None
    """Condition; None for a scale asked outside the periods, or where conditions are withheld."""
    n_items: int
    """Number of items."""
    result: AlphaResult
    """Alpha with Feldt's interval."""
    published: str | None
    """Published reliability, for comparison."""


def reliability(dataset: Dataset) -> tuple[ScaleReliability, ...]:
    """Alpha of each score with at least two items and each outcome made of trial items, by condition.

    Where a participant answered the items several times under one condition (once a case), each item is first averaged,
    so that every row is another person.
    """
    found = []
    for title, items, published in _scales(dataset):
        answers = numeric_answers(dataset, items)
        asked_before = answers["period"].isna().all()
        if not asked_before:
            answers = answers[answers["period"].notna()]
        by_condition = not asked_before and answers["condition"].notna().any()
        for condition in dataset.conditions if by_condition else [None]:
            part = answers if condition is None else answers[answers["condition"] == condition]
            wide = part.pivot_table(index="participant", columns="item", values="number", observed=True)
            result = alpha(wide.reindex(columns=list(items)), confidence=dataset.study.protocol.analysis.confidence)
            found.append(ScaleReliability(title, condition, len(items), result, published))
    return tuple(found)


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
