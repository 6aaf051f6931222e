"""Vacated slots: whoever leaves after allocation, and failed no check, leaves a slot that may be put up again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from db._connected import table_of
from db._participants import ParticipantRecord, ParticipantRow
from db._versions import VersionRecord
from db.tables import AllocationLinks, Allocations, Vacancies
from protocols import check_codes

HOLDING = frozenset({"allocated", "active"})
"""States of somebody who holds a slot and has not finished."""
LEFT = frozenset({"screened_out", "timed_out", "withdrawn"})
"""States in which a slot may have been vacated."""

_vacancies = table_of(Vacancies)
_allocations = table_of(Allocations)
_links = table_of(AllocationLinks)
_vacated = (
    select(_vacancies.c.number)
    .where(_vacancies.c.version_id == bindparam("version"), _vacancies.c.mode == bindparam("of_mode"))
    .order_by(_vacancies.c.number)
)
_own_number = (
    select(_allocations.c.number)
    .join(_links, _links.c.allocation_id == _allocations.c.id)
    .where(_links.c.participant_id == bindparam("participant"))
)


class VacancyRecord(VersionRecord, ParticipantRecord):
    """Vacated slots."""

    def vacated(self, version_id: int, mode: str) -> tuple[int, ...]:
        """Numbers of the rows of the ledger whose slots were vacated, in ascending order."""
        return tuple(self.connection.execute(_vacated, {"version": version_id, "of_mode": mode}).scalars())

    def set_status(
        self, participant: ParticipantRow, status: str, now: datetime, *, code: str | None = None
    ) -> ParticipantRow:
        """As for every participant; who leaves with a slot vacates it, unless `code` is that of a failed check."""
        holds = status in LEFT and self.participant(participant.id).status in HOLDING
        current = super().set_status(participant, status, now, code=code)
        if holds and (code is None or code not in check_codes(self.study_of(current.version_id))):
            number = self.connection.execute(_own_number, {"participant": current.id}).scalar_one()
            row = {"version_id": current.version_id, "mode": current.mode, "number": number}
            self.connection.execute(_vacancies.insert(), row)
        return current
