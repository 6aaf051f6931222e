"""SQLAlchemy engines: SQLite for one machine, PostgreSQL for several app processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from db._errors import StorageError

_EXAMPLES = "sqlite:///data/study.sqlite3 or postgresql://user:password@host/study"
_POSTGRESQL = {
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "15s",  # a replica that froze within a write lets go of its locks
    "default_transaction_isolation": "read\\ committed",  # a writer that waited for a row sees what the other committed
}
_READING = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0"
)


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine whose transactions begin explicitly, whose commits survive a power cut, and which waits for locks so long."""
    if url.get_backend_name() == "postgresql":
        return _open_postgresql(url, busy_seconds)
    if sqlite_file(url) is None:
        raise StorageError("A study cannot be kept in memory. Name a file, for example sqlite:///data/study.sqlite3.")
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": busy_seconds, "cached_statements": 256},
        pool_size=8,
        max_overflow=24,
        pool_reset_on_return=None,  # every transaction ends in `Database`
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def begin(connection: Connection, *, writes: bool) -> None:
    """Opens the transaction of a fresh connection: one that may write, or one that sees a single moment."""
    if connection.dialect.name == "sqlite":
        # A deferred transaction that turns into a writer cannot wait for another one: it fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif not writes:
        connection.execution_options(no_parameters=True).exec_driver_sql(_READING)


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite address; None in memory, and for any other database."""
    if url.get_backend_name() != "sqlite":
        return None
    name = (url.database or "").removeprefix("file:")
    return None if name in {"", ":memory:"} else Path(name)


def parse_url(url: str | URL) -> URL:
    """The address as SQLAlchemy understands it; `StorageError` if it names neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            f"{url!r} is no database address. Set STUDY_DATABASE_URL to, for example, {_EXAMPLES}."
        ) from error
    if parsed.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        raise StorageError(
            f"A study cannot be kept in {parsed.drivername!r}. Set STUDY_DATABASE_URL to, for example, {_EXAMPLES}."
        )
    return parsed


def _open_postgresql(url: URL, busy_seconds: float) -> Engine:
    settings = {"lock_timeout": f"{max(1, round(busy_seconds * 1000))}ms"} | _POSTGRESQL
    try:
        return create_engine(
            url,
            connect_args={
                "application_name": "study",
                "connect_timeout": 5,
                "tcp_user_timeout": 10_000,
                "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
            },
            pool_size=5,
            max_overflow=5,
            pool_timeout=10,
            pool_pre_ping=True,  # the server may have been restarted since
            pool_reset_on_return=None,  # every transaction ends in `Database`
        )
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs its driver, which is not installed. Run `pip install -r requirements/postgresql.txt`."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal != "wal":
        connection.execute("PRAGMA journal_mode = WAL")
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
