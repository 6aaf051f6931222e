"""The rows of one version and mode as the record holds them, with the plan of every participant."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Table, select

from db._answers import responses
from db._chain import WrittenHead
from db._connected import table_of
from db._events import events, timings
from db._ledger import AllocationRow
from db._pages import pages
from db._participants import ParticipantRow, participants
from db._record import Record
from db._runtimes import Runtime
from db._slots import allocation_secret
from db._versions import VersionRow
from db.tables import RecruitmentIds
from protocols import PlannedPage, Study, page_seed, plan, sequences

_recruitment_ids = table_of(RecruitmentIds)


@dataclass(frozen=True)
class OpenedPage:
    """A page that a participant opened."""

    planned: PlannedPage
    """What it was in the plan."""
    page_index: int
    """Index in the plan."""
    opened_at: datetime
    """When it was first shown."""
    submitted_at: datetime | None
    """When it was saved."""
    runtime: str | None
    """Hash of the software that saved it."""


@dataclass(frozen=True)
class Session:
    """One participant with everything that is kept of them."""

    participant: ParticipantRow
    allocation: AllocationRow | None
    """Row of the ledger, also after erasure."""
    pages: dict[str, OpenedPage] = field(default_factory=dict)
    """Opened pages by id, in the order of the plan."""
    responses: list[Any] = field(default_factory=list)
    timings: list[Any] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)
    recruitment_ids: list[Any] = field(default_factory=list)

    @cached_property
    def answers(self) -> Mapping[tuple[str, str], Any]:
        """Values by page and item."""
        return {(row.page_id, row.item): row.value for row in self.responses}

    @cached_property
    def skipped_pages(self) -> frozenset[str]:
        """Pages of which some item was skipped."""
        return frozenset(row.page_id for row in self.responses if row.missing == "skipped")

    @cached_property
    def page_times(self) -> Mapping[tuple[str, str], float]:
        """Milliseconds by page and measure, of the pages as a whole."""
        return {(row.page_id, row.measure): row.milliseconds for row in self.timings if row.kind == "page"}


@dataclass(frozen=True)
class Sessions:
    """Everything that an export needs of one version and mode."""

    study: Study
    payload: Mapping[str, Any]
    """The study as it was frozen."""
    version: VersionRow
    mode: str
    sessions: tuple[Session, ...]
    """In the order of arrival."""
    ledger: tuple[AllocationRow, ...]
    """In order."""
    heads: tuple[WrittenHead, ...]
    """Where the chains end: allocations, then answers."""
    runtimes: tuple[Runtime, ...]
    """On which software pages were saved, in the order of their hashes."""

    @cached_property
    def withheld(self) -> bool:
        """Whether conditions must not be told apart yet."""
        return self.version.is_blinded(self.mode)

    @property
    def secret(self) -> bytes | None:
        """The allocation secret of live sessions: once revealed, and not while conditions are withheld."""
        revealed = self.mode == "live" and self.version.revealed_at is not None and not self.withheld
        return self.version.secret if revealed else None


def read_sessions(record: Record, version: VersionRow, mode: str) -> Sessions:
    """Reads them, rows of a participant in the order of plan and page."""
    payload = record.payload_of(version.id)
    study = Study.from_payload(payload)
    ledger = record.ledger(version.id, mode)
    allocated = {row.pseudonym: row for row in ledger}
    people = record.participants(version.id, mode)
    found = {person.id: Session(person, allocated.get(person.pseudonym)) for person in people}
    plans = _Plans(study, allocation_secret(version, mode))
    for row in _rows(record, pages, version, mode):
        session = found[row.participant_id]
        planned = plans.page(session.participant, row.page_id)
        session.pages[row.page_id] = OpenedPage(planned, row.page_index, row.opened_at, row.submitted_at, row.runtime)
    for table in (responses, timings, events, _recruitment_ids):
        for row in _rows(record, table, version, mode):
            getattr(found[row.participant_id], table.name).append(row)
    for session in found.values():
        order = {page_id: number for number, page_id in enumerate(session.pages)}
        session.responses.sort(key=lambda row: (order[row.page_id], row.item_position))
        session.timings.sort(key=lambda row: (order[row.page_id], row.kind, row.key, row.measure))
    return Sessions(
        study,
        payload,
        version,
        mode,
        tuple(found.values()),
        ledger,
        heads=record.heads(version, mode),
        runtimes=_runtimes(record, found.values()),
    )


def _runtimes(record: Record, sessions: Iterable[Session]) -> tuple[Runtime, ...]:
    hashes = {page.runtime for session in sessions for page in session.pages.values() if page.runtime is not None}
    found = (record.runtime(runtime_hash) for runtime_hash in sorted(hashes))
    return tuple(runtime for runtime in found if runtime is not None)


def _rows(record: Record, table: Table, version: VersionRow, mode: str) -> list[Any]:
    order = {pages.name: pages.c.page_index, events.name: events.c.id}.get(table.name, table.c.participant_id)
    statement = (
        select(table)
        .join(participants, participants.c.id == table.c.participant_id)
        .where(participants.c.version_id == version.id, participants.c.mode == mode)
        .order_by(table.c.participant_id, order)
    )
    kept = namedtuple(table.name, table.c.keys())  # type: ignore[misc]  # an attribute of SQLAlchemy's rows costs twenty times as much
    return [kept._make(row) for row in record.connection.execute(statement).all()]


class _Plans:
    def __init__(self, study: Study, secret: bytes) -> None:
        self._study = study
        self._secret = secret
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self._pages: dict[int, dict[str, PlannedPage]] = {}

    def page(self, participant: ParticipantRow, page_id: str) -> PlannedPage:
        """The planned page that a participant opened; `KeyError` if their plan has none of that id."""
        if participant.id not in self._pages:
            if participant.erased:
                raise KeyError(f"participant {participant.pseudonym} was erased and has no pages")
            sequence = None if participant.sequence is None else self._sequences[participant.sequence]
            drawn = plan(self._study, sequence, page_seed(self._secret, participant.pseudonym))
            self._pages[participant.id] = {page.id: page for page in drawn.pages}
        return self._pages[participant.id][page_id]
