"""The audit of allocation: every slot replayed, every owner known, every vacated slot accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from db._finding import Finding
from db._ledger import AllocationRow
from db._record import Record
from db._slots import allocator_of, nonce_of
from db._vacancies import HOLDING, LEFT
from db._versions import VersionRow
from protocols import Study, check_codes, strata_of

_WITH_SLOT = HOLDING | LEFT | {"completed"}


def slot_findings(ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str, study: Study) -> Iterator[Finding]:
    """The first row that the secret does not give. Says neither sequence nor place: the study may be blinded."""
    if mode == "live" and version.secret is None:
        if ledger:
            yield Finding("allocations", "1", "the version has no allocation secret to derive its slot from")
        return
    allocator, strata = allocator_of(version, mode, study), strata_of(study.protocol.allocation)
    for row in ledger:
        number, slot = str(row.number), row.taken()
        earlier = {vacated for vacated in slot.put_up if vacated < row.number}
        if row.stratum not in strata:
            yield Finding("allocations", number, f"the protocol has no stratum {row.stratum}")
            return
        if allocator.next_slot(row.stratum, earlier) != slot:
            yield Finding("allocations", number, "this is not the slot that came next")
            return
        if row.nonce != nonce_of(version, mode, row.number):
            yield Finding("allocations", number, "its nonce is not the one that the secret gives")
        if row.fingerprint != version.fingerprint or row.method != study.protocol.allocation.method:
            yield Finding("allocations", number, "fingerprint or method is not that of the version")
        allocator.take(slot)


def vacancy_findings(
    record: Record, ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str, study: Study
) -> Iterator[Finding]:
    """Slots that count as vacated, against what became of their owners; why an erased one left is not known any more."""
    vacated, checks = set(record.vacated(version.id, mode)), check_codes(study)
    people = {person.pseudonym: person for person in record.participants(version.id, mode)}
    for row in ledger:
        for original in set(row.put_up) - vacated:
            yield Finding("vacancies", str(original), f"row {row.number} puts up a slot that was not vacated")
        person = people.get(row.pseudonym)
        if person is None:
            continue
        left = person.status in LEFT and person.completed_at is None and person.screen_out_code not in checks
        if row.number in vacated and not left:
            yield Finding("vacancies", str(row.number), "its owner did not leave, or failed a check")
        elif row.number not in vacated and left and not person.erased:
            yield Finding("vacancies", str(row.number), "its owner left, but the slot does not count as vacated")
    for number in sorted(vacated - {row.number for row in ledger}):
        yield Finding("vacancies", str(number), "the ledger has no such row")


def owner_findings(
    record: Record, ledger: tuple[AllocationRow, ...], version: VersionRow, mode: str
) -> Iterator[Finding]:
    """Rows of the ledger against the participants who own them, and participants against the ledger."""
    people = {person.pseudonym: person for person in record.participants(version.id, mode)}
    for row in ledger:
        person = people.get(row.pseudonym)
        if person is None:
            yield Finding("allocations", str(row.number), f"no participant {row.pseudonym} is known")
            continue
        linked = record.allocation_of(person)
        tied = linked is not None or person.allocated_at is not None
        if person.erased and (tied or person.status != "withdrawn"):
            yield Finding("participants", row.pseudonym, "erased, but still tied to the ledger or not withdrawn")
        elif not person.erased and linked != row:
            yield Finding("allocation_links", row.pseudonym, "the link does not lead to the participant's own row")
        elif not person.erased and person.allocated_at != row.at:
            yield Finding("participants", row.pseudonym, "the moment of allocation is not the one in the ledger")
        elif person.status not in _WITH_SLOT:
            yield Finding("participants", row.pseudonym, f"{person.status}, but in the ledger")
    in_ledger = {row.pseudonym for row in ledger}
    for pseudonym, person in people.items():
        if pseudonym not in in_ledger and (person.allocated_at is not None or person.status in HOLDING | {"completed"}):
            yield Finding("participants", pseudonym, "allocated, but not in the ledger")
