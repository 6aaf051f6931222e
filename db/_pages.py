"""Pages: opened under a token, submitted exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, or_, select

from db._connected import Connected, table_of
from db._participants import PARTICIPANT_COLUMNS, PARTICIPANT_TABLES, ParticipantRow, participants
from db.tables import Pages


@dataclass(frozen=True)
class PageRow:
    """A page that a participant opened, as read."""

    id: int
    """Row."""
    page_index: int
    """Index in the plan, from 0."""
    page_id: str
    """Page of the plan."""
    token: str
    """Token that the next submit must carry."""
    previous_token: str | None
    """Token of the try before, or of the page left before the period began again."""
    opened_at: datetime
    """When it was first shown."""
    submitted_at: datetime | None
    """When it was saved; None while it is open."""
    body_digest: str | None
    """Digest of the body that was saved, or of the last failed try."""
    attempts: int
    """Failed tries of a comprehension check."""
    runtime: str | None
    """Hash of the software that saved it; None if not known."""
    participant: ParticipantRow
    """Whose page it is."""


pages = table_of(Pages)

_COLUMNS = tuple(column for column in pages.c if column is not pages.c.participant_id)
_select = select(*_COLUMNS, *PARTICIPANT_COLUMNS).select_from(
    PARTICIPANT_TABLES.join(pages, pages.c.participant_id == participants.c.id)
)
_by_token = _select.where(or_(pages.c.token == bindparam("token"), pages.c.previous_token == bindparam("token")))
_of_participant = _select.where(pages.c.participant_id == bindparam("participant_id"))
_by_page_id = _of_participant.where(pages.c.page_id == bindparam("page_id"))
_in_order = _of_participant.order_by(pages.c.page_index)
_insert = pages.insert()
_close = (
    pages.update()
    .where(pages.c.id == bindparam("row"), pages.c.submitted_at.is_(None))
    .values(submitted_at=bindparam("now"), body_digest=bindparam("digest"), runtime=bindparam("saved_by"))
)
_retry = (
    pages.update()
    .where(pages.c.id == bindparam("row"), pages.c.submitted_at.is_(None), pages.c.token == bindparam("spent"))
    .values(
        token=bindparam("fresh"),
        previous_token=bindparam("spent"),
        body_digest=bindparam("digest"),
        attempts=pages.c.attempts + 1,
    )
)


class PageRecord(Connected):
    """Pages."""

    def open_page(
        self,
        participant: ParticipantRow,
        page_index: int,
        page_id: str,
        token: str,
        now: datetime,
        *,
        previous_token: str | None = None,
    ) -> PageRow:
        """The participant's page of that id: as it is if it was opened before, else new under this token.

        `previous_token` is one that an older window may still send.
        """
        opened = self.page(participant, page_id)
        if opened is not None:
            return opened
        values = {
            "participant_id": participant.id,
            "page_index": page_index,
            "page_id": page_id,
            "token": token,
            "previous_token": previous_token,
            "opened_at": now,
            "attempts": 0,
        }
        row = self._insert(_insert, values)
        return PageRow(row, page_index, page_id, token, previous_token, now, None, None, 0, None, participant)

    def page(self, participant: ParticipantRow, page_id: str) -> PageRow | None:
        """The participant's page of that id; None if it was never opened."""
        return self._one_page(_by_page_id, participant_id=participant.id, page_id=page_id)

    def page_by_token(self, token: str) -> PageRow | None:
        """The page that was sent out under that token, with its participant.

        If `page.token` is another one, the token belonged to the try before.
        """
        if "\x00" in token:
            return None  # PostgreSQL cannot even be asked for such a text
        return self._one_page(_by_token, token=token)

    def pages_of(self, participant: ParticipantRow) -> tuple[PageRow, ...]:
        """Every page the participant opened, in the order of the plan."""
        rows = self.connection.execute(_in_order, {"participant_id": participant.id})
        return tuple(_page_of(row) for row in rows)

    def close_page(self, page: PageRow, body_digest: str, now: datetime, runtime: str | None = None) -> bool:
        """True for the one submit that saves the page; False for every other, which must store nothing.

        `runtime` is the hash of the software that saves it.
        """
        values = {"row": page.id, "now": now, "digest": body_digest, "saved_by": runtime}
        return self.connection.execute(_close, values).rowcount == 1

    def retry_page(self, page: PageRow, body_digest: str, token: str) -> bool:
        """Counts a failed try and sends the page out under a new token; False if that try was counted before."""
        values = {"row": page.id, "spent": page.token, "fresh": token, "digest": body_digest}
        return self.connection.execute(_retry, values).rowcount == 1

    def _one_page(self, statement: Select[Any], **parameters: object) -> PageRow | None:
        row = self._decisive(statement, participants, **parameters)
        return None if row is None else _page_of(row)


def _page_of(row: Any) -> PageRow:
    split = len(_COLUMNS)
    page = (*row[:split], ParticipantRow(*row[split:]))
    return PageRow(*page)
