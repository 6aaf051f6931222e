"""What planned pages and items stand for in their study."""

from __future__ import annotations

from collections.abc import Iterator

from protocols._instrument import Instrument
from protocols._items import Item, KeyedItem
from protocols._pages import Ask, ComprehensionCheckPage, Page, PracticePage, Step
from protocols._planned import PlannedItem, PlannedPage
from protocols._protocol import Protocol
from protocols._stimuli import KeyedQuestion
from protocols._study import Study


def pages_of(protocol: Protocol) -> Iterator[Page]:
    """All declared pages, in the order of the flow."""
    yield from protocol.flow.before
    yield from protocol.flow.period
    yield from protocol.flow.after


def page_of(study: Study, page: PlannedPage) -> Page:
    """The declared page that a planned page comes from; `KeyError` if there is none."""
    for declared in pages_of(study.protocol):
        if declared.id == page.spec:
            return declared
    raise KeyError(f"the protocol has no page {page.spec!r}")


def step_of(study: Study, page: PlannedPage) -> Step | None:
    """The trial step of a `trial` or `practice` page; None for other pages."""
    return next((step for step in study.protocol.trial.steps if step.id == page.step), None)


def is_skippable(study: Study, page: PlannedPage) -> bool:
    """Whether the page offers to skip its case: the first page of a case with a sensitive photo, if so declared."""
    trial = study.protocol.trial
    if not trial.skippable or page.kind != "trial" or page.case is None or page.step != trial.steps[0].id:
        return False
    return study.stimuli.case(page.case).sensitive


def practised_steps(protocol: Protocol, page: PracticePage) -> tuple[Step, ...]:
    """The trial steps that a practice page repeats."""
    return tuple(step for step in protocol.trial.steps if not page.steps or step.id in page.steps)


def asked(study: Study, ask: Ask) -> tuple[tuple[Instrument | None, Item], ...]:
    """The items of one `ask` in declared order, complete, each with its instrument."""
    if ask.item is not None:
        return ((None, ask.item),)
    if ask.instrument is None:
        return ()
    instrument = study.instruments[ask.instrument]
    items = study.items[instrument.id]
    return tuple((instrument, item) for item in items if not ask.items or item.id in ask.items)


def asks_of(study: Study, page: PlannedPage) -> tuple[Ask, ...]:
    """Everything that a planned page asks, in declared order."""
    step = step_of(study, page)
    return page_of(study, page).ask if step is None else step.ask


def keyed_question(study: Study, page: PlannedPage) -> KeyedQuestion:
    """The keyed question of the page's case; `KeyError` if the page shows no case or the case has no question."""
    case = None if page.case is None else study.stimuli.case(page.case)
    if case is None or not case.keyed:
        raise KeyError(f"page {page.id!r} has no case with a keyed question")
    return case.keyed[0]


def item_of(study: Study, page: PlannedPage, planned: PlannedItem) -> Item:
    """The definition of a planned item, complete: a Likert item with its scale, a keyed item with its question.

    `KeyError` if the page does not ask the item.
    """
    for ask in asks_of(study, page):
        for instrument, item in asked(study, ask):
            if item.id == planned.id and planned.instrument == (None if instrument is None else instrument.id):
                if isinstance(item, KeyedItem):
                    return item.model_copy(update={"prompt": keyed_question(study, page).prompt})
                return item
    raise KeyError(f"page {page.id!r} does not ask item {planned.id!r}")


def check_codes(study: Study) -> frozenset[str]:
    """Screen-out codes of failed comprehension and attention checks."""
    pages = [*pages_of(study.protocol), *study.protocol.trial.steps]
    items = [item for part in pages for ask in part.ask for _, item in asked(study, ask)]
    failed = {page.code for page in pages if isinstance(page, ComprehensionCheckPage)}
    for item in items:
        if item.screen_out is not None and (item.instructed is not None or item.correct is not None):
            failed.add(item.screen_out.code)
    return frozenset(failed)
