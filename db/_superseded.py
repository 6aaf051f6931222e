"""Pages that a restart of their period took out of the count: kept whole, each as one event of the session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, bindparam, delete, select

from db._answers import DIGESTED, responses
from db._connected import table_of
from db._events import EventRecord, EventRow, timings
from db._pages import PageRow, pages
from db._participants import ParticipantRow, participants
from db.tables import Events, from_words, in_words

SUPERSEDED = "superseded_page"
"""Kind of the event. Only the server writes it without a browser's time: a beacon of that name is not one."""

_RESPONSE = (*DIGESTED, "answered_at", "salt", "digest")
_TIMING = ("kind", "key", "measure", "milliseconds")
_events = table_of(Events)
_is_superseded = (_events.c.kind == SUPERSEDED, _events.c.client_ms.is_(None))


@dataclass(frozen=True)
class SupersededPage:
    """The answers of a page before its period began again."""

    event_id: int
    """Row of the event."""
    pseudonym: str
    """Whose page it was."""
    responses: tuple[Mapping[str, Any], ...]
    """Rows as in `responses`, by position on the page; empty if the page was left open."""


_rows = (
    select(_events.c.id, participants.c.pseudonym, _events.c.page_id, _events.c.detail)
    .join(participants, participants.c.id == _events.c.participant_id)
    .order_by(_events.c.id)
)
_of_version = _rows.where(
    participants.c.version_id == bindparam("version_id"), participants.c.mode == bindparam("of_mode"), *_is_superseded
)
_of_participant = _rows.where(_events.c.participant_id == bindparam("participant_id"), *_is_superseded)


class SupersededRecord(EventRecord):
    """Superseded pages."""

    def supersede_pages(self, superseded: Iterable[PageRow], now: datetime) -> None:
        """Moves each page with its responses and timings into an event, so that it counts nowhere any more.

        The chain of answers keeps its links: `verify_answers` reads the responses from the events.
        """
        for page in superseded:
            place = {"participant_id": page.participant.id, "page_id": page.page_id}
            detail = {
                "page_index": page.page_index,
                "opened_at": in_words(page.opened_at),
                "submitted_at": None if page.submitted_at is None else in_words(page.submitted_at),
                "attempts": page.attempts,
                "responses": [_as_json(row, _RESPONSE) for row in self._belongings(responses, place)],
                "timings": [_as_json(row, _TIMING) for row in self._belongings(timings, place)],
            }
            self.add_events(page.participant, [EventRow(kind=SUPERSEDED, page_id=page.page_id, detail=detail)], now)
            for table in (responses, timings, pages):
                self.connection.execute(delete(table).where(*_at(table, place)))

    def superseded_pages(self, version_id: int, mode: str) -> tuple[SupersededPage, ...]:
        """The superseded pages of a version's sessions, oldest first."""
        rows = self.connection.execute(_of_version, {"version_id": version_id, "of_mode": mode})
        return tuple(_page_of(*row) for row in rows)

    def superseded_pages_of(self, participant: ParticipantRow) -> tuple[SupersededPage, ...]:
        """The superseded pages of a participant, oldest first."""
        rows = self.connection.execute(_of_participant, {"participant_id": participant.id})
        return tuple(_page_of(*row) for row in rows)

    def _belongings(self, table: Table, place: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        order = table.c.item_position if table is responses else table.c.key
        return [
            row._asdict() for row in self.connection.execute(select(table).where(*_at(table, place)).order_by(order))
        ]


def superseded_events(version_id: int) -> Select[Any]:
    """Id and detail of the events of a version's sessions, in every mode."""
    return (
        select(_events.c.id, _events.c.detail)
        .join(participants, participants.c.id == _events.c.participant_id)
        .where(participants.c.version_id == version_id, *_is_superseded)
    )


def exported_detail(detail: Mapping[str, Any], *, withheld: bool) -> dict[str, Any]:
    """The detail of the event as it is exported: without salts and, while conditions are withheld, without image timings."""
    hidden = {"salt", "digest"}
    return {
        **detail,
        "responses": [{key: row[key] for key in row if key not in hidden} for row in detail["responses"]],
        "timings": [row for row in detail["timings"] if not (withheld and row["kind"] == "image")],
    }


def _at(table: Table, place: Mapping[str, Any]) -> list[Any]:
    return [table.c[column] == value for column, value in place.items()]


def _as_json(row: Mapping[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    cells = {column: row[column] for column in columns}
    return {column: in_words(cell) if isinstance(cell, datetime) else cell for column, cell in cells.items()}


def _page_of(event_id: int, pseudonym: str, page_id: str, detail: Mapping[str, Any]) -> SupersededPage:
    rows = ({**row, "page_id": page_id, "answered_at": from_words(row["answered_at"])} for row in detail["responses"])
    return SupersededPage(event_id, pseudonym, tuple(rows))
