"""Absence: who was away, for how long, and what becomes of their session when they come back or never do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from db import Database, EventRow, ParticipantRow, Record
from protocols import Resume
from study_app.flow._screen import FINAL, earlier_answers, next_index
from study_app.flow._served import ServedVersion

SWEPT_MODES: tuple[Literal["live", "pilot"], ...] = ("live", "pilot")
"""Modes whose absent sessions are ended by the clock on the wall. Bots live by a clock of their own."""


def is_timed_out(resume: Resume, participant: ParticipantRow, now: datetime) -> bool:
    """Whether somebody was away for longer than the protocol allows anyone."""
    return _away(participant, now) > timedelta(hours=resume.max_gap_hours)


def is_affected(resume: Resume, participant: ParticipantRow, now: datetime) -> bool:
    """Whether `come_back` would change anything."""
    if participant.status in FINAL:
        return False
    late = resume.policy != "resume" and _away(participant, now) > timedelta(minutes=resume.grace_minutes)
    return late or is_timed_out(resume, participant, now)


def come_back(
    record: Record, served: ServedVersion, participant: ParticipantRow, token: Callable[[], str], now: datetime
) -> ParticipantRow:
    """What the protocol's resume policy makes of a session on the first contact after an absence; repeated, nothing."""
    resume = served.study.protocol.resume
    if not is_affected(resume, participant, now):
        return participant
    if is_timed_out(resume, participant, now):
        return time_out(record, participant, timedelta(hours=resume.max_gap_hours))
    if resume.policy == "block":
        return time_out(record, participant, timedelta(minutes=resume.grace_minutes))
    return _restart_period(record, served, participant, token, now)


def time_out(record: Record, participant: ParticipantRow, gap: timedelta) -> ParticipantRow:
    """Ends a session at the moment when its gap was used up, whenever that is noticed."""
    return record.set_status(participant, "timed_out", _last_step(participant) + gap)


def end_absent_sessions(database: Database, study_id: str, now: datetime) -> int:
    """Times out everyone who was away for too long and never came back; says how many.

    Called when somebody arrives, when the console is looked at, and before an export: the record then says the same as
    it would if they had come back.
    """

    def absent(record: Record) -> list[tuple[ParticipantRow, timedelta]]:
        waiting = [person for mode in SWEPT_MODES for person in record.unfinished_since(study_id, mode, now)]
        gaps = {version: _max_gap(record, version) for version in {person.version_id for person in waiting}}
        return [(person, gaps[person.version_id]) for person in waiting if _away(person, now) > gaps[person.version_id]]

    def end(record: Record) -> int:
        found = absent(record)
        for person, gap in found:
            time_out(record, person, gap)
        return len(found)

    return database.write(end) if database.read(absent) else 0


def _max_gap(record: Record, version_id: int) -> timedelta:
    return timedelta(hours=record.study_of(version_id).protocol.resume.max_gap_hours)


def _restart_period(
    record: Record, served: ServedVersion, participant: ParticipantRow, token: Callable[[], str], now: datetime
) -> ParticipantRow:
    """Back to the first page of the period; its pages become events. Outside of periods nothing changes."""
    plan = served.plan_of(participant)
    standing = plan.pages[participant.page_index]
    periods = [page.period for page in plan.pages]
    if standing.period is None or periods.index(standing.period) == participant.page_index:
        return participant
    start = periods.index(standing.period)
    left = [page for page in record.pages_of(participant) if page.page_index >= start]
    record.supersede_pages(left, now)
    answers = earlier_answers(record, participant) if served.display_logic else {}
    first = next_index(plan, served.study, start - 1, answers)
    moved = record.move_to(participant, first, now)
    record.open_page(moved, first, plan.pages[first].id, token(), now, previous_token=left[-1].token)
    record.add_events(moved, [EventRow(kind="restarted", detail={"period": standing.period})], now)
    return moved


def _away(participant: ParticipantRow, now: datetime) -> timedelta:
    return now - _last_step(participant)


def _last_step(participant: ParticipantRow) -> datetime:
    if participant.seen_at is None:
        raise LookupError(f"participant {participant.pseudonym} was erased and has no session to come back to")
    return participant.seen_at
