"""The allocation ledger: the next slot of a stratum, claimed exactly once, written down for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from db._chain import Head, digest_of, link
from db._connected import table_of
from db._participants import ParticipantRecord, ParticipantRow
from db._slots import nonce_of, slot_for
from db._versions import VersionRecord
from db.tables import AllocationLinks, Allocations, AllocationStreams, in_words
from protocols import Study


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
    """Block of the stream, from 1; 0 without blocks."""
    slot: int
    """Slot of the block, from 1; 0 without blocks."""
    sequence: str
    """Sequence of conditions."""
    method: str
    """Allocation method."""
    stream_index: int
    """Index in the stream of the stratum, from 0."""
    replaces: int | None
    """Number of the row whose vacated sequence this slot repeats."""
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
                self.fingerprint,
                self.nonce,
            ]
        )


_allocations = table_of(Allocations)
_streams = table_of(AllocationStreams)
_links = table_of(AllocationLinks)
_COLUMNS = tuple(column for column in _allocations.c if column is not _allocations.c.id)
_select = select(*_COLUMNS)
_in_order = _select.where(
    _allocations.c.version_id == bindparam("version"), _allocations.c.mode == bindparam("of_mode")
).order_by(_allocations.c.number)
_linked = _select.join(_links, _links.c.allocation_id == _allocations.c.id).where(
    _links.c.participant_id == bindparam("participant")
)
_STREAM = (
    _streams.c.version_id == bindparam("version"),
    _streams.c.mode == bindparam("of_mode"),
    _streams.c.stratum == bindparam("of_stratum"),
)
_next_index = select(_streams.c.next_index).where(*_STREAM)
_advance_stream = _streams.update().where(*_STREAM).values(next_index=_streams.c.next_index + 1)


class LedgerRecord(ParticipantRecord, VersionRecord):
    """Allocation."""

    def allocate(self, participant: ParticipantRow, study: Study, stratum: str, now: datetime) -> AllocationRow:
        """Claims the next slot of the stratum, appends it to the ledger and makes the participant `allocated`.

        A participant who has a slot keeps it. `study` is the one of the participant's version.
        """
        mine = self.allocation_of(participant)
        if mine is not None:
            return mine
        version = self.version(participant.version_id)
        stream = {"version": version.id, "of_mode": participant.mode, "of_stratum": stratum}
        index = self.connection.execute(self._locking(_next_index, _streams), stream).scalar()
        if index is None:
            index = 0
            self.connection.execute(
                _streams.insert(),
                {"version_id": version.id, "mode": participant.mode, "stratum": stratum, "next_index": 0},
            )
        slot = slot_for(version, participant.mode, study, stratum, index)
        head = self.chain_head(version.id, participant.mode, "allocations")
        row = AllocationRow(
            version_id=version.id,
            mode=participant.mode,
            number=head.length + 1,
            pseudonym=participant.pseudonym,
            at=now,
            stratum=stratum,
            block=slot.block,
            slot=slot.slot,
            sequence=slot.sequence,
            method=study.protocol.allocation.method,
            stream_index=index,
            replaces=None,
            fingerprint=version.fingerprint,
            nonce=nonce_of(version, participant.mode, head.length + 1),
            previous_hash=head.hash,
            hash="",
        )
        self._append_allocation(participant, row, link(head.hash, row.digest()))
        self.connection.execute(_advance_stream, stream)
        self.set_status(participant, "allocated", now)
        allocated = self.allocation_of(participant)
        if allocated is None:
            raise RuntimeError(f"participant {participant.pseudonym} has no ledger row after allocation")
        return allocated

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

    def _append_allocation(self, participant: ParticipantRow, row: AllocationRow, row_hash: str) -> None:
        values: dict[str, Any] = {column.name: getattr(row, column.name) for column in _COLUMNS} | {"hash": row_hash}
        allocation_id = self._insert(_allocations.insert(), values)
        self.connection.execute(_links.insert(), {"participant_id": participant.id, "allocation_id": allocation_id})
        self._advance_chain(row.version_id, row.mode, "allocations", Head(row.number, row_hash))
