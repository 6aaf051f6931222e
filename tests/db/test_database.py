"""The promises of `Database`: one schema, short transactions, durable commits, plain sentences."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError

from db import Busy, Database, StorageError, VersionRow
from db._failures import in_plain_words
from db._schema import HEAD
from db.tables import Base
from tests.db.sessions import NOON, join


def test_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    differences = database.read(
        lambda record: compare_metadata(MigrationContext.configure(record.connection), Base.metadata)
    )
    assert differences == []


def test_the_newest_migration_is_the_one_that_is_checked_for() -> None:
    assert ScriptDirectory("db/migrations").get_heads() == [HEAD]


def test_many_processes_may_migrate_at_once(file: Path) -> None:
    databases = [Database(f"sqlite:///{file}") for _ in range(6)]
    failures: list[BaseException] = []

    def migrate(database: Database) -> None:
        try:
            database.migrate()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for database in databases:
        database.check_writable()
        database.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_sqlite_is_set_up_to_lose_nothing_and_to_forget_what_is_deleted(
    database: Database, setting: str, value: object
) -> None:
    found = database.read(lambda record: record.connection.exec_driver_sql(f"PRAGMA {setting}").scalar())
    assert found == value


def test_a_failed_transaction_leaves_nothing(database: Database, pilot: VersionRow) -> None:
    def work(record):  # type: ignore[no-untyped-def]
        join(record, pilot, "p-1")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert database.read(lambda record: record.participants(pilot.id, "pilot")) == ()


def test_a_commit_that_finds_the_database_busy_is_tried_again(file: Path, database: Database) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    naps: list[float] = []

    def release(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            other.execute("ROLLBACK")

    waiting = Database(f"sqlite:///{file}", busy_seconds=0, sleep=release, jitter=lambda: 1.0)
    waiting.write(lambda record: record.audit("someone", "launch", {}, NOON))
    assert len(naps) == 2
    assert naps[1] > naps[0] > 0
    assert [entry.action for entry in database.read(lambda record: record.audit_log())] == ["launch"]
    other.close()
    waiting.close()


def test_a_database_that_stays_busy_says_so_and_stores_nothing(file: Path, database: Database) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = Database(f"sqlite:///{file}", busy_seconds=0, sleep=lambda _: None)
    with pytest.raises(Busy, match="Nothing was stored"):
        waiting.write(lambda record: record.audit("someone", "launch", {}, NOON))
    other.execute("ROLLBACK")
    other.close()
    waiting.close()
    assert database.read(lambda record: record.audit_log()) == ()


def test_readers_do_not_wait_for_a_writer(file: Path, database: Database) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert database.read(lambda record: record.versions()) == ()
    other.close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"folder .*nowhere does not exist\. Create it with `study migrate`"):
        Database(f"sqlite:///{tmp_path}/nowhere/study.sqlite3").check_writable()


def test_a_missing_file_is_not_made_in_passing(file: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        Database(f"sqlite:///{file}").check_writable()
    assert not file.exists()


def test_missing_tables_are_named_with_the_remedy(file: Path) -> None:
    file.touch()
    with pytest.raises(StorageError, match="Run `study migrate`"):
        Database(f"sqlite:///{file}").check_writable()


def test_tables_that_vanish_are_named_too(file: Path) -> None:
    file.touch()
    with pytest.raises(StorageError, match="Run `study migrate`"):
        Database(f"sqlite:///{file}").read(lambda record: record.versions())


def test_a_postgresql_server_that_is_not_there_is_named() -> None:
    failure = OperationalError("SELECT 1", {}, Exception("connection refused"))
    sentence = in_plain_words(failure, make_url("postgresql://db.example.org/study"))
    assert str(sentence).startswith("The PostgreSQL server at db.example.org does not answer.")


def test_a_read_only_database_is_named_with_the_remedy(file: Path, database: Database) -> None:
    database.close()
    if os.geteuid() == 0:
        url = f"sqlite:///file:{file}?mode=ro&uri=true"  # root may write to any file, so SQLite must refuse
    else:
        file.chmod(stat.S_IRUSR)
        url = f"sqlite:///{file}"
    reading = Database(url)
    with pytest.raises(StorageError, match=r"is read-only\. Give the user who runs the app write permission"):
        reading.check_writable()
    reading.close()


def test_a_full_disk_is_named_and_nothing_is_lost(file: Path, database: Database, pilot: VersionRow) -> None:
    database.write(lambda record: join(record, pilot, "p-1"))
    full = Database(f"sqlite:///{file}")
    event.listen(full._engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StorageError, match=r"The disk that holds .* is full\. Free some space"):
        full.write(lambda record: [record.audit("a", "b", {"much": "x" * 4000}, NOON) for _ in range(50)])
    full.close()
    database.check_writable()
    (person,) = database.read(lambda record: record.participants(pilot.id, "pilot"))
    assert person.pseudonym == "p-1"


def test_something_that_is_no_database_is_named(file: Path) -> None:
    file.write_text("not a database, but long enough to be mistaken for one" * 100)
    with pytest.raises(StorageError, match="not a healthy SQLite database"):
        Database(f"sqlite:///{file}").check_writable()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "a file somewhere"])
def test_an_address_that_cannot_keep_a_study_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///data/study\.sqlite3"):
        Database(url)
