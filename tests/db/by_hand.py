"""The database as someone with its own tools sees and changes it: past our code, its triggers and its foreign keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import monotonic
from typing import Any

from sqlalchemy import Connection, create_engine, text

from db import Database


def rows(database: Database, query: str) -> list[dict[str, Any]]:
    """What is stored, as it is stored."""
    found = database.read(lambda record: record.connection.execute(text(query)).mappings().all())
    return [dict(row) for row in found]


def edit(database: Database, script: str) -> None:
    """Runs statements, separated by semicolons, that the software itself would never run."""
    if database.url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(database.url.database))) as connection:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            drops = "".join(f"DROP TRIGGER {name};" for (name,) in triggers)
            connection.executescript(drops + script)
            connection.commit()
        return
    engine = create_engine(database.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")  # triggers and foreign keys sleep
        for statement in script.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()


class Held:
    """The rows of all participants, locked by another process in the middle of its transaction."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def await_others(self, number: int) -> None:
        """Returns when so many transactions wait for these rows; SQLite does not tell who waits."""
        if self._connection is None:
            return
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        late = monotonic() + 30
        while self._connection.execute(waiting).scalar_one() < number:
            assert monotonic() < late, "nobody waits for the rows"
            self._connection.execute(text("SELECT pg_stat_clear_snapshot()"))


@contextmanager
def participants_held(url: str) -> Iterator[Held]:
    """Holds what every step of a session needs."""
    if url.startswith("sqlite"):
        with writers_kept_out(url):
            yield Held(None)
        return
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("SELECT id FROM participants FOR UPDATE"))
        yield Held(connection)
    engine.dispose()


@contextmanager
def writers_kept_out(url: str) -> Iterator[None]:
    """Holds what every writer of the audit log needs, as another process would in the middle of its transaction."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("LOCK TABLE audit_log IN EXCLUSIVE MODE"))
        yield
    engine.dispose()
