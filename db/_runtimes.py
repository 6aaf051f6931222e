"""The second hash: on which software sessions were served."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import bindparam, select

from db._connected import Connected, table_of
from db.tables import Runtimes


@dataclass(frozen=True)
class Runtime:
    """A software environment: a change of it is an event, never a new version."""

    packages: tuple[str, ...]
    """The app and every installed package as `name==version`, sorted."""

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the packages, one a line, 64 hex digits.

        >>> Runtime(("alembic==1.16.0", "skingen-study==0.1.0")).hash[:12]
        'b395cc2dadb1'
        """
        return hashlib.sha256("\n".join(self.packages).encode()).hexdigest()


_runtimes = table_of(Runtimes)
_by_hash = select(_runtimes.c.packages).where(_runtimes.c.hash == bindparam("hash"))


class RuntimeRecord(Connected):
    """Software environments."""

    def runtime(self, runtime_hash: str) -> Runtime | None:
        """The environment of that hash; None if no session was ever served in it."""
        packages: list[str] | None = self.connection.execute(_by_hash, {"hash": runtime_hash}).scalar()
        return None if packages is None else Runtime(tuple(packages))

    def _keep_runtime(self, runtime: Runtime, now: datetime) -> None:
        if self.runtime(runtime.hash) is None:
            values = {"hash": runtime.hash, "packages": list(runtime.packages), "first_used_at": now}
            self.connection.execute(_runtimes.insert(), values)
