"""Withdrawal: the session ends, and if the person wants it, everything but the ledger row goes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Table, func, select

from db._answers import responses
from db._audit import AuditRecord
from db._connected import table_of
from db._events import events, timings
from db._pages import pages
from db._participants import UNFINISHED, ParticipantRecord, ParticipantRow, participants
from db._superseded import SupersededRecord
from db.tables import AllocationLinks, ErasedTokens, RecruitmentIds

_PERIOD = re.compile(r"p(\d+)\.")
_PERSONAL = (
    "token_hash",
    "language",
    "screen_out_code",
    "created_at",
    "seen_at",
    "consented_at",
    "allocated_at",
    "completed_at",
    "ended_at",
)
_BELONGINGS: tuple[Table, ...] = (
    responses,
    timings,
    events,
    pages,
    table_of(RecruitmentIds),
    table_of(AllocationLinks),
)
_erased_tokens = table_of(ErasedTokens)
_present = select(participants.c.pseudonym).where(~participants.c.erased)

RESTORED = "journal of erasures"
"""Who the audit log says erased somebody again."""


class WithdrawalRecord(AuditRecord, ParticipantRecord, SupersededRecord):
    """Withdrawal and erasure."""

    def withdraw(
        self, participant: ParticipantRow, *, erase: bool, now: datetime, actor: str = "participant"
    ) -> ParticipantRow:
        """Ends the session at the participant's wish; repeated, it changes nothing.

        Without `erase`, a session that has ended stays as it ended. With it, at any time,
        answers with their salts, timings, events, pages, recruitment ids and the link to the ledger are deleted. What
        stays is a row with pseudonym, version, mode, status and last period reached, the ledger
        row under the same pseudonym, and a line of the audit log with the number of entries of the answer chain
        that have lost their answers.
        """
        if not erase and participant.status not in UNFINISHED:
            return participant
        withdrawn = self.set_status(participant, "withdrawn", now)
        return self._erase(withdrawn, now, actor) if erase and not withdrawn.erased else withdrawn

    def erase_again(self, erased: Mapping[str, datetime]) -> None:
        """Erases whom an older copy of the database brought back; pseudonyms with the moments of their erasure."""
        for pseudonym, moment in erased.items():
            participant = self.participant_by_pseudonym(pseudonym)
            if participant is not None:
                self.withdraw(participant, erase=True, now=moment, actor=RESTORED)

    def erasures(self) -> dict[str, datetime]:
        """Pseudonyms of everyone who was erased, with the moments, from the audit log."""
        return {entry.detail["participant"]: entry.at for entry in self.audit_log() if entry.action == "erase"}

    def pseudonyms(self) -> tuple[str, ...]:
        """Pseudonyms of everyone who was not erased."""
        return tuple(self.connection.execute(_present).scalars())

    def _erase(self, participant: ParticipantRow, now: datetime, actor: str) -> ParticipantRow:
        answered = select(func.count(responses.c.page_id.distinct())).where(
            responses.c.participant_id == participant.id
        )
        superseded = sum(bool(page.responses) for page in self.superseded_pages_of(participant))
        chained = self.connection.execute(answered).scalar_one() + superseded
        detail = {"participant": participant.pseudonym, "pages": chained}
        self.audit(actor, "erase", detail, now)
        opened = self.connection.execute(
            select(pages.c.page_id).where(pages.c.participant_id == participant.id)
        ).scalars()
        periods = [int(match[1]) for match in map(_PERIOD.match, opened) if match]
        for table in _BELONGINGS:
            self.connection.execute(table.delete().where(table.c.participant_id == participant.id))
        if participant.token_hash is not None:
            self.connection.execute(_erased_tokens.insert(), {"token_hash": participant.token_hash})
        values: dict[str, object] = dict.fromkeys(_PERSONAL)
        values |= {"erased": True, "page_index": 0, "last_period": max(periods, default=None)}
        self.connection.execute(participants.update().where(participants.c.id == participant.id).values(values))
        self.erased = True
        return self.participant(participant.id)
