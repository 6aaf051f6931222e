"""Logging in to the console: argon2id takes its time outside of transactions, the counting happens inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from db._database import Database
from db._users import UserRow

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_PASSWORD = 12
"""Shortest password that is accepted, in characters."""


def add_user(database: Database, name: str, role: str, password: str, now: datetime) -> UserRow:
    """A new console account; `ValueError` if the name is taken, the role unknown or the password too short."""
    if len(password) < MIN_PASSWORD:
        raise ValueError(f"a password needs at least {MIN_PASSWORD} characters")
    password_hash = _hasher().hash(password)
    return database.write(lambda record: record.add_user(name, role, password_hash, now))


def set_password(database: Database, name: str, password: str) -> None:
    """Another password for an account, which is unlocked by it; `ValueError` if it is too short."""
    if len(password) < MIN_PASSWORD:
        raise ValueError(f"a password needs at least {MIN_PASSWORD} characters")
    password_hash = _hasher().hash(password)
    database.write(lambda record: record.set_password(name, password_hash))


def verify_user(database: Database, name: str, password: str, now: datetime) -> UserRow | None:
    """The account if the password is right, else None; `LockedOut` after five wrong ones, for 15 minutes.

    An unknown name takes as long as a wrong password.
    """
    user = database.write(lambda record: record.count_attempt(name, now))
    if not _matches(_stand_in() if user is None else user.password_hash, password) or user is None:
        return None
    database.write(lambda record: record.clear_attempts(name))
    return replace(user, failed_attempts=0, locked_until=None)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher, Type  # only the console pays for this import

    return PasswordHasher(type=Type.ID)


@cache
def _stand_in() -> str:
    return _hasher().hash("nobody has this password")


def _matches(password_hash: str, password: str) -> bool:
    from argon2.exceptions import VerifyMismatchError

    try:
        return _hasher().verify(password_hash, password)
    except VerifyMismatchError:
        return False
