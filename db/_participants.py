"""Participants: who they are to the record, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from db._connected import Connected, table_of
from db._errors import IllegalTransition
from db.tables import AllocationLinks, Allocations, ErasedTokens, Participants, RecruitmentIds, Versions

TRANSITIONS: dict[str, frozenset[str]] = {
    "invited": frozenset({"consented", "declined", "screened_out", "timed_out", "withdrawn"}),
    "consented": frozenset({"allocated", "screened_out", "timed_out", "withdrawn"}),
    "allocated": frozenset({"active", "screened_out", "timed_out", "withdrawn"}),
    "active": frozenset({"completed", "screened_out", "timed_out", "withdrawn"}),
    "screened_out": frozenset({"withdrawn"}),
    "declined": frozenset({"withdrawn"}),
    "completed": frozenset({"withdrawn"}),
    "timed_out": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
"""Which status may follow which. Whoever has left may still ask for erasure."""

UNFINISHED = tuple(status for status, after in TRANSITIONS.items() if "timed_out" in after)
"""Statuses of sessions that still go on."""
_STAMPS = {"consented": "consented_at", "allocated": "allocated_at", "completed": "completed_at"}


@dataclass(frozen=True)
class ParticipantRow:
    """A participant as read; it does not change when the record does."""

    id: int
    """Row; never leaves the server."""
    pseudonym: str
    """Random name, in exports and in the ledger."""
    version_id: int
    """Version that the session runs on."""
    mode: str
    """pilot, live or bot."""
    status: str
    """State of the session."""
    token_hash: str | None
    """SHA-256 of the secret token; None after erasure."""
    language: str | None
    """BCP 47 tag; None after erasure."""
    page_index: int
    """Index of the current page in the plan, from 0."""
    screen_out_code: str | None
    """Rule that ended the session."""
    last_period: int | None
    """Last period reached, written at erasure."""
    created_at: datetime | None
    """First contact; like the other moments, None after erasure."""
    seen_at: datetime | None
    """Last step forward."""
    consented_at: datetime | None
    """Consent."""
    allocated_at: datetime | None
    """Slot claimed."""
    completed_at: datetime | None
    """Last page saved."""
    ended_at: datetime | None
    """End of any other kind."""
    erased: bool
    """Whether the person's data were erased."""
    sequence: str | None
    """Sequence, once allocated; None after erasure."""
    stratum: str | None
    """Stratum, once allocated; None after erasure."""


participants = table_of(Participants)
versions = table_of(Versions)
_links = table_of(AllocationLinks)
_allocations = table_of(Allocations)
_erased_tokens = table_of(ErasedTokens)
_recruitment_ids = table_of(RecruitmentIds)

PARTICIPANT_COLUMNS = (*participants.c, _allocations.c.sequence, _allocations.c.stratum)
"""Columns of a `ParticipantRow`, in the order of its fields."""
PARTICIPANT_TABLES = participants.outerjoin(_links, _links.c.participant_id == participants.c.id).outerjoin(
    _allocations, _allocations.c.id == _links.c.allocation_id
)
"""Where they come from."""

_select = select(*PARTICIPANT_COLUMNS).select_from(PARTICIPANT_TABLES)
_by_id = _select.where(participants.c.id == bindparam("id"))
_by_token = _select.where(participants.c.token_hash == bindparam("token_hash"))
_by_pseudonym = _select.where(participants.c.pseudonym == bindparam("pseudonym"))
_by_external = _select.join(_recruitment_ids, _recruitment_ids.c.participant_id == participants.c.id).where(
    _recruitment_ids.c.version_id == bindparam("version_id"),
    _recruitment_ids.c.source == bindparam("source"),
    _recruitment_ids.c.external_id == bindparam("external_id"),
)
_of_version = _select.where(
    participants.c.version_id == bindparam("version_id"), participants.c.mode == bindparam("of_mode")
).order_by(participants.c.id)
_unfinished = (
    _select.join(versions, versions.c.id == participants.c.version_id)
    .where(
        versions.c.study_id == bindparam("study_id"),
        participants.c.mode == bindparam("of_mode"),
        participants.c.status.in_(UNFINISHED),
        participants.c.seen_at < bindparam("before"),
    )
    .order_by(participants.c.id)
)
_was_erased = select(func.count()).where(_erased_tokens.c.token_hash == bindparam("token_hash"))
_insert = participants.insert()
_insert_external = _recruitment_ids.insert()
_move = (
    participants.update()
    .where(participants.c.id == bindparam("row"))
    .values(page_index=bindparam("to"), seen_at=bindparam("now"))
)


