"""Frozen versions of studies, and the states they go through."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from db._chain import ChainRecord
from db._connected import table_of
from db._errors import IllegalTransition
from db.tables import Studies, Versions
from protocols import Study

VERSION_TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"pilot", "live"}),
    "pilot": frozenset({"live", "closed"}),
    "live": frozenset({"paused", "closed"}),
    "paused": frozenset({"live", "closed"}),
    "closed": frozenset(),
}
"""Which state of a version may follow which."""
SECRET_BYTES = 32
"""Length of the allocation secret of a live version."""
_LAUNCHED = ("live", "paused", "closed")


@dataclass(frozen=True)
class VersionRow:
    """A version as read, without its payload."""

    id: int
    """Row."""
    study_id: str
    """Study."""
    number: int
    """Number within the study, from 1."""
    fingerprint: str
    """SHA-256 of the payload."""
    state: str
    """draft, pilot, live, paused or closed."""
    seed: int
    """Allocation seed of pilot and bot sessions."""
    secret: bytes | None = field(repr=False)
    """Allocation secret of live sessions."""
    secret_commitment: str | None
    """SHA-256 of the secret."""
    runtime: str
    """Second hash: app version and dependency lock."""
    registered_at: datetime
    """Last time it was served."""
    launched_at: datetime | None
    """When it went live."""
    closed_at: datetime | None
    """When recruitment ended for good."""
    unblinded_at: datetime | None
    """When conditions were revealed."""

    def is_blinded(self, mode: str) -> bool:
        """Whether conditions and sequences of this mode's sessions must not be shown to anyone yet."""
        return mode == "live" and self.unblinded_at is None


_versions = table_of(Versions)
_studies = table_of(Studies)
_COLUMNS = tuple(column for column in _versions.c if column is not _versions.c.payload)
_select = select(*_COLUMNS)
_by_id = _select.where(_versions.c.id == bindparam("id"))
_payload = select(_versions.c.payload).where(_versions.c.id == bindparam("id"))
_of_study = _select.where(_versions.c.study_id == bindparam("study_id")).order_by(_versions.c.number)


class VersionRecord(ChainRecord):
    """Studies and versions."""

    def register_version(
        self, study: Study, mode: str, now: datetime, *, secret: bytes | None = None, runtime: str = ""
    ) -> VersionRow:
        """The version that holds exactly this study, made if there is none, ready to take sessions in `mode`.

        `live` launches it and needs `secret`, 256 random bits, unless it was launched before; `pilot` makes a
        draft a pilot; `bot` leaves the state alone. A paused or closed version stays so.
        """
        known = {version.fingerprint: version for version in self.versions(study.protocol.id)}
        version = known.get(study.fingerprint) or self._insert_version(study, len(known) + 1, now)
        values: dict[str, object] = {"registered_at": now, "runtime": runtime}
        if mode == "pilot" and version.state == "draft":
            values |= {"state": "pilot"}
        if mode == "live" and version.state not in _LAUNCHED:
            if secret is None or len(secret) != SECRET_BYTES:
                raise ValueError(f"launching {study.protocol.id} needs a secret of {SECRET_BYTES} random bytes")
            commitment = hashlib.sha256(secret).hexdigest()
            values |= {"state": "live", "launched_at": now, "secret": secret, "secret_commitment": commitment}
        self.connection.execute(_versions.update().where(_versions.c.id == version.id).values(values))
        return self.version(version.id)

    def version(self, version_id: int) -> VersionRow:
        """The version of that row; `KeyError` if there is none."""
        row = self.connection.execute(_by_id, {"id": version_id}).first()
        if row is None:
            raise KeyError(f"no version {version_id}")
        return VersionRow(*row)

    def versions(self, study_id: str | None = None) -> tuple[VersionRow, ...]:
        """All versions of a study by number, or of all studies."""
        if study_id is None:
            rows = self.connection.execute(_select.order_by(_versions.c.study_id, _versions.c.number))
        else:
            rows = self.connection.execute(_of_study, {"study_id": study_id})
        return tuple(VersionRow(*row) for row in rows)

    def current_version(self, study_id: str, mode: str) -> VersionRow | None:
        """The version that newcomers of this mode get: live, the newest that was launched; else, the one last served."""
        versions = self.versions(study_id)
        if mode == "live":
            launched = [version for version in versions if version.state in _LAUNCHED]
            return launched[-1] if launched else None
        return max(versions, key=lambda version: (version.registered_at, version.number), default=None)

    def payload_of(self, version_id: int) -> dict[str, Any]:
        """What was frozen, byte for byte what the fingerprint is the hash of, whatever newer software would add."""
        frozen = self.connection.execute(_payload, {"id": version_id}).scalar_one()
        return dict(frozen)

    def study_of(self, version_id: int) -> Study:
        """The study that the version froze."""
        return Study.from_payload(self.payload_of(version_id))

    def set_version_state(self, version_id: int, state: str, now: datetime) -> VersionRow:
        """Pauses, reopens or closes a version along `VERSION_TRANSITIONS`; `IllegalTransition` otherwise."""
        version = self.version(version_id)
        if state not in VERSION_TRANSITIONS[version.state] or (state == "live" and version.secret is None):
            raise IllegalTransition(
                f"version {version.number} of {version.study_id} is {version.state}, cannot become {state}"
            )
        values = {"state": state} | ({"closed_at": now} if state == "closed" else {})
        self.connection.execute(_versions.update().where(_versions.c.id == version_id).values(values))
        return self.version(version_id)

    def unblind(self, version_id: int, now: datetime) -> VersionRow:
        """Reveals the conditions of a version's live sessions; the first moment stays."""
        self.connection.execute(
            _versions.update()
            .where(_versions.c.id == version_id, _versions.c.unblinded_at.is_(None))
            .values(unblinded_at=now)
        )
        return self.version(version_id)

    def _insert_version(self, study: Study, number: int, now: datetime) -> VersionRow:
        study_id = study.protocol.id
        if not self.connection.execute(select(func.count()).where(_studies.c.id == study_id)).scalar_one():
            self.connection.execute(_studies.insert(), {"id": study_id, "created_at": now})
        version_id = self._insert(
            _versions.insert(),
            {
                "study_id": study_id,
                "number": number,
                "fingerprint": study.fingerprint,
                "payload": study.payload(),
                "state": "draft",
                "seed": study.protocol.allocation.seed,
                "runtime": "",
                "registered_at": now,
            },
        )
        self._start_chains(version_id, study.fingerprint)
        return self.version(version_id)
