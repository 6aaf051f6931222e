"""The plan of a session: a pure function of study, sequence and seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from protocols._draw import Draws
from protocols._instrument import Instrument
from protocols._items import ChoiceItem, Item, JudgementItem, KeyedItem, ScaleItem, scale_values
from protocols._lookup import asked, practised_steps
from protocols._pages import Ask, Page, PracticePage, Step, TrialsPage
from protocols._planned import Period, Plan, PlannedItem, PlannedPage, Sequence
from protocols._study import Study


def plan(study: Study, sequence: Sequence | None, seed: bytes) -> Plan:
    """The ordered pages of one session: same input, same pages, on any machine.

    Orders are drawn from the seed under a label each (see `_draw.py`): `cases|<period>`, `items|<instrument>`,
    `options|<item>` and `direction`. So a participant meets an instrument in the same order in every period, all
    counterbalanced scales in one direction, and the pages before allocation are the same with and without a sequence.
    """
    return Planner(study).plan(sequence, seed)


class Planner:
    """Plans many sessions of one study, in any number of threads: what no draw changes is made once.

    >>> from protocols import load_study, sequences
    >>> study = load_study("skingen")
    >>> first = sequences(study.protocol.design)[0]
    >>> Planner(study).plan(first, b"seed") == plan(study, first, b"seed")
    True
    """

    def __init__(self, study: Study) -> None:
        self.study = study
        self._made: dict[tuple[int, str | None, bool], _Declared] = {}

    def plan(self, sequence: Sequence | None, seed: bytes) -> Plan:
        """See `plan`."""
        session = _Session(self, seed)
        flow = self.study.protocol.flow
        before = tuple(page for declared in flow.before for page in session.outside(declared))
        if sequence is None:
            return Plan(sequence=None, pages=before, allocate_at=len(before))
        periods = tuple(page for period in sequence.periods for page in session.period(sequence, period))
        after = tuple(page for declared in flow.after for page in session.outside(declared))
        return Plan(sequence=sequence, pages=before + periods + after, allocate_at=len(before))

    def declared(self, ask: Ask, case: str | None, descends: bool) -> _Declared:
        """What an `ask` declares for a case, before anything is drawn but the direction of scales."""
        key = (id(ask), case, descends)
        return self._made.get(key) or self._made.setdefault(key, self._declare(ask, case, descends))

    def _declare(self, ask: Ask, case: str | None, descends: bool) -> _Declared:
        items = asked(self.study, ask)
        instrument = items[0][0] if items else None
        if case is not None and not any(isinstance(item, JudgementItem | KeyedItem) for _, item in items):
            return self.declared(ask, None, descends)
        return _Declared(
            instrument,
            tuple(
                PlannedItem(
                    id=item.id,
                    instrument=None if instrument is None else instrument.id,
                    options=self._options(item, instrument, case, descends),
                )
                for _, item in items
            ),
            frozenset(item.id for _, item in items if isinstance(item, ChoiceItem) and item.randomize),
        )

    def _options(
        self, item: Item, instrument: Instrument | None, case: str | None, descends: bool
    ) -> tuple[str, ...] | None:
        if isinstance(item, ScaleItem):
            values = scale_values(item)
            ends = (str(values[0]), str(values[-1]))
            counterbalanced = instrument is not None and instrument.direction == "counterbalanced"
            return ends[::-1] if counterbalanced and descends else ends
        if isinstance(item, JudgementItem) and case is not None:
            return self.study.stimuli.case(case).options
        if isinstance(item, KeyedItem) and case is not None:
            question = self.study.stimuli.case(case).keyed[0]
            return tuple(option.id for option in question.options)
        if isinstance(item, ChoiceItem):
            return tuple(option.value for option in item.options)
        return None


@dataclass(frozen=True, eq=False)
class _Declared:
    """The items of an `ask` in declared order; each is its own key."""

    instrument: Instrument | None
    items: tuple[PlannedItem, ...]
    shuffled: frozenset[str]
    """Items whose options are drawn."""


class _Session:
    def __init__(self, planner: Planner, seed: bytes) -> None:
        self._planner = planner
        self._study = planner.study
        self._seed = seed
        self._position = 0
        self._descends = Draws(seed, "direction").below(2) == 1
        self._drawn: dict[_Declared, tuple[PlannedItem, ...]] = {}

    def outside(self, declared: Page) -> Iterator[PlannedPage]:
        """The pages of a declared page before or after the periods."""
        if not isinstance(declared, PracticePage):
            yield self._page(declared, declared.id)
            return
        for step in practised_steps(self._study.protocol, declared):
            yield self._page(declared, f"{declared.id}.{step.id}", step=step, position=0, case=declared.case)

    def period(self, sequence: Sequence, period: Period) -> Iterator[PlannedPage]:
        """The pages of a period."""
        conditions = {condition for _, condition in period.cells}
        condition = conditions.pop() if len(conditions) == 1 else None
        for declared in self._study.protocol.flow.period:
            if isinstance(declared, TrialsPage):
                yield from self._trials(declared, period)
            elif declared.kind != "break" or period.number < len(sequence.periods):
                page_id = f"p{period.number}.{declared.id}"
                yield self._page(declared, page_id, period=period.number, condition=condition)

    def _trials(self, declared: TrialsPage, period: Period) -> Iterator[PlannedPage]:
        for case, condition in self._cases(period):
            self._position += 1
            for step in self._study.protocol.trial.steps:
                yield self._page(
                    declared,
                    f"p{period.number}.t{self._position:02d}.{step.id}",
                    step=step,
                    period=period.number,
                    position=self._position,
                    case=case,
                    condition=condition,
                )

    def _cases(self, period: Period) -> tuple[tuple[str, str], ...]:
        design = self._study.protocol.design
        declared = tuple((case, condition) for name, condition in period.cells for case in design.case_sets[name])
        if design.case_order == "fixed":
            return declared
        return Draws(self._seed, f"cases|{period.number}").shuffled(declared)

    def _page(
        self,
        declared: Page,
        page_id: str,
        *,
        step: Step | None = None,
        period: int | None = None,
        position: int | None = None,
        case: str | None = None,
        condition: str | None = None,
    ) -> PlannedPage:
        names_ai = period is not None and bool(self._study.protocol.design.labels)
        return PlannedPage(
            id=page_id,
            spec=declared.id,
            kind="trial" if isinstance(declared, TrialsPage) else declared.kind,
            step=None if step is None else step.id,
            period=period,
            position=position,
            case=case,
            condition=condition,
            label=period - 1 if period is not None and names_ai else None,
            items=tuple(item for ask in (declared if step is None else step).ask for item in self._items(ask, case)),
        )

    def _items(self, ask: Ask, case: str | None) -> tuple[PlannedItem, ...]:
        declared = self._planner.declared(ask, case, self._descends)
        if declared not in self._drawn:
            self._drawn[declared] = self._draw(declared)
        return self._drawn[declared]

    def _draw(self, declared: _Declared) -> tuple[PlannedItem, ...]:
        items = declared.items
        if declared.instrument is not None and declared.instrument.randomize_items:
            items = Draws(self._seed, f"items|{declared.instrument.id}").shuffled(items)
        return tuple(self._with_options_drawn(item) if item.id in declared.shuffled else item for item in items)

    def _with_options_drawn(self, item: PlannedItem) -> PlannedItem:
        return replace(item, options=Draws(self._seed, f"options|{item.id}").shuffled(item.options or ()))
