"""Answers, times and events as they are stored: their tables are too long to make an object of every cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, TypeDecorator, select, type_coerce

from db._participants import participants
from db._record import Record
from db._versions import VersionRow


class StoredResponse(NamedTuple):
    """One item of a page."""

    participant_id: int
    page_id: str
    item: str
    instrument: str | None
    value: str | None
    """As JSON."""
    missing: str
    item_position: int
    option_order: str | None
    """As JSON."""
    first_answer_ms: int | None
    changes: int
    answered_at: str
    """UTC, ISO 8601."""


class StoredTiming(NamedTuple):
    """One duration."""

    participant_id: int
    page_id: str
    kind: str
    key: str
    measure: str
    milliseconds: float


class StoredEvent(NamedTuple):
    """Something that happened."""

    participant_id: int
    page_id: str | None
    kind: str
    client_ms: float | None
    server_time: str
    """UTC, ISO 8601."""
    detail: str
    """As JSON."""


_from_json = json.JSONDecoder().decode


class StoredValues(dict[str | None, Any]):
    """What the JSON of cells says, each text decoded once; not to be changed.

    It lives no longer than the sessions that were read: what a participant has erased must not stay in memory.

    >>> StoredValues()['["a", 2]']
    ['a', 2]
    """

    def __missing__(self, text: str | None) -> Any:
        value = self[text] = None if text is None else _from_json(text)
        return value


def stored(
    record: Record, table: Table, columns: Iterable[str], version: VersionRow, mode: str, *order: str
) -> Sequence[tuple[Any, ...]]:
    """These columns of the rows of one version and mode, by participant and then by `order`, as the driver gives them."""
    people = select(participants.c.id).where(participants.c.version_id == version.id, participants.c.mode == mode)
    statement = (
        select(*(_as_stored(table.c[column]) for column in columns))
        .where(table.c.participant_id.in_(people))
        .order_by(*(table.c[column] for column in ("participant_id", *order)))
    )
    with record.connection.execute(statement) as result:
        # Nothing is left to convert, and SQLAlchemy's own rows would take as long again as reading them.
        return [] if result.cursor is None else result.cursor.fetchall()


def by_page(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str, list[tuple[Any, ...]]]]:
    """Participant, page and the rows of each page; rows begin with both and are in their order."""
    for (participant_id, page_id), group in groupby(rows, itemgetter(0, 1)):
        yield participant_id, page_id, list(group)


def _as_stored(column: Column[Any]) -> Any:
    kind = column.type
    return type_coerce(column, kind.impl_instance) if isinstance(kind, TypeDecorator) else column
