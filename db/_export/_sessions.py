"""The rows of one version and mode as the record holds them, with the plan of every participant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any

from sqlalchemy import Table

from db._answers import responses
from db._chain import WrittenHead
from db._connected import table_of
from db._events import events, timings
from db._export._stored import StoredEvent, StoredResponse, StoredTiming, StoredValues, by_page, stored
from db._ledger import AllocationRow
from db._pages import pages
from db._participants import ParticipantRow
from db._record import Record
from db._runtimes import Runtime
from db._slots import allocation_secret
from db._versions import VersionRow
from db.tables import RecruitmentIds
from protocols import PlannedPage, Planner, Study, page_seed, sequences

_recruitment_ids = table_of(RecruitmentIds)
_PAGE = ("participant_id", "page_id", "submitted_at", "runtime")
_RECRUITMENT_ID = ("participant_id", "source", "external_id")
_on_page = attrgetter("item_position")


@dataclass(frozen=True)
class OpenedPage:
    """A page that a participant opened, with what came back."""

    planned: PlannedPage
    """What it was in the plan."""
    submitted: bool
    """Whether it was saved."""
    runtime: str | None
    """Hash of the software that saved it."""
    values: StoredValues
    """What the JSON of the sessions that were read together says."""
    responses: list[StoredResponse] = field(default_factory=list)
    """By position on the page."""
    timings: list[StoredTiming] = field(default_factory=list)
    """By kind, key and measure."""

    @cached_property
    def answers(self) -> Mapping[str, Any]:
        """Values by item."""
        return {row.item: self.values[row.value] for row in self.responses}

    @cached_property
    def skipped(self) -> bool:
        """Whether some item was skipped."""
        return any(row.missing == "skipped" for row in self.responses)

    @cached_property
    def times(self) -> Mapping[str, float]:
        """Milliseconds by measure, of the page as a whole."""
        return {row.measure: row.milliseconds for row in self.timings if row.kind == "page"}


@dataclass(frozen=True)
class Session:
    """One participant with everything that is kept of them."""

    participant: ParticipantRow
    allocation: AllocationRow | None
    """Row of the ledger, also after erasure."""
    pages: dict[str, OpenedPage] = field(default_factory=dict)
    """Opened pages by id, in the order of the plan."""
    events: list[StoredEvent] = field(default_factory=list)
    """In the order in which the server learnt of them."""
    recruitment_ids: list[tuple[str, str]] = field(default_factory=list)
    """Source and id."""


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
    values: StoredValues
    """What the JSON of their cells says."""

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
    values = StoredValues()
    plans = _Plans(study, allocation_secret(version, mode))

    def rows_of(table: Table, columns: Iterable[str], *order: str) -> Sequence[tuple[Any, ...]]:
        return stored(record, table, columns, version, mode, *order)

    for person_id, page_id, submitted_at, runtime in rows_of(pages, _PAGE, "page_index"):
        session = found[person_id]
        planned = plans.page(session.participant, page_id)
        session.pages[page_id] = OpenedPage(planned, submitted_at is not None, runtime, values)
    for person_id, page_id, rows in by_page(rows_of(responses, StoredResponse._fields, "page_id")):
        found[person_id].pages[page_id].responses.extend(sorted(map(StoredResponse._make, rows), key=_on_page))
    for person_id, page_id, rows in by_page(rows_of(timings, StoredTiming._fields, "page_id")):
        found[person_id].pages[page_id].timings.extend(map(StoredTiming._make, sorted(rows)))
    for event in map(StoredEvent._make, rows_of(events, StoredEvent._fields, "id")):
        found[event.participant_id].events.append(event)
    for person_id, source, external_id in rows_of(_recruitment_ids, _RECRUITMENT_ID):
        found[person_id].recruitment_ids.append((source, external_id))
    return Sessions(
        study,
        payload,
        version,
        mode,
        tuple(found.values()),
        ledger,
        heads=record.heads(version, mode),
        runtimes=_runtimes(record, found.values()),
        values=values,
    )


def _runtimes(record: Record, sessions: Iterable[Session]) -> tuple[Runtime, ...]:
    hashes = {page.runtime for session in sessions for page in session.pages.values() if page.runtime is not None}
    found = (record.runtime(runtime_hash) for runtime_hash in sorted(hashes))
    return tuple(runtime for runtime in found if runtime is not None)


class _Plans:
    def __init__(self, study: Study, secret: bytes) -> None:
        self._planner = Planner(study)
        self._secret = secret
        self._sequences = {sequence.id: sequence for sequence in sequences(study.protocol.design)}
        self._pages: dict[int, dict[str, PlannedPage]] = {}

    def page(self, participant: ParticipantRow, page_id: str) -> PlannedPage:
        """The planned page that a participant opened; `KeyError` if their plan has none of that id."""
        if participant.id not in self._pages:
            if participant.erased:
                raise KeyError(f"participant {participant.pseudonym} was erased and has no pages")
            sequence = None if participant.sequence is None else self._sequences[participant.sequence]
            drawn = self._planner.plan(sequence, page_seed(self._secret, participant.pseudonym))
            self._pages[participant.id] = {page.id: page for page in drawn.pages}
        return self._pages[participant.id][page_id]
