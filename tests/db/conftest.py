"""A database, SQLite and PostgreSQL in turn, and one registered study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db import Database, VersionRow
from protocols import Study
from tests.db.sessions import NOON
from tests.db.small_study import small_study


@pytest.fixture(scope="session")
def study() -> Study:
    return small_study()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite database lies, or would."""
    return tmp_path / "study.sqlite3"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, sleep=lambda _: None, jitter=lambda: 0.5)
    yield database
    database.close()


@pytest.fixture
def pilot(database: Database, study: Study) -> VersionRow:
    return database.write(lambda record: record.register_version(study, "pilot", NOON))


@pytest.fixture
def live(database: Database, study: Study) -> VersionRow:
    return database.write(lambda record: record.register_version(study, "live", NOON, secret=bytes(range(32))))
