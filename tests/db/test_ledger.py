"""The ledger: the declared list, slot by slot, and every edit of it is found."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import AllocationRow, Database, Head, VersionRow, allocation_secret, balance, verify_ledger
from protocols import Study, permuted_blocks, sequences
from tests.db.by_hand import edit
from tests.db.sessions import NOON, answer, arrive, join, open_page, salts

STRATA = ("training=yes", "training=no")


def _ledger(database: Database, version: VersionRow, mode: str = "pilot") -> tuple[AllocationRow, ...]:
    return database.read(lambda record: record.ledger(version.id, mode))


def test_slots_are_taken_in_the_order_of_the_declared_list(database: Database, pilot: VersionRow, study: Study) -> None:
    for number in range(20):
        arrive(database, pilot, study, f"p-{number}", stratum=STRATA[number % 3 == 0])
    names = tuple(sequence.id for sequence in sequences(study.protocol.design))
    for stratum in STRATA:
        rows = [row for row in _ledger(database, pilot) if row.stratum == stratum]
        listed = islice(
            permuted_blocks(allocation_secret(pilot, "pilot"), stratum, names, (4, 8)),
            len(rows),
        )
        assert [(row.stream_index, row.block, row.slot, row.sequence) for row in rows] == [
            (slot.stream_index, slot.block, slot.slot, slot.sequence) for slot in listed
        ]


def test_a_participant_keeps_the_first_slot(database: Database, pilot: VersionRow, study: Study) -> None:
    person = arrive(database, pilot, study, "p-1")
    again = database.write(lambda record: record.allocate(person, study, "training=yes", NOON))
    assert [again] == list(_ledger(database, pilot))
    assert (person.status, person.sequence, person.stratum) == ("allocated", again.sequence, "training=no")


def test_modes_never_share_a_slot(database: Database, live: VersionRow, study: Study) -> None:
    for mode in ("live", "pilot", "bot"):
        arrive(database, live, study, f"p-{mode}", mode)
    for mode in ("live", "pilot", "bot"):
        (row,) = _ledger(database, live, mode)
        assert (row.number, row.stream_index, row.previous_hash) == (1, 0, live.fingerprint)


def test_a_live_list_depends_on_the_secret_and_not_on_the_seed(database: Database, live: VersionRow) -> None:
    assert allocation_secret(live, "live") == bytes(range(32))
    assert allocation_secret(replace(live, seed=99), "live") == bytes(range(32))
    assert allocation_secret(live, "pilot") == allocation_secret(live, "bot") != allocation_secret(live, "live")


def test_a_new_version_opens_new_blocks(database: Database, pilot: VersionRow, study: Study) -> None:
    arrive(database, pilot, study, "p-1")
    changed = replace(study, texts={"en": {"landing": "Another", "sheet": "text"}})
    version = database.write(lambda record: record.register_version(changed, "pilot", NOON))
    arrive(database, version, changed, "p-2")
    (row,) = _ledger(database, version)
    assert (row.number, row.stream_index, row.fingerprint) == (1, 0, changed.fingerprint)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strata=st.lists(st.sampled_from(STRATA), max_size=40))
def test_any_order_of_arrivals_stays_in_balance(
    database: Database, pilot: VersionRow, study: Study, strata: list[str]
) -> None:
    before = len(_ledger(database, pilot))
    for number, stratum in enumerate(strata, start=before):
        arrive(database, pilot, study, f"p-{number}", stratum=stratum)
    found = database.read(lambda record: balance(record, pilot, "pilot", study))
    assert found.allocated == before + len(strata)
    assert found.bound == 8 // 4
    assert found.in_bounds
    assert database.read(lambda record: verify_ledger(record, pilot, "pilot", study)) == ()


@pytest.mark.parametrize("table", ["allocations", "answer_chain", "audit_log"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = ''", "DELETE FROM {}"])
def test_append_only_tables_refuse_changes(
    database: Database, pilot: VersionRow, study: Study, table: str, change: str
) -> None:
    arrive(database, pilot, study, "p-1")
    database.write(lambda record: record.audit("someone", "launch", {}, NOON))
    page = database.write(lambda record: open_page(record, join(record, pilot, "p-2"), 0, "page"))
    database.write(lambda record: record.add_answers(page, [answer("item", 1)], NOON, salts("a")))
    column = {"allocations": "sequence", "answer_chain": "digest", "audit_log": "actor"}[table]
    statement = text(change.format(table, column))
    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        database.write(lambda record: record.connection.execute(statement).rowcount)


_EDITS = [
    f"UPDATE allocations SET {column} = {value} WHERE number = 3"
    for column, value in {
        "number": 30,
        "pseudonym": "'p-x'",
        "at": "'2026-05-02T12:00:00.000Z'",
        "stratum": "'training=yes'",
        "block": 7,
        "slot": 9,
        "sequence": "(SELECT min(sequence) FROM allocations WHERE sequence != (SELECT sequence FROM allocations WHERE number = 3))",
        "method": "'simple'",
        "stream_index": 77,
        "replaces": 1,
        "fingerprint": "'ff'",
        "nonce": "'ff'",
        "previous_hash": "'ff'",
        "hash": "'ff'",
        "mode": "'bot'",
    }.items()
] + [
    "DELETE FROM allocation_links; DELETE FROM allocations WHERE number = 3",
    "DELETE FROM allocation_links; DELETE FROM allocations WHERE number = 6",
    "DELETE FROM allocation_links WHERE allocation_id = 2",
    "DELETE FROM allocation_links WHERE participant_id < 3; INSERT INTO allocation_links VALUES (1, 2), (2, 1)",
    "UPDATE chains SET length = length - 1 WHERE name = 'allocations'",
    "UPDATE chains SET head = 'ff' WHERE name = 'allocations'",
    "UPDATE versions SET seed = 12",
    "UPDATE versions SET fingerprint = 'ff'",
    "UPDATE versions SET payload = replace(payload, 'A small study', 'A smart study')",
    "UPDATE participants SET pseudonym = 'p-y' WHERE pseudonym = 'p-2'",
    "UPDATE participants SET allocated_at = NULL WHERE pseudonym = 'p-2'",
]


@pytest.mark.parametrize("change", _EDITS)
def test_a_row_edited_by_hand_is_found(database: Database, pilot: VersionRow, study: Study, change: str) -> None:
    for number in range(6):
        arrive(database, pilot, study, f"p-{number}")
    edit(database, change)

    def check(record):  # type: ignore[no-untyped-def]
        version = record.version(pilot.id)
        return verify_ledger(record, version, "pilot", record.study_of(version.id))

    assert database.read(check) != ()


def test_a_chain_rewritten_as_a_whole_does_not_hold_a_head_written_down_before(
    database: Database, pilot: VersionRow, study: Study
) -> None:
    arrive(database, pilot, study, "p-1")
    early = database.read(lambda record: record.chain_head(pilot.id, "pilot", "allocations"))
    arrive(database, pilot, study, "p-2")

    def findings(head: Head) -> list[str]:
        found = database.read(lambda record: verify_ledger(record, pilot, "pilot", study, expect=head))
        return [finding.problem for finding in found]

    assert findings(early) == []
    assert findings(Head(early.length, "0" * 64)) == ["the head that was written down does not lie on this chain"]
    assert findings(Head(9, early.hash)) == ["the head that was written down does not lie on this chain"]


def test_the_hash_of_a_row_does_not_give_the_sequence_away(database: Database, live: VersionRow, study: Study) -> None:
    arrive(database, live, study, "p-1", "live")
    (row,) = _ledger(database, live, "live")
    guesses = [replace(row, sequence=sequence, nonce="0" * 32) for sequence in ("s1", "s2", "s3", "s4")]
    assert row.digest() not in [guess.digest() for guess in guesses]
    assert len(row.nonce) == 32


def test_an_allocation_needs_consent(database: Database, pilot: VersionRow, study: Study) -> None:
    person = database.write(lambda record: join(record, pilot, "p-1"))
    gone = database.write(lambda record: record.set_status(person, "withdrawn", NOON))
    with pytest.raises(Exception, match="is withdrawn, cannot become allocated"):
        database.write(lambda record: record.allocate(gone, study, "training=no", NOON))
    assert _ledger(database, pilot) == ()
