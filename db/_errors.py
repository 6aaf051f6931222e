"""What can go wrong with the record, in sentences for the person who must act."""

from __future__ import annotations

from datetime import datetime


class StorageError(Exception):
    """The database cannot be used: one sentence says why, one says what to do."""


class Busy(StorageError):  # noqa: N818 - the word of the HTTP contract
    """Other writers held the database for too long; nothing was stored, and the same request may be sent again."""


class IllegalTransition(Exception):  # noqa: N818 - the word of the state machine
    """A participant or version cannot go from its present state to that one."""


class LockedOut(Exception):  # noqa: N818 - says what happened to the user
    """Too many wrong passwords; no login until the moment given."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Too many wrong passwords. Try again after {until:%H:%M} UTC.")
        self.until = until
        """First moment of the next try."""
