"""`study launch`, `study pause`, `study close`: the states of a live version."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import typer

from study_app.cli._arguments import Study

if TYPE_CHECKING:
    from db import Record, VersionRow

SECRET_BYTES = 32


def launch(study: Study) -> None:
    """Freeze a study as a version and take live participants; reopen it if it was paused."""
    from protocols import load_study
    from study_app.cli._database import ACTOR, prepared_database
    from study_app.cli._problems import CommandError
    from study_app.flow import utc_now
    from study_app.runtime import runtime_hash

    loaded = load_study(study)
    database = prepared_database()
    secret, runtime, now = secrets.token_bytes(SECRET_BYTES), runtime_hash(), utc_now()

    def freeze(record: Record) -> VersionRow:
        current = record.current_version(loaded.protocol.id, "live")
        if current is None or current.state == "closed":
            version = record.register_version(loaded, "live", now, secret=secret, runtime=runtime)
        elif current.fingerprint != loaded.fingerprint:
            raise CommandError(
                f"Version {current.number} of {current.study_id} is {current.state}, and the folder holds another study "
                "by now. Close that version first with `study close`; the change then becomes a new version."
            )
        else:
            version = record.set_version_state(current.id, "live", now)
        if version.state != "live":
            raise CommandError(f"This study was version {version.number}, which is closed for good. Change it first.")
        record.audit(ACTOR, "launch", {"version": version.id, "runtime": runtime}, now)
        return version

    version = database.write(freeze)
    typer.echo(
        f"Version {version.number} of {version.study_id} is live. Restart `study serve`, if it runs, to serve it."
    )
    typer.echo(f"Fingerprint            {version.fingerprint}")
    typer.echo(f"Allocation commitment  {version.secret_commitment}")
    if loaded.stimuli.purpose == "demonstration":
        typer.echo("Its pictures are a demonstration: effects found with them say nothing about SkinGEN.")


def pause(study: Study) -> None:
    """Take no new participants for now; who has begun may finish."""
    _change(study, "pause", "paused")


def close(study: Study) -> None:
    """End recruitment of the live version for good."""
    _change(study, "close", "closed")


def _change(study: str, action: str, state: str) -> None:
    from protocols import load_study
    from study_app.cli._database import ACTOR, existing_database, launched_version
    from study_app.flow import utc_now

    study_id = load_study(study).protocol.id
    now = utc_now()

    def change(record: Record) -> VersionRow:
        version = record.set_version_state(launched_version(record, study_id).id, state, now)
        record.audit(ACTOR, action, {"version": version.id}, now)
        return version

    version = existing_database().write(change)
    typer.echo(f"Version {version.number} of {version.study_id} is {version.state}.")
