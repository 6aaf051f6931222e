"""A submit's answers and measurements as rows of the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from db import AnswerRow, EventRow, TimingRow
from protocols import PREFER_NOT, NumberItem, PlannedItem, PlannedPage, Study, TextItem, item_of, validate_answer
from study_app.flow._submission import ClientEvent, Submission, Timings, Value
from study_app.flow._words import words


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
    """One row an item of the page, also for items that display logic left out, or that were skipped with their case."""
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
                value=_stored(value),
                missing="skipped" if submission.decision == "skip" else _missing(planned.id in shown, value),
                item_position=position,
                option_order=planned.options,
                first_answer_ms=None if timing is None else round(timing.first_ms),
                changes=0 if timing is None else timing.changes,
            )
        )
    return rows


def _stored(value: Value | None) -> str | int | float | list[str] | None:
    if isinstance(value, tuple):
        return list(value)
    return None if value == PREFER_NOT else value


def _missing(shown: bool, value: Value | None) -> Literal["", "prefer_not", "not_shown"]:
    if not shown:
        return "not_shown"
    return "prefer_not" if value == PREFER_NOT else ""


def timing_rows(timings: Timings | None) -> list[TimingRow]:
    """Page, item and image measurements, one row a number."""
    if timings is None:
        return []
    rows = _rows("page", "", timings.page.model_dump())
    for key, item in timings.items.items():
        rows += _rows("item", key, item.model_dump(exclude={"changes"}))
    for key, image in timings.images.items():
        rows += _rows("image", key, image.model_dump())
    return rows


def _rows(kind: Literal["page", "image", "item"], key: str, measured: Mapping[str, float | None]) -> list[TimingRow]:
    return [
        TimingRow(kind, key, measure.removesuffix("_ms"), milliseconds)
        for measure, milliseconds in measured.items()
        if milliseconds is not None
    ]


def browser_events(page_id: str | None, events: Iterable[ClientEvent]) -> list[EventRow]:
    """What happened in the browser."""
    return [EventRow(kind=event.kind, page_id=page_id, client_ms=event.ms, detail=event.detail) for event in events]


def event_rows(page_id: str, submission: Submission) -> list[EventRow]:
    """What happened on a page, with the window's size and the last input as an event of its own."""
    rows = browser_events(page_id, submission.events)
    timings = submission.timings
    if timings is not None and timings.client is not None:
        moment = timings.page.duration_ms
        rows.append(EventRow(kind="client", page_id=page_id, client_ms=moment, detail=timings.client.model_dump()))
    return rows
