"""The audit: re-derives every allocation and every digest, and names the first row that disagrees."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from db._answers import answer_digest, page_digest, responses
from db._chain import Head, digest_of, link
from db._connected import table_of
from db._finding import Finding
from db._participants import participants
from db._purge import PURGED, purged_answers
from db._record import Record
from db._verify_slots import owner_findings, slot_findings, vacancy_findings
from db._versions import VersionRow
from db.tables import AnswerChain
from protocols import Study

_answer_chain = table_of(AnswerChain)


def verify_ledger(
    record: Record, version: VersionRow, mode: str, study: Study, *, expect: Head | None = None
) -> tuple[Finding, ...]:
    """Checks a version's ledger: chain, head, every slot replayed from secret or seed, links, owners, vacated slots.

    `expect` is a head of the allocation chain written down earlier: it must still lie on the chain.
    Empty if everything agrees; findings come in the order of the rows.
    """
    ledger = record.ledger(version.id, mode)
    head = _head(record, version, mode, "allocations")
    return (
        *_version_findings(record, version, study),
        *_chain_findings("allocations", version, [(row, row.digest()) for row in ledger], head, expect),
        *slot_findings(ledger, version, mode, study),
        *owner_findings(record, ledger, version, mode),
        *vacancy_findings(record, ledger, version, mode, study),
    )


def verify_answers(
    record: Record, version: VersionRow, mode: str, *, expect: Head | None = None
) -> tuple[Finding, ...]:
    """Checks a version's answers: the chain, and that every response still has the digest that was chained.

    `expect` is a head of the answer chain written down earlier: it must still lie on the chain. Pages of erased
    participants have lost their answers: the audit log says how many.
    """
    rows = record.connection.execute(
        select(_answer_chain)
        .where(_answer_chain.c.version_id == version.id, _answer_chain.c.mode == mode)
        .order_by(_answer_chain.c.number)
    ).all()
    head = _head(record, version, mode, "answers")
    chained = [row.digest for row in rows]
    return (
        *_chain_findings("answer_chain", version, [(row, row.digest) for row in rows], head, expect),
        *_response_findings(record, version, mode, chained),
    )


def _version_findings(record: Record, version: VersionRow, study: Study) -> Iterator[Finding]:
    row = f"{version.study_id} {version.number}"
    if digest_of(record.payload_of(version.id)) != version.fingerprint:
        yield Finding("versions", row, "the frozen study does not have the fingerprint of the version")
    if version.seed != study.protocol.allocation.seed:
        yield Finding("versions", row, "the seed is not the one of the protocol")
    commitment = None if version.secret is None else hashlib.sha256(version.secret).hexdigest()
    if commitment != version.secret_commitment:
        yield Finding("versions", row, "the allocation secret is not the one that was committed to")


def _head(record: Record, version: VersionRow, mode: str, chain: str) -> Head | None:
    try:
        return record.chain_head(version.id, mode, chain)
    except NoResultFound:
        return None


def _chain_findings(
    table: str, version: VersionRow, rows: list[tuple[Any, str]], head: Head | None, expect: Head | None
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
    if head is None:
        yield Finding("chains", table, "the head of this chain is missing")
    elif head.length > len(rows):
        yield Finding(table, str(len(rows) + 1), f"row {len(rows) + 1} is missing: the head counts {head.length}")
    elif head.length < len(rows):
        yield Finding("chains", table, f"the head counts {head.length} rows, there are {len(rows)}")
    elif head.hash != previous:
        yield Finding("chains", table, "the head is not the hash of the last row")
    if expect is not None and hashes.get(expect.length) != expect.hash:
        yield Finding(table, str(expect.length), "the head that was written down does not lie on this chain")


def _response_findings(record: Record, version: VersionRow, mode: str, chained: list[str]) -> Iterator[Finding]:
    rows = record.connection.execute(
        select(participants.c.pseudonym, *responses.c)
        .join(participants, participants.c.id == responses.c.participant_id)
        .where(participants.c.version_id == version.id, participants.c.mode == mode)
        .order_by(responses.c.participant_id, responses.c.page_id, responses.c.item_position)
    )
    pages: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for found in rows:
        pages.setdefault(("responses", found.pseudonym, found.page_id), []).append(found._asdict())
    for superseded in record.superseded_pages(version.id, mode):
        if superseded.responses:
            pages["events", superseded.pseudonym, f"event {superseded.event_id}"] = list(superseded.responses)
    yield from _ownerless(record)
    left = set(chained)
    for (table, pseudonym, page), answers in pages.items():
        for answer in answers:
            if answer["missing"] != PURGED and answer_digest(pseudonym, answer) != answer["digest"]:
                yield Finding(table, f"{pseudonym} {page} {answer['item']}", "its digest does not agree")
        digest = page_digest([answer["digest"] for answer in answers])
        if digest not in left:
            yield Finding(table, f"{pseudonym} {page}", "these answers are not the ones that were chained")
        left.discard(digest)
    marked, noted = purged_answers(record, version.study_id)
    if marked > noted:
        yield Finding("responses", "", f"{marked} answers of {version.study_id} say they were purged, {noted} were")
    erased = _erased_pages(record, version, mode)
    if len(left) != erased:
        lost = [str(number) for number, digest in enumerate(chained, start=1) if digest in left]
        row = lost[0] if lost and not erased else ""
        yield Finding(
            "answer_chain", row, f"{len(left)} pages have lost their answers, {erased} were erased on request"
        )


def _ownerless(record: Record) -> Iterator[Finding]:
    rows = record.connection.execute(
        select(responses.c.page_id, responses.c.item)
        .outerjoin(participants, participants.c.id == responses.c.participant_id)
        .where(participants.c.id.is_(None))
        .order_by(responses.c.page_id, responses.c.item)
    )
    for page_id, item in rows:
        yield Finding("responses", f"{page_id} {item}", "this answer belongs to nobody")


def _erased_pages(record: Record, version: VersionRow, mode: str) -> int:
    people = {person.pseudonym for person in record.participants(version.id, mode)}
    erasures = [entry.detail for entry in record.audit_log() if entry.action == "erase"]
    return sum(int(detail["pages"]) for detail in erasures if detail["participant"] in people)
