"""Withdrawal: answers are kept, or nothing of the person is, not even in the bytes of the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from db import Database, Record, VersionRow, verify_answers, verify_ledger
from protocols import Study
from tests.databases import only
from tests.db.by_hand import edit, rows
from tests.db.sessions import MINUTE, NOON, answer, join, live_through, open_page, salts

SECRET_WORDS = "the words that nobody may ever find again"


def _erase(database: Database, name: str) -> None:
    def work(record: Record) -> None:
        person = record.participant_by_pseudonym(name)
        assert person is not None
        record.withdraw(person, erase=True, now=NOON)

    database.write(work)


def _bytes(file: Path) -> bytes:
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_stopping_keeps_the_answers(database: Database, pilot: VersionRow, study: Study) -> None:
    person = live_through(database, pilot, study, "p-1", pages=4)
    gone = database.write(lambda record: record.withdraw(person, erase=False, now=NOON))
    assert (gone.status, gone.erased, gone.token_hash) == ("withdrawn", False, person.token_hash)
    assert database.read(lambda record: record.answers_of(person))["training"] == "yes"


@only("sqlite", because="PostgreSQL frees pages by itself, in a vacuum")
def test_erasure_leaves_no_byte_of_an_answer(database: Database, pilot: VersionRow, study: Study, file: Path) -> None:
    for number in range(12):
        live_through(database, pilot, study, f"p-{number}", comment=f"comment {number}")
    live_through(database, pilot, study, "p-gone", comment=SECRET_WORDS)
    person = database.read(lambda record: record.participant_by_pseudonym("p-gone"))
    assert person is not None
    traces = [SECRET_WORDS, "person behind p-gone", str(person.token_hash)[:40], "p-gone-7"]
    assert all(trace.encode() in _bytes(file) for trace in traces)
    _erase(database, "p-gone")
    kept_on_purpose = {str(person.token_hash)[:40]}  # tied to nobody, so that the old link says what happened
    assert [trace for trace in traces if trace.encode() in _bytes(file)] == list(kept_on_purpose)
    assert b"comment 11" in _bytes(file)


@only("sqlite", because="the log is SQLite's")
def test_a_reader_that_stands_in_the_way_delays_forgetting_until_the_next_commit(
    database: Database, pilot: VersionRow, study: Study, file: Path
) -> None:
    live_through(database, pilot, study, "p-gone", comment=SECRET_WORDS)
    impatient = Database(f"sqlite:///{file}", busy_seconds=0)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM responses").fetchone()
    _erase(impatient, "p-gone")
    assert SECRET_WORDS.encode() in _bytes(file)
    reader.execute("ROLLBACK")
    reader.close()
    impatient.write(lambda record: record.audit("someone", "anything", {}, NOON))
    assert SECRET_WORDS.encode() not in _bytes(file)
    impatient.close()


def test_erasure_keeps_pseudonym_sequence_last_period_and_status(
    database: Database, pilot: VersionRow, study: Study
) -> None:
    before = live_through(database, pilot, study, "p-1")
    _erase(database, "p-1")
    (row,) = rows(database, "SELECT * FROM participants")
    kept = {key: value for key, value in row.items() if value is not None}
    for table in ("responses", "timings", "events", "pages", "recruitment_ids", "allocation_links"):
        assert rows(database, f"SELECT * FROM {table}") == []
    assert kept == {
        "id": before.id,
        "pseudonym": "p-1",
        "version_id": pilot.id,
        "mode": "pilot",
        "status": "withdrawn",
        "page_index": 0,
        "last_period": 2,
        "erased": True,
    }
    ledger = rows(database, "SELECT pseudonym, sequence FROM allocations")
    assert ledger == [{"pseudonym": "p-1", "sequence": before.sequence}]


def test_the_audit_passes_before_and_after_an_erasure(database: Database, pilot: VersionRow, study: Study) -> None:
    for number in range(4):
        live_through(database, pilot, study, f"p-{number}")

    def audit(record: Record) -> tuple[object, ...]:
        return (*verify_ledger(record, pilot, "pilot", study), *verify_answers(record, pilot, "pilot"))

    assert database.read(audit) == ()
    _erase(database, "p-2")
    _erase(database, "p-2")
    assert database.read(audit) == ()
    erasures = [entry for entry in database.read(lambda record: record.audit_log()) if entry.action == "erase"]
    assert [(entry.actor, entry.detail["participant"]) for entry in erasures] == [("participant", "p-2")]


def test_answers_deleted_without_an_erasure_are_missed(database: Database, pilot: VersionRow, study: Study) -> None:
    live_through(database, pilot, study, "p-1")
    edit(database, "DELETE FROM responses")
    (finding,) = database.read(lambda record: verify_answers(record, pilot, "pilot"))
    assert "have lost their answers, 0 were erased on request" in finding.problem


def test_an_old_link_leads_to_nobody_and_says_so(database: Database, pilot: VersionRow, study: Study) -> None:
    person = live_through(database, pilot, study, "p-1", pages=2)
    token_hash = str(person.token_hash)
    assert not database.read(lambda record: record.was_erased(token_hash))
    _erase(database, "p-1")
    assert database.read(lambda record: record.participant_by_token_hash(token_hash)) is None
    assert database.read(lambda record: record.was_erased(token_hash))


def test_a_recruitment_id_may_come_back_after_erasure(database: Database, pilot: VersionRow) -> None:
    database.write(lambda record: join(record, pilot, "p-1"))
    _erase(database, "p-1")
    found = database.read(lambda record: record.participant_by_external(pilot.id, "prolific", "person behind p-1"))
    assert found is None


@pytest.mark.parametrize("status", ["completed", "timed_out", "screened_out"])
def test_whoever_has_left_may_still_be_erased(database: Database, pilot: VersionRow, status: str) -> None:
    def work(record: Record) -> bool:
        person = join(record, pilot, "p-1")
        page = open_page(record, person, 0, "screening")
        record.add_answers(page, [answer("training", "yes")], NOON, salts("a"))
        if status == "completed":
            person = record.set_status(record.set_status(person, "allocated", NOON), "active", NOON)
        person = record.set_status(person, status, NOON + MINUTE)
        return record.withdraw(person, erase=True, now=NOON + MINUTE).erased

    assert database.write(work)
