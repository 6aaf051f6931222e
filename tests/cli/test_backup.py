from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from db import Database, StorageError
from tests.cli.conftest import Study
from tests.db.sessions import NOON, live_through
from tests.db.small_study import small_study


@pytest.fixture
def made(database_url: str, tmp_path: Path) -> str:
    """The address of a database with one session, which nobody has open."""
    (tmp_path / "data").mkdir()
    with closing(Database(database_url)) as database:
        database.migrate()
        version = database.write(lambda record: record.register_version(small_study(), "pilot", NOON))
        live_through(database, version, small_study(), "p-1")
    return database_url


def test_a_backup_is_written_and_comes_back(study: Study, made: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    written = study("backup", copy)
    assert written.exit_code == 0, written.output
    assert "as it was written" in written.output

    assert study("restore", copy, input="n\n").exit_code == 1
    back = study("restore", copy, "--yes")
    assert back.exit_code == 0, back.output
    assert "is kept as" in back.output
    with closing(Database(made)) as database:
        assert [entry.action for entry in database.read(lambda record: record.audit_log())][-1:] == ["restore"]


def test_a_backup_with_findings_ends_with_1(study: Study, made: str, tmp_path: Path) -> None:
    with closing(Database(made)) as database, database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE responses SET changes = 99 WHERE item = 'training'")

    written = study("backup", tmp_path / "copy.sqlite3")

    assert written.exit_code == 1
    assert "its digest does not agree" in written.stderr
    assert (tmp_path / "copy.sqlite3").exists()


def test_nothing_is_overwritten(study: Study, made: str, tmp_path: Path) -> None:
    (tmp_path / "copy.sqlite3").touch()
    assert isinstance(study("backup", tmp_path / "copy.sqlite3").exception, StorageError)
