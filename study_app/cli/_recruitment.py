"""`study launch`, `study pause`, `study reopen`, `study close`: the states of a live version."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Study

if TYPE_CHECKING:
    from datetime import datetime

    from db import Database, Record, VersionRow

SECRET_BYTES = 32
Reason = Annotated[str, typer.Option(help="Why, for the audit log.", show_default=False)]


def launch(
    study: Study, reason: Reason = "", yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Freeze a study as a version and take live participants; a changed study becomes the next version."""
    from db import freeze
    from protocols import load_study
    from study_app.cli._database import prepared_database
    from study_app.cli._operator import operator
    from study_app.cli._problems import CommandError
    from study_app.flow import utc_now
    from study_app.runtime import installed_runtime

    loaded, database = load_study(study), prepared_database()
    before = _agreed(database, study, yes)
    version = freeze(
        database,
        loaded,
        "live",
        utc_now(),
        secret=secrets.token_bytes(SECRET_BYTES),
        runtime=installed_runtime(),
        actor=operator(),
        reason=reason,
    )
    if version.state != "live":
        raise CommandError(f"This study was version {version.number}, which is closed for good. Change it first.")
    served = "A running `study serve` takes newcomers to it at once" if before else "Restart `study serve`, if it runs"
    typer.echo(f"Version {version.number} of {version.study_id} is live. {served}.")
    typer.echo(f"Fingerprint            {version.fingerprint}")
    typer.echo(f"Allocation commitment  {version.secret_commitment}")
    for head in database.read(lambda record: record.heads(version, "live")):
        typer.echo(f"Head                   {head}")
    typer.echo(
        "Write these lines down elsewhere, for example in the preregistration: `study audit` can be held to them."
    )
    if loaded.stimuli.purpose == "demonstration":
        typer.echo("Its pictures are a demonstration: effects found with them say nothing about SkinGEN.")


def pause(study: Study, reason: Reason = "") -> None:
    """Take no new participants for now; who has begun may finish."""
    _change(study, "paused", reason)


def reopen(study: Study, reason: Reason = "") -> None:
    """Take new participants again, into the version that was paused, whatever the folder holds by now."""
    _change(study, "live", reason)


def close(
    study: Study,
    reason: Reason = "",
    version: Annotated[int | None, typer.Option(min=1, help="The newest launched one.", show_default=False)] = None,
) -> None:
    """End recruitment for good, and reveal the allocation secret as soon as nobody can be allocated any more."""
    from study_app.cli._database import existing_database
    from study_app.cli._operator import operator
    from study_app.flow import utc_now
    from study_app.runtime import study_id

    database, now = existing_database(), utc_now()
    name = study_id(database, study)

    def end(record: Record) -> VersionRow:
        chosen = _launched(record, name, version)
        if chosen.state == "closed":
            return chosen
        return record.set_version_state(chosen.id, "closed", now, actor=operator(), reason=reason)

    closed = database.write(end)
    moment = "" if closed.closed_at is None else closed.closed_at.strftime(" since %d %B %Y, %H:%M UTC")
    typer.echo(f"Version {closed.number} of {name} is closed{moment}.")
    _reveal(database, closed, now)


def _agreed(database: Database, study: str, yes: bool) -> VersionRow | None:
    """The version launched before, once a person has seen and accepted what changes; None if there is none."""
    from study_app.cli._problems import CommandError
    from study_app.runtime import changes_in_folder

    found = changes_in_folder(database, study)
    if found is None:
        return None
    before, changed = found
    if not changed:
        remedy = {
            "live": "Change the study first, or close it with `study close`.",
            "paused": "Open it again with `study reopen`.",
            "closed": "Change the study first: it is closed for good.",
        }[before.state]
        raise CommandError(f"This study is version {before.number}, which is {before.state}. {remedy}")
    typer.echo(f"What differs from version {before.number}, which is {before.state}:")
    for change in changed:
        typer.echo(f"  {change}")
    if not yes:
        ending = "" if before.state == "closed" else f" Version {before.number} then takes nobody new."
        typer.confirm(f"Launch this as a new version?{ending}", abort=True)
    return before


def _change(study: str, state: str, reason: str) -> None:
    from study_app.cli._database import existing_database, launched_version
    from study_app.cli._operator import operator
    from study_app.flow import utc_now
    from study_app.runtime import study_id

    database = existing_database()
    name = study_id(database, study)
    version = database.write(
        lambda record: record.set_version_state(
            launched_version(record, name).id, state, utc_now(), actor=operator(), reason=reason
        )
    )
    typer.echo(f"Version {version.number} of {version.study_id} is {version.state}.")


def _launched(record: Record, study_id: str, number: int | None) -> VersionRow:
    from study_app.cli._database import launched_version
    from study_app.cli._problems import CommandError

    newest = launched_version(record, study_id)
    for version in record.versions(study_id):
        if version.number == (number or newest.number) and version.launched_at is not None:
            return version
    raise CommandError(f"Version {number} of {study_id} was never launched.")


def _reveal(database: Database, version: VersionRow, now: datetime) -> None:
    from study_app.cli._operator import operator

    waiting = database.read(lambda record: record.awaiting_allocation(version.id, now))
    if waiting:
        typer.echo(f"{waiting} participants are on their way to their first case, and their slots are still secret.")
        typer.echo(f"Run `study close {version.study_id} --version {version.number}` again when they have ended.")
        return
    secret = database.write(lambda record: record.reveal_secret(version.id, now, actor=operator()))
    typer.echo(f"Allocation secret      {secret.hex()}")
    typer.echo(f"Allocation commitment  {version.secret_commitment}")
    typer.echo("Whoever has the secret can derive every list (docs/allocation.md), and so tell who was in which arm:")
    typer.echo("keep it from everybody who must stay blinded.")
