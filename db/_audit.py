"""The audit log: who did what, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from db._connected import Connected, table_of
from db.tables import AuditLog


@dataclass(frozen=True)
class AuditRow:
    """One action."""

    id: int
    """Row, in the order of events."""
    at: datetime
    """When."""
    actor: str
    """Console user, `command line`, or `participant`."""
    action: str
    """launch, pause, close, unblind, export, erase, …"""
    detail: Mapping[str, Any]
    """Particulars."""


_audit_log = table_of(AuditLog)


class AuditRecord(Connected):
    """The audit log."""

    def audit(self, actor: str, action: str, detail: Mapping[str, Any], now: datetime) -> None:
        """Appends an action. `detail` holds neither answers nor recruitment ids: the log is never erased."""
        self.connection.execute(
            _audit_log.insert(), {"at": now, "actor": actor, "action": action, "detail": dict(detail)}
        )

    def audit_log(self) -> tuple[AuditRow, ...]:
        """All actions, oldest first."""
        rows = self.connection.execute(select(*_audit_log.c).order_by(_audit_log.c.id))
        return tuple(AuditRow(*row) for row in rows)