class ParticipantRecord(Connected):
    """Participants."""

    def add_participant(
        self,
        version_id: int,
        mode: str,
        *,
        pseudonym: str,
        token_hash: str,
        language: str,
        now: datetime,
        external: tuple[str, str] | None = None,
    ) -> ParticipantRow:
        """A new participant, `invited`, on page 0. `external` is (source, external id) of a recruitment service."""
        values = {
            "pseudonym": pseudonym,
            "version_id": version_id,
            "mode": mode,
            "status": "invited",
            "token_hash": token_hash,
            "language": language,
            "page_index": 0,
            "created_at": now,
            "seen_at": now,
            "erased": False,
        }
        participant_id = self._insert(_insert, values)
        if external is not None:
            source, external_id = external
            values = {"version_id": version_id, "source": source, "external_id": external_id}
            self.connection.execute(_insert_external, {"participant_id": participant_id} | values)
        return self.participant(participant_id)

    def participant(self, participant_id: int) -> ParticipantRow:
        """The participant of that row; `KeyError` if there is none."""
        found = self._one_participant(_by_id, id=participant_id)
        if found is None:
            raise KeyError(f"no participant {participant_id}")
        return found

    def participants(self, version_id: int, mode: str) -> tuple[ParticipantRow, ...]:
        """All participants of a version, in the order of arrival."""
        rows = self.connection.execute(_of_version, {"version_id": version_id, "of_mode": mode})
        return tuple(ParticipantRow(*row) for row in rows)

    def unfinished_since(self, study_id: str, mode: str, before: datetime) -> tuple[ParticipantRow, ...]:
        """Participants of any version of a study whose session goes on, and whose last step was before that moment."""
        rows = self.connection.execute(_unfinished, {"study_id": study_id, "of_mode": mode, "before": before})
        return tuple(ParticipantRow(*row) for row in rows)

    def participant_by_token_hash(self, token_hash: str) -> ParticipantRow | None:
        """The participant who holds that token."""
        return self._one_participant(_by_token, token_hash=token_hash)

    def participant_by_pseudonym(self, pseudonym: str) -> ParticipantRow | None:
        """The participant of that name in exports."""
        return self._one_participant(_by_pseudonym, pseudonym=pseudonym)

    def participant_by_external(self, version_id: int, source: str, external_id: str) -> ParticipantRow | None:
        """The participant whom a recruitment service knows by that id."""
        return self._one_participant(_by_external, version_id=version_id, source=source, external_id=external_id)

    def renew_token(self, participant: ParticipantRow, token_hash: str) -> ParticipantRow:
        """The participant holds another token from now on; the one before leads nowhere."""
        self.connection.execute(
            participants.update().where(participants.c.id == participant.id).values(token_hash=token_hash)
        )
        return replace(participant, token_hash=token_hash)

    def was_erased(self, token_hash: str) -> bool:
        """Whether the holder of that token asked for erasure; the token leads to nobody any more."""
        return bool(self.connection.execute(_was_erased, {"token_hash": token_hash}).scalar_one())

    def move_to(self, participant: ParticipantRow, page_index: int, now: datetime) -> ParticipantRow:
        """The participant is on that page of the plan from now on."""
        self.connection.execute(_move, {"row": participant.id, "to": page_index, "now": now})
        return replace(participant, page_index=page_index, seen_at=now)

    def set_status(
        self, participant: ParticipantRow, status: str, now: datetime, *, code: str | None = None
    ) -> ParticipantRow:
        """Moves along `TRANSITIONS` and stamps the moment; the present status again changes nothing.

        `code` is the screen-out code. `IllegalTransition` if the record holds a status from which no way leads there.
        """
        allowed = [before for before, after in TRANSITIONS.items() if status in after]
        values: dict[str, object] = {"status": status, _STAMPS.get(status, "ended_at"): now}
        if code is not None:
            values["screen_out_code"] = code
        changed = self.connection.execute(
            participants.update()
            .where(participants.c.id == participant.id, participants.c.status.in_(allowed))
            .values(values)
        )
        current = self.participant(participant.id)
        if changed.rowcount == 0 and current.status != status:
            raise IllegalTransition(f"participant {current.pseudonym} is {current.status}, cannot become {status}")
        return current

    def _one_participant(self, statement: Select[Any], **parameters: object) -> ParticipantRow | None:
        row = self._decisive(statement, participants, **parameters)
        return None if row is None else ParticipantRow(*row)
