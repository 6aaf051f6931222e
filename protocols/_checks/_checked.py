"""The study under check, its files, and an index of everything it asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from protocols._document import Keys
from protocols._finding import Finding, Severity
from protocols._instrument import Instrument
from protocols._items import (
    PREFER_NOT,
    ChoiceItem,
    Item,
    NumericItem,
    RankingItem,
    ScaleItem,
    ShowIf,
    scale_values,
)
from protocols._load import Sources
from protocols._lookup import asked
from protocols._pages import Ask, Page
from protocols._study import Study

Phase = Literal["before", "trial", "period", "after"]


@dataclass(frozen=True)
class AskedItem:
    """One item where the protocol asks it."""

    item: Item
    """The item, with its instrument's scale."""
    instrument: Instrument | None
    """Its instrument; None for an item of the page alone."""
    phase: Phase
    """Where in the session; `trial` for the steps of a case."""
    page: str
    """Id of the page or trial step."""
    page_show_if: ShowIf | None
    """Display condition of the page."""
    ask: Keys
    """Place of the `ask` in `study.yaml`."""
    keys: Keys
    """Place of the item in its own file."""

    @property
    def is_numeric(self) -> bool:
        """Whether its answers are numbers that can be averaged."""
        return isinstance(self.item, NumericItem)

    @property
    def values(self) -> tuple[str | int, ...] | None:
        """Every value that can be stored, or be part of a list that is, "prefer_not" included; None if they cannot
        be listed. A ranking stores every option, so none of them tells answers apart."""
        own = self._own_values()
        return None if own is None else (*own, *([PREFER_NOT] if self.item.opt_out else []))

    def _own_values(self) -> tuple[str | int, ...] | None:
        item = self.item
        if isinstance(item, ScaleItem):
            return tuple(scale_values(item))
        if isinstance(item, RankingItem):
            return ()
        if isinstance(item, ChoiceItem):
            return tuple(option.value for option in item.options)
        return None


@dataclass(frozen=True)
class Checked:
    """A study that passed the structural check."""

    study: Study
    sources: Sources

    def error(self, keys: Keys, reason: str, fix: str) -> Finding:
        """An error in `study.yaml`."""
        return self.sources.study.finding("error", keys, reason, fix)

    def warning(self, keys: Keys, reason: str, fix: str) -> Finding:
        """A warning about `study.yaml`."""
        return self.sources.study.finding("warning", keys, reason, fix)

    def note(self, keys: Keys, reason: str, fix: str) -> Finding:
        """A choice in `study.yaml` to be aware of."""
        return self.sources.study.finding("note", keys, reason, fix)

    def in_manifest(self, keys: Keys, reason: str, fix: str, severity: Severity = "error") -> Finding:
        """A finding in the stimulus set's manifest."""
        return self.sources.manifest.finding(severity, keys, reason, fix)

    def at_item(self, place: AskedItem, field: str, reason: str, fix: str) -> Finding:
        """An error in an item's own definition."""
        if place.instrument is None:
            return self.error((*place.keys, field), reason, fix)
        document = self.sources.instruments[place.instrument.id]
        return document.finding("error", (*place.keys, field), reason, fix)

    @cached_property
    def pages(self) -> tuple[tuple[Keys, Phase, Page], ...]:
        """Every declared page with its place in `study.yaml`, in the order of the session."""
        flow = self.study.protocol.flow
        phases: tuple[tuple[Phase, tuple[Page, ...]], ...] = (
            ("before", flow.before),
            ("period", flow.period),
            ("after", flow.after),
        )
        return tuple(
            (("flow", phase, number), phase, page) for phase, pages in phases for number, page in enumerate(pages)
        )

    @cached_property
    def items(self) -> tuple[AskedItem, ...]:
        """Every item that the protocol asks, in the order of the session; the trial's where its cases are."""
        return tuple(self._asked_items())

    def _asked_items(self) -> Iterator[AskedItem]:
        for keys, phase, page in self.pages:
            yield from self._of(page.ask, keys, phase, page.id, page.show_if)
            if page.kind == "trials":
                for number, step in enumerate(self.study.protocol.trial.steps):
                    yield from self._of(step.ask, ("trial", "steps", number), "trial", step.id, page.show_if)

    def _of(
        self, asks: tuple[Ask, ...], keys: Keys, phase: Phase, page: str, show: ShowIf | None
    ) -> Iterator[AskedItem]:
        for number, ask in enumerate(asks):
            place = (*keys, "ask", number)
            for instrument, item in asked(self.study, ask):
                among = () if instrument is None else self.study.items[instrument.id]
                own = (*place, "item") if instrument is None else ("items", among.index(item))
                yield AskedItem(item, instrument, phase, page, show, place, own)

    def item(self, item_id: str) -> AskedItem | None:
        """The first place that asks an item of that id."""
        return next((place for place in self.items if place.item.id == item_id), None)
