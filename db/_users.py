"""Console accounts: argon2id, and a lock after repeated wrong passwords."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from db._connected import Connected, table_of
from db._errors import LockedOut
from db.tables import ROLES, ConsoleUsers

MAX_ATTEMPTS = 5
"""Wrong passwords until the account locks."""
LOCK = timedelta(minutes=15)
"""How long it stays locked."""


@dataclass(frozen=True)
class UserRow:
    """A console account as read."""

    name: str
    """Login name."""
    role: str
    """researcher or analyst."""
    password_hash: str = field(repr=False)
    """argon2id hash."""
    failed_attempts: int
    """Wrong passwords since the last right one."""
    locked_until: datetime | None
    """No login before."""
    created_at: datetime
    """When the account was made."""


_users = table_of(ConsoleUsers)
_by_name = select(*_users.c).where(_users.c.name == bindparam("name"))


class UserRecord(Connected):
    """Console accounts; passwords are hashed and verified by `Accounts`, outside of transactions."""

    def add_user(self, name: str, role: str, password_hash: str, now: datetime) -> UserRow:
        """A new account; `ValueError` if the name is taken or the role unknown."""
        if role not in ROLES:
            raise ValueError(f"role {role!r} is none of {', '.join(ROLES)}")
        if self.user(name) is not None:
            raise ValueError(f"there is a console user {name!r} already")
        values = {"name": name, "role": role, "password_hash": password_hash, "failed_attempts": 0, "created_at": now}
        self.connection.execute(_users.insert(), values)
        return UserRow(name, role, password_hash, 0, None, now)

    def user(self, name: str) -> UserRow | None:
        """The account of that name."""
        row = self.connection.execute(self._locking(_by_name, _users), {"name": name}).first()
        return None if row is None else UserRow(*row)

    def users(self) -> tuple[UserRow, ...]:
        """All accounts by name."""
        return tuple(UserRow(*row) for row in self.connection.execute(select(*_users.c).order_by(_users.c.name)))

    def count_attempt(self, name: str, now: datetime) -> UserRow | None:
        """Counts a login before its password is looked at, so that no burst of guesses gets past the limit.

        None if there is no such account; `LockedOut` if it is locked.
        """
        user = self.user(name)
        if user is None:
            return None
        if user.locked_until is not None and now < user.locked_until:
            raise LockedOut(user.locked_until)
        attempts = 1 if user.locked_until is not None else user.failed_attempts + 1
        until = now + LOCK if attempts >= MAX_ATTEMPTS else None
        self.connection.execute(
            _users.update().where(_users.c.name == name).values(failed_attempts=attempts, locked_until=until)
        )
        return user

    def clear_attempts(self, name: str) -> None:
        """Forgets wrong passwords after a right one."""
        self.connection.execute(
            _users.update().where(_users.c.name == name).values(failed_attempts=0, locked_until=None)
        )

    def set_password(self, name: str, password_hash: str) -> None:
        """Gives the account another password and unlocks it."""
        self.connection.execute(
            _users.update()
            .where(_users.c.name == name)
            .values(password_hash=password_hash, failed_attempts=0, locked_until=None)
        )
