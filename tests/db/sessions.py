"""Participants and whole sessions, written straight into the record."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from db import AnswerRow, Database, EventRow, PageRow, ParticipantRow, Record, TimingRow, VersionRow, allocation_secret
from protocols import PlannedItem, PlannedPage, Study, page_seed, plan, sequences, stratum_of

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def salts(name: str) -> Any:
    """Random bytes that are the same in every run."""
    return lambda size: hashlib.shake_256(name.encode()).digest(size)


def join(record: Record, version: VersionRow, name: str, mode: str = "pilot", now: datetime = NOON) -> ParticipantRow:
    """A participant of that pseudonym who has consented."""
    invited = record.add_participant(
        version.id,
        mode,
        pseudonym=name,
        token_hash=hashlib.sha256(name.encode()).hexdigest(),
        language="en",
        now=now,
        external=("prolific", f"person behind {name}"),
    )
    return record.set_status(invited, "consented", now)


def arrive(
    database: Database, version: VersionRow, study: Study, name: str, mode: str = "pilot", stratum: str = "training=no"
) -> ParticipantRow:
    """A participant of that pseudonym who is allocated."""

    def work(record: Record) -> ParticipantRow:
        joined = join(record, version, name, mode)
        record.allocate(joined, study, stratum, NOON)
        return record.participant(joined.id)

    return database.write(work)


def open_page(record: Record, participant: ParticipantRow, index: int, page_id: str) -> PageRow:
    """A page opened under a token that says whose it is."""
    return record.open_page(participant, index, page_id, f"{participant.pseudonym}-{page_id}", NOON)


def answer(item: str, value: Any, **fields: Any) -> AnswerRow:
    """An answer on the first position of a page."""
    return AnswerRow(**{"item": item, "value": value, "item_position": 1} | fields)


def live_through(
    database: Database,
    version: VersionRow,
    study: Study,
    name: str,
    mode: str = "pilot",
    comment: str = "Fine.",
    pages: int | None = None,
) -> ParticipantRow:
    """A session page by page, one minute a page, with answers that follow from the item; `pages` ends it early."""

    secret = allocation_secret(version, mode)

    def work(record: Record) -> ParticipantRow:
        person = join(record, version, name, mode)
        drawn = plan(study, None, page_seed(secret, person.pseudonym))
        given: dict[str, Any] = {"training": "yes" if len(name) % 2 else "no", "comment": comment}
        index = 0
        while index < len(drawn.pages) and (pages is None or index < pages):
            now = NOON + index * MINUTE
            page = record.open_page(person, index, drawn.pages[index].id, f"{name}-{index}", now)
            _answer_page(record, page, drawn.pages[index], given, now + MINUTE)
            index += 1
            person = record.move_to(person, index, now + MINUTE)
            if index == drawn.allocate_at and drawn.sequence is None:
                record.allocate(person, study, stratum_of(study, given), now + MINUTE)
                person = record.set_status(record.participant(person.id), "active", now + MINUTE)
                named = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
                drawn = plan(study, named[str(person.sequence)], page_seed(secret, person.pseudonym))
        if index == len(drawn.pages):
            person = record.set_status(person, "completed", NOON + index * MINUTE)
        return person

    return database.write(work)


def _answer_page(record: Record, page: PageRow, planned: PlannedPage, given: dict[str, Any], now: datetime) -> None:
    assert record.close_page(page, hashlib.sha256(page.page_id.encode()).hexdigest(), now)
    rows = [
        AnswerRow(
            item=item.id,
            instrument=item.instrument,
            value=_value(item, given),
            item_position=position,
            option_order=item.options,
            first_answer_ms=1000.4 * position,
        )
        for position, item in enumerate(planned.items, start=1)
    ]
    record.add_answers(page, rows, now, salts(page.token))
    record.add_timings(page, [TimingRow("page", "", "duration", 60_000.0), TimingRow("page", "", "hidden", 500.0)])
    if planned.step == "final" and planned.condition == "images":
        record.add_timings(page, [TimingRow("image", "reference_1", "visible", 4000.0)])
        event = EventRow(kind="lightbox_opened", page_id=page.page_id, client_ms=9.5, detail={"key": "reference_1"})
        record.add_events(page.participant, [event], now)


def _value(item: PlannedItem, given: dict[str, Any]) -> Any:
    if item.id in given:
        return given[item.id]
    if item.id.endswith("confidence"):
        return 70
    return item.options[0] if item.options and item.instrument is None else 2
