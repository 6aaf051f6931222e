"""Timings that the browser measured, and events of browser and session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from db._connected import Connected, table_of
from db._pages import PageRow
from db._participants import ParticipantRow
from db.tables import Events, Timings


@dataclass(frozen=True)
class TimingRow:
    """One duration."""

    kind: str
    """`page`, `image` or `item`."""
    key: str
    """Image or item; empty for the page."""
    measure: str
    """`duration`, `hidden`, `visible`, `first`, …"""
    milliseconds: float
    """Milliseconds."""


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """Something that happened."""

    kind: str
    """`restarted`, `hidden`, `conflicting_submit`, …"""
    page_id: str | None = None
    """Page, if it belongs to one."""
    client_ms: float | None = None
    """Milliseconds since the page was shown, by the browser's clock; None for events of the server."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Particulars."""


EVENTS_KEPT = 5000
"""Events of a participant beyond which nothing is kept that the browser was not asked for: a flood fills no disk."""

timings = table_of(Timings)
events = table_of(Events)
_insert_timings = timings.insert()
_insert_events = events.insert()
_count_events = select(func.count()).where(events.c.participant_id == bindparam("participant_id"))


class EventRecord(Connected):
    """Timings and events."""

    def add_timings(self, page: PageRow, rows: Sequence[TimingRow]) -> None:
        """Stores the durations of a page, each (kind, key, measure) once."""
        if rows:
            values = [
                {
                    "participant_id": page.participant.id,
                    "page_id": page.page_id,
                    "kind": row.kind,
                    "key": row.key,
                    "measure": row.measure,
                    "milliseconds": row.milliseconds,
                }
                for row in rows
            ]
            self.connection.execute(_insert_timings, values)

    def add_unasked_events(self, participant: ParticipantRow, rows: Sequence[EventRow], now: datetime) -> None:
        """Stores what came without an accepted page (beacons, refused submits), up to `EVENTS_KEPT` a participant."""
        kept = self.connection.execute(_count_events, {"participant_id": participant.id}).scalar_one()
        self.add_events(participant, rows[: max(0, EVENTS_KEPT - kept)], now)

    def add_events(self, participant: ParticipantRow, rows: Sequence[EventRow], now: datetime) -> None:
        """Stores events in the order given."""
        if rows:
            values = [
                {
                    "participant_id": participant.id,
                    "page_id": row.page_id,
                    "kind": row.kind,
                    "client_ms": row.client_ms,
                    "server_time": now,
                    "detail": dict(row.detail),
                }
                for row in rows
            ]
            self.connection.execute(_insert_events, values)
