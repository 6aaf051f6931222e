"""Refused submits: kept as events where the session is known, so that a fault or an attack can be seen afterwards."""

from __future__ import annotations

from datetime import datetime

from db import EventRow, ParticipantRow, Record
from study_app.flow._screen import FINAL

ITEMS_KEPT = 10
"""Items named in an event; answers never are."""


def keep_refusal(
    record: Record,
    participant: ParticipantRow,
    page_id: str | None,
    reason: str,
    now: datetime,
    items: tuple[str, ...] = (),
) -> None:
    """Keeps that a submit was refused and why: `answers`, `page`, or the HTTP status of a body that is none.

    Nothing is kept of a session that has ended.
    """
    if participant.status not in FINAL:
        detail: dict[str, object] = {"reason": reason}
        if items:
            detail["items"] = sorted(items)[:ITEMS_KEPT]
        event = EventRow(kind="refused_submit", page_id=page_id, detail=detail)
        record.add_unasked_events(participant, [event], now)
