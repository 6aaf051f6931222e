"""How recruitment goes: counts, arrivals, where everyone is, answers pooled over conditions, balance."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, func, select, type_coerce

from db._answers import responses
from db._definitions import text_items
from db._pages import pages
from db._participants import participants
from db._record import Record
from db._versions import VersionRow
from db.tables import STATUSES
from protocols import Study, imbalance_bound, sequences


@dataclass(frozen=True)
class Arrivals:
    """One day of recruitment, in UTC."""

    day: str
    """ISO date."""
    arrived: int
    """First contacts."""
    allocated: int
    """Slots claimed."""
    completed: int
    """Last pages saved."""


@dataclass(frozen=True)
class SessionProgress:
    """Where one participant is. Gives neither sequence nor condition away."""

    participant: str
    """Pseudonym."""
    status: str
    """State of the session."""
    language: str | None
    """Language."""
    stratum: str | None
    """Stratum."""
    page: str | None
    """Last page opened."""
    pages_saved: int
    """Pages saved so far."""
    created_at: datetime | None
    """First contact."""
    seen_at: datetime | None
    """Last step forward."""
    screen_out_code: str | None
    """Rule that ended the session."""


@dataclass(frozen=True)
class Distribution:
    """Answers to one item, pooled over participants, periods and conditions."""

    item: str
    """Item."""
    instrument: str | None
    """Instrument."""
    counts: tuple[tuple[str | int | float, int], ...]
    """Values with the number of answers; an answer of several words counts once for each."""
    prefer_not: int
    """Times somebody preferred not to answer."""
    empty: int
    """Times an optional item was left empty."""


@dataclass(frozen=True)
class Balance:
    """Whether allocation is in balance, without saying in whose favour."""

    allocated: int
    """Rows of the ledger."""
    largest_imbalance: int
    """Largest difference between two sequences within a stratum."""
    bound: int | None
    """Largest difference that permuted blocks allow; None where the method sets no bound."""

    @property
    def in_bounds(self) -> bool:
        """Whether the difference is one that the method can produce."""
        return self.bound is None or self.largest_imbalance <= self.bound


def status_counts(record: Record, version_id: int, mode: str) -> dict[str, int]:
    """Participants by status, every status named."""
    rows = record.connection.execute(
        select(participants.c.status, func.count())
        .where(participants.c.version_id == version_id, participants.c.mode == mode)
        .group_by(participants.c.status)
    )
    return dict.fromkeys(STATUSES, 0) | {status: count for status, count in rows}


def arrivals(record: Record, version_id: int, mode: str) -> tuple[Arrivals, ...]:
    """Days on which anything happened, in order. Erased participants are not counted."""
    people = record.participants(version_id, mode)
    arrived = _days(person.created_at for person in people)
    allocated = _days(person.allocated_at for person in people)
    completed = _days(person.completed_at for person in people)
    return tuple(
        Arrivals(day, arrived[day], allocated[day], completed[day]) for day in sorted(arrived | allocated | completed)
    )


def session_progress(record: Record, version_id: int, mode: str) -> tuple[SessionProgress, ...]:
    """Every participant in the order of arrival."""
    opened = record.connection.execute(
        select(pages.c.participant_id, pages.c.page_id, pages.c.submitted_at)
        .join(participants, participants.c.id == pages.c.participant_id)
        .where(participants.c.version_id == version_id, participants.c.mode == mode)
        .order_by(pages.c.participant_id, pages.c.page_index)
    )
    last: dict[int, str] = {}
    saved: Counter[int] = Counter()
    for participant_id, page_id, submitted_at in opened:
        last[participant_id] = page_id
        saved[participant_id] += submitted_at is not None
    return tuple(
        SessionProgress(
            participant=person.pseudonym,
            status=person.status,
            language=person.language,
            stratum=person.stratum,
            page=last.get(person.id),
            pages_saved=saved[person.id],
            created_at=person.created_at,
            seen_at=person.seen_at,
            screen_out_code=person.screen_out_code,
        )
        for person in record.participants(version_id, mode)
    )


def distributions(record: Record, version_id: int, mode: str) -> tuple[Distribution, ...]:
    """Answers to every item that was shown, without cases that were skipped, free text left out, in alphabetical order of items."""
    value = type_coerce(responses.c.value, Text)
    rows = record.connection.execute(
        select(responses.c.item, responses.c.instrument, value, responses.c.missing, func.count())
        .join(participants, participants.c.id == responses.c.participant_id)
        .where(
            participants.c.version_id == version_id,
            participants.c.mode == mode,
            responses.c.missing.not_in(("not_shown", "skipped")),
        )
        .group_by(responses.c.item, responses.c.instrument, value, responses.c.missing)
    )
    free_text = text_items(record.study_of(version_id))
    tallies: dict[tuple[str, str], _Tally] = {}
    for item, instrument, text, missing, count in rows:
        if item not in free_text:
            tallies.setdefault((item, instrument or ""), _Tally()).add(text, missing, count)
    return tuple(tally.distribution(item, instrument or None) for (item, instrument), tally in sorted(tallies.items()))


def balance(record: Record, version: VersionRow, mode: str, study: Study) -> Balance:
    """The largest imbalance between two sequences within a stratum; a slot and those that replace it count once."""
    ledger = record.ledger(version.id, mode)
    names = [sequence.id for sequence in sequences(study.protocol.design)]
    counts = Counter((row.stratum, row.sequence) for row in ledger if row.replaces is None)
    imbalances = [
        max(counts[stratum, name] for name in names) - min(counts[stratum, name] for name in names)
        for stratum in {row.stratum for row in ledger}
    ]
    return Balance(len(ledger), max(imbalances, default=0), imbalance_bound(study.protocol.allocation, len(names)))


class _Tally:
    def __init__(self) -> None:
        self.counts: Counter[str | int | float] = Counter()
        self.prefer_not = 0
        self.empty = 0

    def add(self, text: str | None, missing: str, count: int) -> None:
        if missing == "prefer_not":
            self.prefer_not += count
        elif text is None:
            self.empty += count
        else:
            value: Any = json.loads(text)
            for part in value if isinstance(value, list) else [value]:
                self.counts[part] += count

    def distribution(self, item: str, instrument: str | None) -> Distribution:
        ordered = sorted(self.counts.items(), key=lambda pair: (isinstance(pair[0], str), pair[0]))
        return Distribution(item, instrument, tuple(ordered), self.prefer_not, self.empty)


def _days(moments: Iterable[datetime | None]) -> Counter[str]:
    return Counter(moment.date().isoformat() for moment in moments if moment is not None)
