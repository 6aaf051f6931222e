"""Frozen versions of studies, and the states they go through."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select

from db._audit import AuditRecord
from db._chain import ChainRecord, WrittenHead
from db._connected import table_of
from db._errors import IllegalTransition
from db._runtimes import Runtime, RuntimeRecord
from db.tables import CHAINS, Participants, Studies, Versions
from protocols import Study, changes

VERSION_TRANSITIONS: dict[tuple[str, str], str] = {
    ("draft", "pilot"): "pilot",
    ("draft", "live"): "launch",
    ("pilot", "live"): "launch",
    ("pilot", "closed"): "close",
    ("live", "paused"): "pause",
    ("paused", "live"): "reopen",
    ("live", "closed"): "close",
    ("paused", "closed"): "close",
}
"""Which state of a version may follow which, and what the audit log calls it."""
SECRET_BYTES = 32
"""Length of the allocation secret of a live version."""
SERVER = "server"
"""Who the audit log says it was where no person acted."""
_LAUNCHED = ("live", "paused", "closed")
_NOT_ALLOCATED = ("invited", "consented")


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
    revealed_at: datetime | None
    """When the allocation secret was revealed."""

    def is_blinded(self, mode: str) -> bool:
        """Whether conditions and sequences of this mode's sessions must not be shown to anyone yet."""
        return mode == "live" and self.unblinded_at is None


_versions = table_of(Versions)
_participants = table_of(Participants)
_studies = table_of(Studies)
_COLUMNS = tuple(column for column in _versions.c if column is not _versions.c.payload)
_select = select(*_COLUMNS)
_by_id = _select.where(_versions.c.id == bindparam("id"))
_payload = select(_versions.c.payload).where(_versions.c.id == bindparam("id"))
_of_study = _select.where(_versions.c.study_id == bindparam("study_id")).order_by(_versions.c.number)


