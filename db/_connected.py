"""What every part of the record stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Connection, Insert, Row, Select, Table

from db.tables import Base


class Connected:
    """A part of the record, inside one transaction."""

    def __init__(self, connection: Connection, *, writes: bool = False) -> None:
        self.connection = connection
        """Inside a transaction; for audit, progress and export, which read whole tables."""
        self._writes = writes
        self.erased = False
        """Whether this transaction removed personal data, so that the log must be emptied after the commit."""

    def _insert(self, statement: Insert, values: Mapping[str, object]) -> int:
        (row,) = self.connection.execute(statement, values).inserted_primary_key or (None,)
        return int(cast(int, row))

    def _locking(self, statement: Select[Any], table: Table) -> Select[Any]:
        # On PostgreSQL a writer locks the rows it decides upon; on SQLite it holds the whole file already.
        if self._writes and self.connection.dialect.name == "postgresql":
            return statement.with_for_update(of=table)
        return statement

    def _decisive(self, statement: Select[Any], table: Table, **parameters: object) -> Row[*tuple[Any, ...]] | None:
        """The row of several tables that a writer decides upon, after its part in `table` has been locked."""
        locking = self._locking(statement, table)
        if locking is not statement:
            # Whoever waited for the lock sees that table as it is now, and those joined to it as they were before.
            self.connection.execute(locking, parameters)
        return self.connection.execute(statement, parameters).first()


def table_of(model: type[Base]) -> Table:
    """The table of a declarative class: statements on it skip the ORM, which a submit has no time for."""
    return cast(Table, model.__table__)
