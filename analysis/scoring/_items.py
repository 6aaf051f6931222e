"""The items of a study, and their answers as numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis._gate import AnalysisError
from analysis.data import Dataset
from protocols import Ask, Item, LikertItem, NumberItem, ScaleItem, Study, asked, in_language, scale_values


@dataclass(frozen=True)
class AskedItem:
    """An item with its scale, and where it is asked.

    >>> from protocols import load_study
    >>> asked_items(load_study("skingen"))["trust_answer"].wording("en")
    'How much do you trust this answer of the AI?'
    """

    item: Item
    """The item; a Likert item with the points and labels of its instrument."""
    instrument: str | None
    """Instrument that it belongs to."""
    phase: str
    """`before`, `period`, `trial` or `after`."""

    def wording(self, language: str) -> str:
        """The question, with `the assistant` for the public name that the AI had in a period."""
        words = in_language(self.item.prompt, language).replace("{label}", "the assistant")
        return words[:1].upper() + words[1:]

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Smallest and largest value that can be stored; None where values are no numbers."""
        if isinstance(self.item, ScaleItem):
            values = scale_values(self.item)
            return (values[0], values[-1]) if values else None
        if isinstance(self.item, NumberItem):
            return self.item.minimum, self.item.maximum
        return None

    @property
    def reversed(self) -> bool:
        """Whether the item is reversed before scoring."""
        return isinstance(self.item, LikertItem) and self.item.reverse


def asked_items(study: Study) -> Mapping[str, AskedItem]:
    """Every item that the study asks, by id, in the order of the flow; practice repeats trial items.

    >>> from protocols import load_study
    >>> known = asked_items(load_study("skingen"))["trust_answer"]
    >>> known.phase, known.bounds, known.reversed
    ('trial', (1, 7), False)
    """
    found: dict[str, AskedItem] = {}
    for phase, ask in _asks(study):
        for instrument, item in asked(study, ask):
            name = None if instrument is None else instrument.id
            found.setdefault(item.id, AskedItem(item, name, phase))
    return found


def _asks(study: Study) -> Iterator[tuple[str, Ask]]:
    protocol = study.protocol
    for step in protocol.trial.steps:
        yield from (("trial", ask) for ask in step.ask)
    for phase, pages in (
        ("before", protocol.flow.before),
        ("period", protocol.flow.period),
        ("after", protocol.flow.after),
    ):
        for page in pages:
            yield from ((phase, ask) for ask in page.ask)


def numeric_answers(dataset: Dataset, items: Sequence[str]) -> pd.DataFrame:
    """The responses to these items with a column `number`: the answer as a float, reversed where the item says so.

    A value x of a reversed item becomes smallest + largest - x. Answers that were not given ("prefer not to answer", not
    shown) are NaN. `AnalysisError` for an item that the study does not ask or that stores words.

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> answers = numeric_answers(dataset, ["trust_answer"])
    >>> len(answers), answers["number"].between(1, 7).all()
    (96, np.True_)
    """
    known = asked_items(dataset.study)
    ends = bounds_of(dataset.study, items)
    rows = dataset.responses[dataset.responses["item"].isin(items)].copy()
    answered = rows["value"].where(rows["missing"].isna())
    rows["number"] = pd.to_numeric(answered, errors="coerce").astype(float)
    for name in items:
        if known[name].reversed:
            of_item = rows["item"] == name
            rows.loc[of_item, "number"] = sum(ends[name]) - rows.loc[of_item, "number"]
    return rows


def bounds_of(study: Study, items: Sequence[str]) -> Mapping[str, tuple[float, float]]:
    """Smallest and largest value of each item; `AnalysisError` for an item without.

    >>> from protocols import load_study
    >>> bounds_of(load_study("skingen"), ["trust_answer"])
    {'trust_answer': (1, 7)}
    """
    known = asked_items(study)
    found = {}
    for name in items:
        if name not in known:
            raise AnalysisError(f"The study asks no item '{name}': correct the protocol's analysis or instrument.")
        bounds = known[name].bounds
        if bounds is None:
            raise AnalysisError(f"Item '{name}' stores words, not numbers: it cannot be scored.")
        found[name] = bounds
    return found
