"""The audit: re-derives every allocation and every digest, and names the first row that disagrees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select

from db._answers import answer_digest, page_digest, responses
from db._chain import Head, digest_of, link
from db._connected import table_of
from db._ledger import AllocationRow
from db._participants import participants
from db._record import Record
from db._slots import slots_of
from db._versions import VersionRow
from db.tables import AllocationStreams, AnswerChain
from protocols import Slot, Study

_streams = table_of(AllocationStreams)
_answer_chain = table_of(AnswerChain)


@dataclass(frozen=True)
class Finding:
    """Something in the record that cannot be as it was written."""

    table: str
    """Table."""
    row: str
    """Which row: a number of the ledger or chain, a pseudonym, a page."""
    problem: str
    """What disagrees, in a sentence."""


def verify_ledger(
    record: Record, version: VersionRow, mode: str, study: Study, *, expect: Head | None = None
) -> tuple[Finding, ...]:
    """Checks a version's ledger: chain, head, slots in order, sequences from secret or seed, links, responses.

    `expect` is a head of the allocation chain written down earlier: it must still lie on the chain.
    Empty if everything agrees; findings come in the order of the rows.
    """
    ledger = record.ledger(version.id, mode)
    head = record.chain_head(version.id, mode, "allocations")
    return (
        *_version_findings(record, version),
        *_chain_findings("allocations", version, [(row, row.digest()) for row in ledger], head, expect),
        *_slot_findings(ledger, version, mode, study),
        *_stream_findings(record, ledger, version, mode),
        *_participant_findings(record, ledger, version, mode),
    )


def verify_answers(record: Record, version: VersionRow, mode: str) -> tuple[Finding, ...]:
    """Checks a version's answers: the chain, and that every response still has the digest that was chained.

    Pages of erased participants have lost their answers: the audit log says how many.
    """
    rows = record.connection.execute(
        select(_answer_chain)
        .where(_answer_chain.c.version_id == version.id, _answer_chain.c.mode == mode)
        .order_by(_answer_chain.c.number)
    ).all()
    head = record.chain_head(version.id, mode, "answers")
    chained = [row.digest for row in rows]
    return (
        *_chain_findings("answer_chain", version, [(row, row.digest) for row in rows], head, None),
        *_response_findings(record, version, mode, chained),
    )


def _version_findings(record: Record, version: VersionRow) -> Iterator[Finding]:
    row = f"{version.study_id} {version.number}"
    if digest_of(record.payload_of(version.id)) != version.fingerprint:
        yield Finding("versions", row, "the frozen study does not have the fingerprint of the version")
    if version.secret is not None and hashlib.sha256(version.secret).hexdigest() != version.secret_commitment:
        yield Finding("versions", row, "the allocation secret is not the one that was committed to")


def _chain_findings(
    table: str, version: VersionRow, rows: list[tuple[Any, str]], head: Head, expect: Head | None
) -> Iterator[Finding]:
    previous = version.fingerprint
    hashes = {0: previous}
    for number, (row, digest) in enumerate(rows, start=1):
        if row.number != number:
            yield Finding(table, str(number), f"row {number} is missing")
            return
        if row.previous_hash != previous:
            yield Finding(table, str(number), "its previous hash is not the hash of the row before")
            return
        if row.hash != link(previous, digest):
            yield Finding(table, str(number), "its hash does not agree with its content")
            return
        previous = hashes[number] = row.hash
    if (head.length, head.hash) != (len(rows), previous):
        yield Finding(table, str(head.length), f"the chain ends after {len(rows)} rows, its head says {head.length}")
    if expect is not None and hashes.get(expect.length) != expect.hash:
        yield Finding(table, str(expect.length), "the head that was written down does not lie on this chain")


def _slot_findings(
    ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str, study: Study
) -> Iterator[Finding]:
    lists: dict[str, list[Slot]] = {}
    for stratum in {row.stratum for row in ledger}:
        longest = max(row.stream_index for row in ledger if row.stratum == stratum) + 1
        lists[stratum] = list(islice(slots_of(version, mode, study, stratum), longest))
    claimed = dict.fromkeys(lists, 0)
    for row in ledger:
        number = str(row.number)
        if row.stream_index != claimed[row.stratum]:
            yield Finding("allocations", number, f"slot {claimed[row.stratum]} of {row.stratum} was passed over")
            return
        claimed[row.stratum] += 1
        slot = lists[row.stratum][row.stream_index]
        if (row.block, row.slot, row.sequence) != (slot.block, slot.slot, slot.sequence):
            yield Finding(
                "allocations", number, f"the list says {slot.sequence} in block {slot.block}, slot {slot.slot}"
            )
        if row.fingerprint != version.fingerprint or row.method != study.protocol.allocation.method:
            yield Finding("allocations", number, "fingerprint or method is not that of the version")


def _stream_findings(
    record: Record, ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str
) -> Iterator[Finding]:
    counted: dict[str, int] = {}
    for row in ledger:
        counted[row.stratum] = counted.get(row.stratum, 0) + 1
    rows = record.connection.execute(
        select(_streams.c.stratum, _streams.c.next_index)
        .where(_streams.c.version_id == version.id, _streams.c.mode == mode)
        .order_by(_streams.c.stratum)
    )
    for stratum, next_index in rows:
        if counted.get(stratum, 0) != next_index:
            yield Finding(
                "allocation_streams",
                stratum,
                f"{next_index} slots were claimed, {counted.get(stratum, 0)} are in the ledger",
            )


def _participant_findings(
    record: Record, ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str
) -> Iterator[Finding]:
    people = {person.pseudonym: person for person in record.participants(version.id, mode)}
    for row in ledger:
        person = people.get(row.pseudonym)
        if person is None:
            yield Finding("allocations", str(row.number), f"no participant {row.pseudonym} is known")
        elif not person.erased and record.allocation_of(person) != row:
            yield Finding("allocation_links", row.pseudonym, "the link does not lead to the participant's own row")
        elif not person.erased and person.allocated_at != row.at:
            yield Finding("participants", row.pseudonym, "the moment of allocation is not the one in the ledger")
    for pseudonym in people.keys() - {row.pseudonym for row in ledger}:
        if people[pseudonym].allocated_at is not None:
            yield Finding("participants", pseudonym, "allocated, but not in the ledger")


def _response_findings(record: Record, version: VersionRow, mode: str, chained: list[str]) -> Iterator[Finding]:
    rows = record.connection.execute(
        select(participants.c.pseudonym, *responses.c)
        .join(participants, participants.c.id == responses.c.participant_id)
        .where(participants.c.version_id == version.id, participants.c.mode == mode)
        .order_by(responses.c.participant_id, responses.c.page_id, responses.c.item_position)
    )
    pages: dict[tuple[str, str], list[str]] = {}
    for found in rows:
        row = found._asdict()
        pages.setdefault((row["pseudonym"], row["page_id"]), []).append(row["digest"])
        if answer_digest(row["pseudonym"], row) != row["digest"]:
            yield Finding(
                "responses", f"{row['pseudonym']} {row['page_id']} {row['item']}", "its digest does not agree"
            )
    left = set(chained)
    for (pseudonym, page_id), digests in pages.items():
        digest = page_digest(digests)
        if digest not in left:
            yield Finding("responses", f"{pseudonym} {page_id}", "these answers are not the ones that were chained")
        left.discard(digest)
    erased = _erased_pages(record, version, mode)
    if len(left) != erased:
        yield Finding("responses", "", f"{len(left)} pages have lost their answers, {erased} were erased on request")


def _erased_pages(record: Record, version: VersionRow, mode: str) -> int:
    people = {person.pseudonym for person in record.participants(version.id, mode)}
    erasures = [entry.detail for entry in record.audit_log() if entry.action == "erase"]
    return sum(int(detail["pages"]) for detail in erasures if detail["participant"] in people)
