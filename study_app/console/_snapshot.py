"""What the console shows, read in one view of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db import (
    Arrivals,
    Balance,
    Database,
    Distribution,
    Record,
    SessionProgress,
    VersionRow,
    WrittenHead,
    arrivals,
    balance,
    distributions,
    session_progress,
    status_counts,
)
from protocols import Study

MODES = ("live", "pilot", "bot")
STARTED = ("consented", "allocated", "active")
"""States of sessions that are under way."""


@dataclass(frozen=True)
class Snapshot:
    """One version of a study in one mode."""

    study: Study
    version: VersionRow
    mode: str
    statuses: dict[str, int]
    """Participants by status."""
    arrivals: tuple[Arrivals, ...]
    """By day."""
    sessions: tuple[SessionProgress, ...]
    """Participants in order of arrival."""
    balance: Balance
    """Whether allocation is in balance, without saying in whose favour."""
    distributions: tuple[Distribution, ...]
    """Answers by item, pooled over conditions."""
    heads: tuple[WrittenHead, ...]
    """Where the hash chains end: allocations, then answers."""
    taken: datetime
    """When it was read."""

    @property
    def is_blinded(self) -> bool:
        """Whether conditions must not be shown."""
        return self.version.is_blinded(self.mode)

    @property
    def arrived(self) -> int:
        """Everyone who ever came."""
        return sum(self.statuses.values())

    @property
    def under_way(self) -> int:
        """Sessions that have consent and no end."""
        return sum(self.statuses[status] for status in STARTED)


def modes_with_data(database: Database, study_id: str) -> tuple[str, ...]:
    """Modes in which anyone has arrived, and live from the launch on; pilot if there is none."""

    def look(record: Record) -> tuple[str, ...]:
        versions = record.versions(study_id)
        launched = any(version.launched_at is not None for version in versions)
        return tuple(
            mode
            for mode in MODES
            if (mode == "live" and launched)
            or any(sum(status_counts(record, version.id, mode).values()) for version in versions)
        )

    return database.read(look) or ("pilot",)


def take_snapshot(database: Database, study_id: str, mode: str, now: datetime) -> Snapshot | None:
    """The newest version in which anyone arrived in that mode, else the current one; None before the first start."""

    def look(record: Record) -> Snapshot | None:
        versions = [
            version for version in record.versions(study_id) if sum(status_counts(record, version.id, mode).values())
        ]
        version = versions[-1] if versions else record.current_version(study_id, mode)
        if version is None:
            return None
        study = record.study_of(version.id)
        return Snapshot(
            study=study,
            version=version,
            mode=mode,
            statuses=status_counts(record, version.id, mode),
            arrivals=arrivals(record, version.id, mode),
            sessions=session_progress(record, version.id, mode),
            balance=balance(record, version, mode, study),
            distributions=distributions(record, version.id, mode),
            heads=record.heads(version, mode),
            taken=now,
        )

    return database.read(look)
