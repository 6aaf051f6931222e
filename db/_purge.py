"""The end of retention: what leads to a person, or was written in their own words, is removed from a whole study.

Everything else stays, so that the numbers of a publication can still be derived: exports without recruitment ids differ
in free texts alone. A purged answer keeps its digest in the chain, but neither value nor salt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from db._answers import responses
from db._connected import table_of
from db._definitions import text_items
from db._errors import StorageError
from db._participants import participants
from db._record import Record
from db._superseded import superseded_events
from db._versions import VersionRow
from db.tables import Events, RecruitmentIds

PURGED = "purged"
"""Why a response has no value any more."""
_GONE = {"value": None, "missing": PURGED, "salt": ""}

_recruitment_ids = table_of(RecruitmentIds)
_events = table_of(Events)


@dataclass(frozen=True)
class PersonalData:
    """How much of it a study holds."""

    recruitment_ids: int
    """Names that recruitment services have for participants."""
    links: int
    """Hashes of tokens: personal links and cookies that still lead to a session."""
    free_texts: int
    """Answers in the participants' own words, also those of superseded pages."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.recruitment_ids + self.links + self.free_texts


def retention_end(record: Record, study_id: str) -> date:
    """The last day on which any version of a study may keep personal data; `StorageError` if there is no version."""
    versions = record.versions(study_id)
    if not versions:
        raise StorageError(f"The database holds no study {study_id}.")
    return max(record.study_of(version.id).protocol.retention for version in versions)


def personal_data(record: Record, study_id: str) -> PersonalData:
    """What `purge` would remove."""
    found = [_of_version(record, version) for version in record.versions(study_id)]
    return PersonalData(
        recruitment_ids=sum(part.recruitment_ids for part in found),
        links=sum(part.links for part in found),
        free_texts=sum(part.free_texts for part in found),
    )


def purge(record: Record, study_id: str, now: datetime, *, actor: str, reason: str) -> PersonalData:
    """Removes the personal data of every version and mode of a study, and audits it; repeated, it changes nothing.

    `StorageError` while a version is live or paused: close it first.
    """
    versions = record.versions(study_id)
    open_version = next((version for version in versions if version.state in {"live", "paused"}), None)
    if open_version is not None:
        raise StorageError(f"Version {open_version.number} of {study_id} is {open_version.state}. Close it first.")
    removed = personal_data(record, study_id)
    if removed.total:
        for version in versions:
            _purge_version(record, version)
        record.audit(actor, "purge", {"study": study_id, "reason": reason, **asdict(removed)}, now)
        record.erased = True
    return removed


def purged_answers(record: Record, study_id: str) -> tuple[int, int]:
    """Answers of a study that say they were purged, and how many the audit log says were."""
    marked = sum(
        _count(record, _responses_of(version).where(responses.c.missing == PURGED))
        + sum(row["missing"] == PURGED for _, detail in _superseded(record, version) for row in detail["responses"])
        for version in record.versions(study_id)
    )
    noted = [entry.detail for entry in record.audit_log() if entry.action == "purge"]
    return marked, sum(detail["free_texts"] for detail in noted if detail["study"] == study_id)


def _of_version(record: Record, version: VersionRow) -> PersonalData:
    items = text_items(record.study_of(version.id))
    tokens = select(func.count(participants.c.token_hash)).where(participants.c.version_id == version.id)
    return PersonalData(
        recruitment_ids=_count(record, select(func.count()).where(_recruitment_ids.c.version_id == version.id)),
        links=_count(record, tokens),
        free_texts=_count(record, _responses_of(version).where(_is_free_text(items)))
        + sum(_is_own_words(row, items) for _, detail in _superseded(record, version) for row in detail["responses"]),
    )


def _purge_version(record: Record, version: VersionRow) -> None:
    items = text_items(record.study_of(version.id))
    mine = select(participants.c.id).where(participants.c.version_id == version.id)
    execute = record.connection.execute
    execute(_recruitment_ids.delete().where(_recruitment_ids.c.version_id == version.id))
    execute(participants.update().where(participants.c.version_id == version.id).values(token_hash=None))
    execute(responses.update().where(responses.c.participant_id.in_(mine), _is_free_text(items)).values(_GONE))
    for event_id, detail in _superseded(record, version):
        rows = [row | _GONE if _is_own_words(row, items) else row for row in detail["responses"]]
        if rows != detail["responses"]:
            execute(_events.update().where(_events.c.id == event_id).values(detail={**detail, "responses": rows}))


def _responses_of(version: VersionRow) -> Select[Any]:
    return (
        select(func.count())
        .select_from(responses.join(participants, participants.c.id == responses.c.participant_id))
        .where(participants.c.version_id == version.id)
    )


def _is_free_text(items: frozenset[str]) -> ColumnElement[bool]:
    return and_(responses.c.item.in_(items), responses.c.value.is_not(None))


def _is_own_words(row: Mapping[str, Any], items: frozenset[str]) -> bool:
    return row["item"] in items and row["value"] is not None


def _superseded(record: Record, version: VersionRow) -> list[tuple[int, dict[str, Any]]]:
    return [(row.id, row.detail) for row in record.connection.execute(superseded_events(version.id))]


def _count(record: Record, statement: Select[Any]) -> int:
    return int(record.connection.execute(statement).scalar_one())
