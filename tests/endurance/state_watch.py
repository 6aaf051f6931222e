"""Notices any change of the record, table by table, and can undo it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, text

from db import Database, Record
from db.tables import Base, Events

Rows = list[tuple[Any, ...]]

LOG = Events.__table__.name
"""The one table in which a refusal may leave a trace."""
_SINCE = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT txid_snapshot_xmax(txid_current_snapshot())"}


class StateWatch:
    """Remembers the record as it was when this was made."""

    def __init__(self, address: str) -> None:
        self._database = Database(address)  # SQLite tells a connection only of what others wrote
        self._held = self._all()
        self._seen = self._count()

    def changed(self) -> list[str]:
        """Names of the tables that are not as they were, but for the log of events."""
        if self._count() == self._seen:
            return []
        now = self._all()
        self._seen = self._count()
        return [name for name, rows in self._held.items() if name != LOG and now[name] != rows]

    def events(self) -> int:
        """Number of events now."""
        return self._database.read(
            lambda record: record.connection.execute(select(func.count()).select_from(Events)).scalar_one()
        )

    def restore(self) -> None:
        """Brings the record back to what was remembered, the tables that only grow included."""
        self._database.write(self._put_back)
        self._seen = self._count()

    def close(self) -> None:
        """Closes the connection."""
        self._database.close()

    def _count(self) -> Any:
        """A number that changes with every commit that wrote something."""
        statement = text(_SINCE[self._database.url.get_backend_name()])
        return self._database.read(lambda record: record.connection.execute(statement).scalar_one())

    def _all(self) -> dict[str, Rows]:
        def look(record: Record) -> dict[str, Rows]:
            return {
                table.name: [
                    tuple(row) for row in record.connection.execute(select(table).order_by(*table.primary_key.columns))
                ]
                for table in Base.metadata.sorted_tables
            }

        return self._database.read(look)

    def _put_back(self, record: Record) -> None:
        kept = self._without_triggers(record)
        for table in reversed(Base.metadata.sorted_tables):
            record.connection.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            rows = [dict(zip(table.c.keys(), row, strict=True)) for row in self._held[table.name]]
            if rows:
                record.connection.execute(table.insert(), rows)
        for trigger in kept:
            record.connection.exec_driver_sql(trigger)

    @staticmethod
    def _without_triggers(record: Record) -> list[str]:
        """Takes away what keeps a table from shrinking, in this transaction; the statements that bring it back."""
        if record.connection.dialect.name == "postgresql":
            record.connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            return []
        found = record.connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in found:
            record.connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return [statement for _, statement in found]
