"""The allocation ledger: the next slot, claimed exactly once, written down for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from db._chain import Head, digest_of, link
from db._connected import table_of
from db._participants import ParticipantRow
from db._slots import allocator_of, nonce_of
from db._vacancies import VacancyRecord
from db._versions import VersionRow
from db.tables import AllocationLinks, Allocations, in_words
from protocols import Allocator, Slot, Study


@dataclass(frozen=True)
class AllocationRow:
    """A row of the ledger."""

    version_id: int
    """Version."""
    mode: str
    """pilot, live or bot."""
    number: int
    """Number in the chain of this version and mode, from 1."""
    pseudonym: str
    """Random name of the participant."""
    at: datetime
    """When the slot was claimed."""
    stratum: str
    """Stratum."""
    block: int
    """Block of the list, from 1; 0 without blocks."""
    slot: int
    """Slot of the block, from 1; 0 without blocks."""
    sequence: str
    """Sequence of conditions."""
    method: str
    """Allocation method."""
    stream_index: int | None
    """Place in the list, from 0; None for a slot that replaces another."""
    replaces: int | None
    """Number of the row whose vacated sequence this slot repeats."""
    put_up: Sequence[int]
    """Numbers of the rows whose vacated slots were put up again with this row, in order of taking."""
    fingerprint: str
    """Fingerprint of the version."""
    nonce: str
    """128 bits, 32 hex digits, that keep anyone from guessing the sequence from the hash before unblinding."""
    previous_hash: str
    """Hash of the row before."""
    hash: str
    """Hash of this row."""

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of everything but the two hashes; the version is in the fingerprint."""
        return digest_of(
            [
                self.mode,
                self.number,
                self.pseudonym,
                in_words(self.at),
                self.stratum,
                self.block,
                self.slot,
                self.sequence,
                self.method,
                self.stream_index,
                self.replaces,
                list(self.put_up),
                self.fingerprint,
                self.nonce,
            ]
        )

    def taken(self) -> Slot:
        """The slot that was claimed."""
        return Slot(
            stratum=self.stratum,
            sequence=self.sequence,
            stream_index=self.stream_index,
            block=self.block,
            slot=self.slot,
            replaces=self.replaces,
            put_up=tuple(self.put_up),
        )


_allocations = table_of(Allocations)
_links = table_of(AllocationLinks)
_COLUMNS = tuple(column for column in _allocations.c if column is not _allocations.c.id)
_select = select(*_COLUMNS)
_OF = (_allocations.c.version_id == bindparam("version"), _allocations.c.mode == bindparam("of_mode"))
_in_order = _select.where(*_OF).order_by(_allocations.c.number)
_linked = _select.join(_links, _links.c.allocation_id == _allocations.c.id).where(
    _links.c.participant_id == bindparam("participant")
)
_slots_in_order = (
    select(*(_allocations.c[field.name] for field in fields(Slot))).where(*_OF).order_by(_allocations.c.number)
)


class LedgerRecord(VacancyRecord):
    """Allocation."""

    def allocate(self, participant: ParticipantRow, study: Study, stratum: str, now: datetime) -> AllocationRow | None:
        """Claims the next slot, appends it to the ledger and makes the participant `allocated`; None if none is left.

        A participant who has a slot keeps it. `study` is the one of the participant's version.
        """
        mine = self.allocation_of(participant)
        if mine is not None:
            return mine
        version, mode = self.version(participant.version_id), participant.mode
        head = self.chain_head(version.id, mode, "allocations")  # locked: everything below is decided by one at a time
        slot = self._allocator(version, mode, study).next_slot(stratum, self.vacated(version.id, mode))
        if slot is None:
            return None
        row = AllocationRow(
            version_id=version.id,
            mode=mode,
            number=head.length + 1,
            pseudonym=participant.pseudonym,
            at=now,
            stratum=stratum,
            block=slot.block,
            slot=slot.slot,
            sequence=slot.sequence,
            method=study.protocol.allocation.method,
            stream_index=slot.stream_index,
            replaces=slot.replaces,
            put_up=slot.put_up,
            fingerprint=version.fingerprint,
            nonce=nonce_of(version, mode, head.length + 1),
            previous_hash=head.hash,
            hash="",
        )
        self._append_allocation(participant, row, link(head.hash, row.digest()))
        self.set_status(participant, "allocated", now)
        allocated = self.allocation_of(participant)
        if allocated is None:
            raise RuntimeError(f"participant {participant.pseudonym} has no ledger row after allocation")
        return allocated

    def has_place(self, version_id: int, mode: str, study: Study, stratum: str | None = None) -> bool:
        """Whether a newcomer of that stratum, or of any stratum, could get a slot now; only `allocate` is final."""
        if mode != "live":
            return True
        allocator = self._allocator(self.version(version_id), mode, study)
        return allocator.has_place(stratum, self.vacated(version_id, mode))

    def allocation_of(self, participant: ParticipantRow) -> AllocationRow | None:
        """The participant's row of the ledger; None before allocation and after erasure."""
        row = self.connection.execute(_linked, {"participant": participant.id}).first()
        return None if row is None else AllocationRow(*row)

    def count_allocated(self, version_id: int, mode: str) -> int:
        """How many participants hold or held a slot."""
        return self.chain_head(version_id, mode, "allocations").length

    def ledger(self, version_id: int, mode: str) -> tuple[AllocationRow, ...]:
        """Every row of a version's ledger, in order."""
        rows = self.connection.execute(_in_order, {"version": version_id, "of_mode": mode})
        return tuple(AllocationRow(*row) for row in rows)

    def _allocator(self, version: VersionRow, mode: str, study: Study) -> Allocator:
        allocator = allocator_of(version, mode, study)
        for row in self.connection.execute(_slots_in_order, {"version": version.id, "of_mode": mode}):
            allocator.take(Slot(**dict(row._mapping) | {"put_up": tuple(row.put_up)}))
        return allocator

    def _append_allocation(self, participant: ParticipantRow, row: AllocationRow, row_hash: str) -> None:
        values: dict[str, Any] = {column.name: getattr(row, column.name) for column in _COLUMNS} | {"hash": row_hash}
        allocation_id = self._insert(_allocations.insert(), values)
        self.connection.execute(_links.insert(), {"participant_id": participant.id, "allocation_id": allocation_id})
        self._advance_chain(row.version_id, row.mode, "allocations", Head(row.number, row_hash))
