"""A submit's answers and measurements as rows of the record."""

from __future__ import annotations

from collections.abc import Mapping

from db import AnswerRow, TimingRow
from protocols import PREFER_NOT, PlannedItem, PlannedPage, Study, item_of, validate_answer
from protocols._items import NumberItem, TextItem
from study_app.flow._submission import Submission, Timings, Value
from study_app.flow._words import words

EventRow = tuple[str, float | None, dict[str, str | int | float | None]]


def problems(
    study: Study, page: PlannedPage, items: tuple[PlannedItem, ...], answers: Mapping[str, Value], language: str
) -> dict[str, str]:
    """One message for each item whose answer cannot be accepted, and for each answer nobody asked for."""
    interface = words(language)
    found: dict[str, str] = {}
    for planned in items:
        error = validate_answer(study, page, planned, answers.get(planned.id))
        if error is not None:
            item = item_of(study, page, planned)
            found[planned.id] = interface[error].format(**_limits(item))
    for unknown in answers.keys() - {planned.id for planned in page.items}:
        found[unknown] = interface["not_asked"]
    return found


def _limits(item: object) -> dict[str, object]:
    if isinstance(item, NumberItem):
        return {"minimum": f"{item.minimum:g}", "maximum": f"{item.maximum:g}"}
    if isinstance(item, TextItem):
        return {"maximum": item.max_length}
    return {}


def answer_rows(page: PlannedPage, items: tuple[PlannedItem, ...], submission: Submission) -> list[AnswerRow]:
    """One row an item of the page, also for items that display logic left out."""
    shown = {planned.id for planned in items}
    measured = {} if submission.timings is None else submission.timings.items
    rows = []
    for position, planned in enumerate(page.items, start=1):
        value = submission.answers.get(planned.id) if planned.id in shown else None
        timing = measured.get(planned.id)
        rows.append(
            AnswerRow(
                item=planned.id,
                instrument=planned.instrument,
                value=None if value in (None, PREFER_NOT) else value,
                missing=_missing(planned.id in shown, value),
                item_position=position,
                option_order=planned.options,
                first_answer_ms=None if timing is None else timing.first_ms,
                changes=0 if timing is None else timing.changes,
            )
        )
    return rows


def _missing(shown: bool, value: Value | None) -> str:
    if not shown:
        return "not_shown"
    if value == PREFER_NOT:
        return "prefer_not"
    return "skipped" if value is None else ""


def timing_rows(timings: Timings | None) -> list[TimingRow]:
    """Page, item and image measurements, one row a number."""
    if timings is None:
        return []
    measured: list[tuple[str, str, Mapping[str, float | None]]] = [("page", "page", timings.page.model_dump())]
    measured += [("item", key, value.model_dump(exclude={"changes"})) for key, value in timings.items.items()]
    measured += [("image", key, value.model_dump()) for key, value in timings.images.items()]
    return [
        TimingRow(kind=kind, key=key, measure=name.removesuffix("_ms"), milliseconds=number)
        for kind, key, numbers in measured
        for name, number in numbers.items()
        if number is not None
    ]


def event_rows(submission: Submission) -> list[EventRow]:
    """What happened in the browser, with the window's size and the last input as an event of its own."""
    rows: list[EventRow] = [(event.kind, event.ms, dict(event.detail)) for event in submission.events]
    client = None if submission.timings is None else submission.timings.client
    if client is not None:
        rows.append(("client", submission.timings.page.duration_ms, client.model_dump()))
    return rows
