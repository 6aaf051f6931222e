"""SQLAlchemy engines: SQLite for one machine, PostgreSQL for several app processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from db._errors import StorageError


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


def parse_url(url: str | URL) -> URL:
    """The address as SQLAlchemy understands it; `StorageError` if it cannot."""
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{url!r} is no database address. Set STUDY_DATABASE_URL to, for example, sqlite:///data/study.sqlite3."
        ) from error


def _create(url: URL, connect_args: dict[str, Any]) -> Engine:
    # Every transaction ends in `Database`; the pool need not roll back once more.
    return create_engine(url, connect_args=connect_args, pool_size=8, max_overflow=24, pool_reset_on_return=None)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