class VersionRecord(ChainRecord, RuntimeRecord, AuditRecord):
    """Studies and versions. Every change of a version's state leaves a line in the audit log, in the same transaction."""

    def register_version(
        self,
        study: Study,
        mode: str,
        now: datetime,
        *,
        secret: bytes | None = None,
        runtime: Runtime | None = None,
        actor: str = SERVER,
        reason: str = "",
    ) -> VersionRow:
        """The version that holds exactly this study, made if there is none, ready to take sessions in `mode`.

        `live` launches it and needs `secret`, 256 random bits, unless it was launched before; the version that was live
        or paused until then is closed. `pilot` makes a draft a pilot; `bot` leaves the state alone. A paused or closed
        version stays so. Pictures are not looked at: `db.freeze` stores them first.
        """
        known = {version.fingerprint: version for version in self.versions(study.protocol.id)}
        version = known.get(study.fingerprint) or self._insert_version(study, len(known) + 1, now)
        if mode == "live" and version.state not in _LAUNCHED:
            version = self._launch(version, study, secret, now, actor, reason, runtime)
        elif mode == "pilot" and version.state == "draft":
            version = self.set_version_state(version.id, "pilot", now, actor=actor, reason=reason)
        self.connection.execute(_versions.update().where(_versions.c.id == version.id).values(registered_at=now))
        if runtime is not None:
            self.note_runtime(version.id, runtime, now, actor=actor)
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

    def heads(self, version: VersionRow, mode: str) -> tuple[WrittenHead, ...]:
        """Where the chains of a version's sessions end now, to be written down elsewhere: allocations, then answers."""
        return tuple(
            WrittenHead(version.number, mode, chain, self.chain_head(version.id, mode, chain)) for chain in CHAINS
        )

    def payload_of(self, version_id: int) -> dict[str, Any]:
        """What was frozen, byte for byte what the fingerprint is the hash of, whatever newer software would add."""
        frozen = self.connection.execute(_payload, {"id": version_id}).scalar_one()
        return dict(frozen)

    def study_of(self, version_id: int) -> Study:
        """The study that the version froze."""
        return Study.from_payload(self.payload_of(version_id))

    def set_version_state(
        self, version_id: int, state: str, now: datetime, *, actor: str = SERVER, reason: str = ""
    ) -> VersionRow:
        """Pauses, reopens or closes a version along `VERSION_TRANSITIONS`; `IllegalTransition` otherwise.

        Only `register_version` launches: that takes a secret.
        """
        version = self.version(version_id)
        action = VERSION_TRANSITIONS.get((version.state, state))
        if action is None or action == "launch":
            raise IllegalTransition(
                f"Version {version.number} of {version.study_id} is {version.state}, cannot become {state}."
            )
        values = {"state": state} | ({"closed_at": now} if state == "closed" else {})
        self._change_state(version, values)
        self._audit_version(version, action, now, actor, reason)
        return self.version(version_id)

    def note_runtime(self, version_id: int, runtime: Runtime, now: datetime, *, actor: str = SERVER) -> None:
        """Keeps on which software a version is served; another one than before is an audited event."""
        version = self.version(version_id)
        if version.runtime == runtime.hash:
            return
        self._keep_runtime(runtime, now)
        self.connection.execute(_versions.update().where(_versions.c.id == version_id).values(runtime=runtime.hash))
        if version.runtime:
            self._audit_version(version, "runtime", now, actor, "", before=version.runtime, after=runtime.hash)

    def unblind(self, version_id: int, now: datetime) -> VersionRow:
        """Reveals the conditions of a version's live sessions; the first moment stays."""
        self.connection.execute(
            _versions.update()
            .where(_versions.c.id == version_id, _versions.c.unblinded_at.is_(None))
            .values(unblinded_at=now)
        )
        return self.version(version_id)

    def awaiting_allocation(self, version_id: int, now: datetime) -> int:
        """How many live participants may still come to their first case."""
        absence = timedelta(hours=self.study_of(version_id).protocol.resume.max_gap_hours)
        waiting = select(func.count()).where(
            _participants.c.version_id == version_id,
            _participants.c.mode == "live",
            _participants.c.status.in_(_NOT_ALLOCATED),
            _participants.c.seen_at >= now - absence,
        )
        return int(self.connection.execute(waiting).scalar_one())

    def reveal_secret(self, version_id: int, now: datetime, *, actor: str = SERVER) -> bytes:
        """The allocation secret, once nobody can be allocated by it any more; the first moment stays.

        `IllegalTransition` while the version is not closed, or while participants are on their way to their first case.
        """
        version = self.version(version_id)
        if version.secret is None or version.state != "closed":
            raise IllegalTransition(
                f"Version {version.number} of {version.study_id} is {version.state}: its secret stays secret until it is closed."
            )
        waiting = self.awaiting_allocation(version_id, now)
        if waiting:
            raise IllegalTransition(
                f"The secret stays secret while {waiting} participants of version {version.number} may still be allocated."
            )
        if version.revealed_at is None:
            self.connection.execute(_versions.update().where(_versions.c.id == version_id).values(revealed_at=now))
            self._audit_version(version, "reveal", now, actor, "")
        return version.secret

    def _launch(
        self,
        version: VersionRow,
        study: Study,
        secret: bytes | None,
        now: datetime,
        actor: str,
        reason: str,
        runtime: Runtime | None,
    ) -> VersionRow:
        if secret is None or len(secret) != SECRET_BYTES:
            raise ValueError(f"launching {version.study_id} needs a secret of {SECRET_BYTES} random bytes")
        previous = self.current_version(version.study_id, "live")
        changed: list[str] = []
        if previous is not None:
            changed = [str(change) for change in changes(self.study_of(previous.id), study)]
            if previous.state != "closed":
                self.set_version_state(
                    previous.id, "closed", now, actor=actor, reason=f"version {version.number} was launched"
                )
        commitment = hashlib.sha256(secret).hexdigest()
        self._change_state(
            version, {"state": "live", "launched_at": now, "secret": secret, "secret_commitment": commitment}
        )
        self._audit_version(
            version,
            "launch",
            now,
            actor,
            reason,
            fingerprint=version.fingerprint,
            secret_commitment=commitment,
            heads=[str(head) for head in self.heads(version, "live")],
            runtime="" if runtime is None else runtime.hash,
            changes=changed,
        )
        return self.version(version.id)

    def _change_state(self, version: VersionRow, values: Mapping[str, object]) -> None:
        changed = self.connection.execute(
            _versions.update().where(_versions.c.id == version.id, _versions.c.state == version.state).values(values)
        )
        if changed.rowcount != 1:
            raise IllegalTransition(
                f"Version {version.number} of {version.study_id} is no longer {version.state}: somebody else changed it."
            )

    def _audit_version(
        self, version: VersionRow, action: str, now: datetime, actor: str, reason: str, **more: object
    ) -> None:
        detail = {"study": version.study_id, "version": version.number, "reason": reason, **more}
        self.audit(actor, action, detail, now)

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
