"""SQLAlchemy engines: SQLite for one machine, PostgreSQL for several app processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from db._errors import StorageError

_BUSY_STATES = {"40001", "40P01", "55P03"}  # PostgreSQL: serialization failure, deadlock, lock not available


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose transactions begin explicitly, whose commits survive a power cut, and which waits for locks so long."""
    if url.get_backend_name() == "sqlite":
        if sqlite_file(url) is None:
            raise StorageError(
                "A study cannot be kept in memory. Name a file, for example sqlite:///data/study.sqlite3."
            )
        engine = _create(url, {"isolation_level": None, "timeout": busy_seconds, "cached_statements": 256})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    milliseconds = round(busy_seconds * 1000)
    return _create(
        url, {"options": f"-c lock_timeout={milliseconds} -c default_transaction_isolation=read\\ committed"}
    )


def begin(connection: Connection, *, writes: bool) -> None:
    """Opens the transaction of a fresh connection; the driver itself never does."""
    if connection.dialect.name == "sqlite":
        # A deferred transaction that turns into a writer cannot wait for another one: it fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address; None in memory, and for any other database."""
    if url.get_backend_name() != "sqlite":
        return None
    name = (url.database or "").removeprefix("file:")
    return None if name in {"", ":memory:"} else Path(name)


def is_busy(error: DBAPIError) -> bool:
    """Whether the same transaction may succeed if it is run again."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return (error.orig.sqlite_errorcode & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return getattr(error.orig, "sqlstate", None) in _BUSY_STATES


def in_plain_words(error: DBAPIError, url: URL) -> StorageError | None:
    """Cause and remedy of a failure of storage; None for any other failure."""
    if not isinstance(error.orig, sqlite3.Error):
        if error.connection_invalidated or "connection" in str(error.orig).lower():
            return StorageError(
                f"The database at {url.host or 'localhost'} cannot be reached. Check that PostgreSQL runs and that "
                "STUDY_DATABASE_URL is right."
            )
        return None
    file = sqlite_file(url)
    match error.orig.sqlite_errorcode & 0xFF if hasattr(error.orig, "sqlite_errorcode") else None:
        case sqlite3.SQLITE_READONLY:
            return StorageError(
                f"The database {file} is read-only. Give the user who runs the app write permission for the file and its folder."
            )
        case sqlite3.SQLITE_CANTOPEN:
            return StorageError(
                f"The database {file} cannot be opened. Check that its folder exists and that the user who runs the app may write there."
            )
        case sqlite3.SQLITE_FULL:
            return StorageError(f"The disk that holds {file} is full. Free some space; nothing that was saved is lost.")
        case sqlite3.SQLITE_IOERR:
            return StorageError(f"The disk that holds {file} reports an error. Check the disk and its free space.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageError(f"{file} is not a healthy SQLite database. Restore the last backup.")
    return None


def parse_url(url: str | URL) -> URL:
    """The address as SQLAlchemy understands it; `StorageError` if it cannot."""
    from sqlalchemy import make_url

    try:
        return make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{url!r} is no database address. Set STUDY_DATABASE_URL to, for example, sqlite:///data/study.sqlite3."
        ) from error


def _create(url: URL, connect_args: dict[str, Any]) -> Engine:
    return create_engine(
        url,
        connect_args=connect_args,
        pool_size=8,
        max_overflow=24,
    )


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
