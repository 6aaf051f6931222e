"""Item definitions of a study, complete and looked up once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from protocols import Instrument, Item, PlannedItem, PlannedPage, Study, asked, item_of, pages_of


@dataclass(frozen=True)
class AskedItem:
    """An item that a study asks somewhere."""

    item: Item
    """Its definition, with the instrument's scale."""
    instrument: Instrument | None
    """Its instrument."""
    pages: tuple[str, ...]
    """Declared pages and trial steps that ask it."""


class Definitions:
    """Looks up what planned items are."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._known: dict[tuple[str, str | None, str], Item] = {}

    def item(self, page: PlannedPage, planned: PlannedItem) -> Item:
        """The definition of a planned item; prompts of keyed questions are those of any case."""
        key = (page.spec, page.step, planned.id)
        if key not in self._known:
            self._known[key] = item_of(self._study, page, planned)
        return self._known[key]


def items_of(study: Study) -> tuple[AskedItem, ...]:
    """Every item of a study in the order of the flow, each once."""
    found: dict[str, AskedItem] = {}
    for place, instrument, item in _asked_places(study):
        before = found.get(item.id)
        places = (place,) if before is None else (*before.pages, place)
        found[item.id] = AskedItem(item, instrument, places)
    return tuple(found.values())


def text_items(study: Study) -> frozenset[str]:
    """Ids of the items that are answered in the participant's own words."""
    return frozenset(asked.item.id for asked in items_of(study) if asked.item.type == "text")


def _asked_places(study: Study) -> Iterator[tuple[str, Instrument | None, Item]]:
    for page in pages_of(study.protocol):
        for part in study.protocol.trial.steps if page.kind == "trials" else (page,):
            for ask in part.ask:
                for instrument, item in asked(study, ask):
                    yield part.id, instrument, item
