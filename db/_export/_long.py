"""From sessions to the columns of the long tables: responses, timings, events."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from db._export._cells import Cell, answer_cell, detail_cell, guarded
from db._export._sessions import Sessions
from db._export._stored import StoredEvent, StoredResponse, StoredTiming
from db._superseded import SUPERSEDED, exported_detail

Columns = Mapping[str, Sequence[Cell]]
"""Cells by column, all of one length."""

Given = TypeVar("Given")
Made = TypeVar("Made")

_PLACE = ("participant", "page", "period", "position", "case", "condition")


def response_columns(sessions: Sessions) -> Columns:
    """One row an item that was answered, skipped or not shown, in the order of plan and page."""
    places: list[tuple[Cell, ...]] = []
    rows: list[StoredResponse] = []
    for session in sessions.sessions:
        for page_id, opened in session.pages.items():
            planned = opened.planned
            place = (
                session.participant.pseudonym,
                page_id,
                planned.period,
                planned.position,
                planned.case,
                planned.condition,
            )
            places += [place] * len(opened.responses)
            rows += opened.responses
    told = _by_name(StoredResponse._fields, rows)
    values = sessions.values
    return _by_name(_PLACE, places) | {
        "instrument": told["instrument"],
        "item": told["item"],
        "value": _each_once(lambda text: answer_cell(values[text]), told["value"]),
        "missing": told["missing"],
        "item_position": told["item_position"],
        "option_order": _each_once(lambda text: text and ";".join(values[text]), told["option_order"]),
        "first_answer_ms": told["first_answer_ms"],
        "changes": told["changes"],
        "answered_at": told["answered_at"],
    }


def timing_columns(sessions: Sessions) -> Columns:
    """One row a duration, in the order of the plan, without those of reference images while conditions are withheld."""
    people: list[Cell] = []
    rows: list[StoredTiming] = []
    for session in sessions.sessions:
        before = len(rows)
        for opened in session.pages.values():
            rows += (row for row in opened.timings if not _is_withheld(row)) if sessions.withheld else opened.timings
        people += [session.participant.pseudonym] * (len(rows) - before)
    told = _by_name(StoredTiming._fields, rows)
    return {
        "participant": people,
        "page": told["page_id"],
        "kind": told["kind"],
        "key": _each_once(guarded, told["key"]),
        "measure": told["measure"],
        "milliseconds": told["milliseconds"],
    }


def event_columns(sessions: Sessions) -> Columns:
    """One row an event, in the order in which the server learnt of them, without what gives a withheld condition away."""
    people: list[Cell] = []
    rows: list[StoredEvent] = []
    values, withheld = sessions.values, sessions.withheld
    for session in sessions.sessions:
        before = len(rows)
        rows += (row for row in session.events if not (withheld and _gives_away(values[row.detail])))
        people += [session.participant.pseudonym] * (len(rows) - before)

    def detail(told: tuple[str, bool]) -> str | None:
        text, superseded = told
        return detail_cell(exported_detail(values[text], withheld=withheld) if superseded else values[text])

    told = _by_name(StoredEvent._fields, rows)
    return {
        "participant": people,
        "page": told["page_id"],
        "kind": told["kind"],
        "client_ms": told["client_ms"],
        "server_time": told["server_time"],
        "detail": _each_once(detail, [(row.detail, _is_superseded(row)) for row in rows]),
    }


def _by_name(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _each_once(convert: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """Converts a column with many equal cells."""
    made = {cell: convert(cell) for cell in set(given)}
    return [made[cell] for cell in given]


def _is_withheld(row: StoredTiming) -> bool:
    return row.kind == "image" and _is_reference(row.key)


def _is_superseded(row: StoredEvent) -> bool:
    """Only the server's own events have no browser's time, so nobody else can make a superseded page."""
    return row.kind == SUPERSEDED and row.client_ms is None


def _gives_away(detail: Mapping[str, Any]) -> bool:
    return any(map(_is_reference, detail.values()))


def _is_reference(key: Any) -> bool:
    return isinstance(key, str) and key.startswith("reference")
