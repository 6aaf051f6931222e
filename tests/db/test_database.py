"""The promises of `Database`: one schema, short transactions, durable commits, plain sentences."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event

from db import Busy, Database, Record, StorageError, VersionRow
from db._schema import HEAD
from db.tables import Base
from tests.databases import only
from tests.db.by_hand import edit, writers_kept_out
from tests.db.sessions import NOON, join


def test_migrations_make_exactly_the_declared_tables(database: Database) -> None:
    differences = database.read(
        lambda record: compare_metadata(MigrationContext.configure(record.connection), Base.metadata)
    )
    told = [change for change in differences if not _is_comment(change)]
    assert told == []


def _is_comment(change: object) -> bool:
    """Whether only the words about a column differ: they are in docs/data.md, and no database needs them."""
    return isinstance(change, list) and {kind for kind, *_ in change} == {"modify_comment"}


def test_the_newest_migration_is_the_one_that_is_checked_for() -> None:
    assert ScriptDirectory("db/migrations").get_heads() == [HEAD]


def test_many_processes_may_migrate_at_once(empty_url: str) -> None:
    databases = [Database(empty_url) for _ in range(6)]
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


@only("sqlite", because="PostgreSQL is told by its administrator")
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


def test_a_commit_that_finds_the_database_busy_is_tried_again(database_url: str, database: Database) -> None:
    naps: list[float] = []
    others = ExitStack()
    others.enter_context(writers_kept_out(database_url))

    def release(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 2:
            others.close()

    waiting = Database(database_url, busy_seconds=0, sleep=release, jitter=lambda: 1.0)
    waiting.write(lambda record: record.audit("someone", "launch", {}, NOON))
    assert len(naps) == 2
    assert naps[1] > naps[0] > 0
    assert [entry.action for entry in database.read(lambda record: record.audit_log())] == ["launch"]
    waiting.close()


def test_a_database_that_stays_busy_says_so_and_stores_nothing(database_url: str, database: Database) -> None:
    waiting = Database(database_url, busy_seconds=0, sleep=lambda _: None)
    with writers_kept_out(database_url), pytest.raises(Busy, match="Nothing was stored"):
        waiting.write(lambda record: record.audit("someone", "launch", {}, NOON))
    waiting.close()
    assert database.read(lambda record: record.audit_log()) == ()


def test_readers_do_not_wait_for_a_writer(database_url: str, database: Database) -> None:
    with writers_kept_out(database_url):
        assert database.read(lambda record: record.audit_log()) == ()


def test_a_reader_sees_one_moment(database: Database) -> None:
    def look_twice(record: Record) -> list[int]:
        before = len(record.audit_log())
        database.write(lambda meanwhile: meanwhile.audit("someone", "launch", {}, NOON))
        return [before, len(record.audit_log())]

    assert database.read(look_twice) == [0, 0]
    assert len(database.read(lambda record: record.audit_log())) == 1


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"folder .*nowhere does not exist\. Create it with `study migrate`"):
        Database(f"sqlite:///{tmp_path}/nowhere/study.sqlite3").check_writable()


def test_a_missing_file_is_not_made_in_passing(file: Path) -> None:
    with pytest.raises(StorageError, match="does not exist"):
        Database(f"sqlite:///{file}").check_writable()
    assert not file.exists()


@pytest.mark.parametrize("use", [Database.check_writable, lambda database: database.read(Record.versions)])
def test_missing_tables_are_named_with_the_remedy(empty_url: str, use: Callable[[Database], object]) -> None:
    database = Database(empty_url)
    with pytest.raises(StorageError, match="Run `study migrate`"):
        use(database)
    database.close()


@pytest.mark.parametrize("use", [Database.check_writable, Database.migrate])
def test_tables_of_newer_software_are_left_alone(database: Database, use: Callable[[Database], object]) -> None:
    edit(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"a newer version of this software \(9999; this one knows"):
        use(database)


def test_tables_of_older_software_are_named(database: Database) -> None:
    edit(database, "UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(StorageError, match=r"out of date\. Run `study migrate`"):
        database.check_writable()


@only("sqlite", because="its own sentences are in test_postgresql.py")
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


@only("sqlite", because="its own sentences are in test_postgresql.py")
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


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "a file somewhere", "mysql://h/study", "postgres://h/study"]
)
def test_an_address_that_cannot_keep_a_study_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///data/study\.sqlite3"):
        Database(url)
