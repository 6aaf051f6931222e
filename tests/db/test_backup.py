"""Backup and restore: one moment of the database, whole or not at all, and nobody who was erased comes back."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from db import Database, Record, Restored, StorageError, VersionRow, back_up, restore
from protocols import Study
from tests.databases import only
from tests.db.sessions import MINUTE, NOON, arrive, live_through

pytestmark = only("sqlite", "PostgreSQL brings its own tools")


def erase(database: Database, name: str) -> None:
    def work(record: Record) -> None:
        person = record.participant_by_pseudonym(name)
        assert person is not None
        record.withdraw(person, erase=True, now=NOON + MINUTE)

    database.write(work)


def restored(database: Database, backup: Path) -> Restored:
    """Restores while nobody has the database open."""
    database.close()
    return restore(database.url, backup, NOON + 2 * MINUTE, "command line")


def erased(database: Database, name: str) -> bool:
    person = database.read(lambda record: record.participant_by_pseudonym(name))
    return person is not None and person.erased


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "monday.sqlite3"


def test_a_backup_is_one_file_for_its_owner_alone(
    database: Database, pilot: VersionRow, study: Study, backup: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    assert back_up(database, backup) == ()
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    copy = Database(f"sqlite:///{backup}")
    assert copy.read(lambda record: len(record.ledger(pilot.id, "pilot"))) == 1
    copy.close()


def test_a_backup_is_one_moment_of_a_database_that_is_written_to(
    database: Database, pilot: VersionRow, study: Study, backup: Path
) -> None:
    stop, failures = threading.Event(), []

    def write() -> None:
        number = 0
        while not stop.is_set():
            try:
                arrive(database, pilot, study, f"p-{number}")
            except Exception as error:
                failures.append(error)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            assert back_up(database, backup.with_name(f"{number}.sqlite3")) == ()
    finally:
        stop.set()
        writer.join()
    assert failures == []
    lengths = []
    for number in range(5):
        with closing(sqlite3.connect(backup.with_name(f"{number}.sqlite3"))) as copy:
            lengths.append(copy.execute("SELECT count(*) FROM allocations").fetchone()[0])
    assert lengths == sorted(lengths)


def test_a_backup_never_overwrites(database: Database, pilot: VersionRow, backup: Path) -> None:
    backup.write_text("precious")
    with pytest.raises(StorageError, match="never overwritten"):
        back_up(database, backup)
    assert backup.read_text() == "precious"


def test_a_backup_needs_a_folder(database: Database, pilot: VersionRow, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="Nothing can be written to"):
        back_up(database, tmp_path / "nowhere" / "monday.sqlite3")


def test_a_backup_of_a_tampered_record_is_kept_and_says_so(
    database: Database, pilot: VersionRow, study: Study, backup: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    with database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE responses SET value = '5' WHERE item = 'trust_1'")
    assert {finding.table for finding in back_up(database, backup)} == {"responses"}
    assert backup.exists()


def test_whoever_was_erased_after_the_backup_is_gone_again_after_the_restore(
    database: Database, pilot: VersionRow, study: Study, file: Path, backup: Path
) -> None:
    for name in ("p-1", "p-2", "p-3"):
        live_through(database, pilot, study, name, comment=f"comment of {name}")
    erase(database, "p-1")
    back_up(database, backup)
    erase(database, "p-2")
    came_back = restored(database, backup)
    assert (came_back.erased_again, came_back.findings) == (1, ())
    again = Database(database.url)
    assert [erased(again, name) for name in ("p-1", "p-2", "p-3")] == [True, True, False]
    assert b"comment of p-2" not in b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}-*"))
    assert b"comment of p-2" not in file.read_bytes()
    assert b"comment of p-3" in file.read_bytes()
    log = [(entry.actor, entry.action) for entry in again.read(lambda record: record.audit_log())]
    assert ("journal of erasures", "erase") in log
    assert log[-1] == ("command line", "restore")
    again.close()


def test_a_backup_that_was_copied_by_hand_forgets_at_the_next_start(
    database: Database, pilot: VersionRow, study: Study, file: Path, backup: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    back_up(database, backup)
    erase(database, "p-1")
    database.close()
    file.write_bytes(backup.read_bytes())
    again = Database(database.url)
    assert not erased(again, "p-1")
    assert again.migrate() == 1
    assert erased(again, "p-1")
    assert again.migrate() == 0
    again.close()


def test_an_erasure_that_a_crash_kept_from_the_journal_is_noted_at_the_next_start(
    database: Database, pilot: VersionRow, study: Study, file: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    journal = file.with_name(f"{file.name}.erasures")
    erase(database, "p-1")
    noted = journal.read_text()
    journal.write_text(noted[:40])
    database.migrate()
    database.migrate()
    assert journal.read_text().count(noted.strip()) == 1


def test_the_journal_names_nobody(database: Database, pilot: VersionRow, study: Study, file: Path) -> None:
    live_through(database, pilot, study, "p-somebody")
    erase(database, "p-somebody")
    journal = file.with_name(f"{file.name}.erasures")
    assert "somebody" not in journal.read_text()
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_an_erasure_that_cannot_be_noted_is_not_acknowledged(
    database: Database, pilot: VersionRow, study: Study, file: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    live_through(database, pilot, study, "p-2")
    journal = file.with_name(f"{file.name}.erasures")
    journal.mkdir()
    with pytest.raises(StorageError, match=r"journal of erasures .* cannot be used"):
        erase(database, "p-1")
    journal.rmdir()
    erase(database, "p-2")
    assert len(journal.read_text().split()) == 4


def test_what_was_there_before_a_restore_is_kept(
    database: Database, pilot: VersionRow, study: Study, backup: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    back_up(database, backup)
    live_through(database, pilot, study, "p-2")
    aside = restored(database, backup).aside
    assert aside is not None
    old, new = Database(f"sqlite:///{aside}"), Database(database.url)
    assert [len(each.read(lambda record: record.participants(pilot.id, "pilot"))) for each in (old, new)] == [2, 1]
    old.close()
    new.close()


def test_a_database_in_use_is_not_replaced(database: Database, pilot: VersionRow, file: Path, backup: Path) -> None:
    back_up(database, backup)
    before = file.read_bytes()
    with pytest.raises(StorageError, match="is in use"):
        restore(database.url, backup, NOON, "command line")
    assert file.read_bytes() == before
    assert not [path for path in file.parent.iterdir() if "before" in path.name or path.name.startswith(".")]


@pytest.mark.parametrize("damage", ["missing", "text", "empty", "another", "torn"])
def test_what_is_no_backup_changes_nothing(
    database: Database, pilot: VersionRow, study: Study, file: Path, backup: Path, damage: str
) -> None:
    live_through(database, pilot, study, "p-1")
    if damage == "text":
        backup.write_text("no database at all, but long enough to look at" * 100)
    elif damage == "empty":
        backup.touch()
    elif damage == "another":
        with closing(sqlite3.connect(backup)) as connection:
            connection.execute("CREATE TABLE something (id)")
    elif damage == "torn":
        back_up(database, backup)
        content = bytearray(backup.read_bytes())
        content[8192:40960] = bytes(32768)
        backup.write_bytes(content)
    database.close()
    before = file.read_bytes()
    with pytest.raises(StorageError):
        restore(database.url, backup, NOON, "command line")
    assert file.read_bytes() == before


def test_a_damaged_database_is_replaced_and_kept(
    database: Database, pilot: VersionRow, study: Study, file: Path, backup: Path
) -> None:
    live_through(database, pilot, study, "p-1")
    back_up(database, backup)
    database.close()
    file.write_bytes(b"scrambled" * 1000)
    file.with_name(f"{file.name}-wal").write_bytes(b"a log that belongs to nobody")
    aside = restored(database, backup).aside
    assert aside is not None
    assert aside.read_bytes().startswith(b"scrambled")
    again = Database(database.url)
    assert again.read(lambda record: record.participant_by_pseudonym("p-1")) is not None
    again.close()


def test_postgresql_is_sent_to_its_own_tools(database: Database, backup: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        restore(make_url("postgresql+psycopg://localhost/study"), backup, NOON, "command line")
