"""`study backup` and `study restore`: a copy of the database, and its way back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from db import Finding


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write; must not exist.", dir_okay=False)],
) -> None:
    """Copy the SQLite database while it is in use, and audit the copy."""
    from db import back_up
    from study_app.cli._database import existing_database

    with closing(existing_database()) as database:
        findings = back_up(database, file)
    typer.echo(f"Backup written to {file}.")
    _report(findings)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Backup to restore.", dir_okay=False)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put a backup in the place of the database, and erase again whoever was erased since. Stop the server first."""
    from db import restore as put_back
    from study_app.cli._database import ACTOR
    from study_app.flow import utc_now
    from study_app.runtime import database_url

    if not yes:
        typer.confirm(
            f"Replace the database by {file}? Answers that came since are then only in the old file.", abort=True
        )
    restored = put_back(database_url(), file, utc_now(), ACTOR)
    typer.echo(f"The database is the one of {file}.")
    if restored.erased_again:
        typer.echo(f"{restored.erased_again} participants who had been erased since were erased again.")
    if restored.aside is not None:
        typer.echo(f"What was there before is kept as {restored.aside}; delete it when nothing is missing.")
    _report(restored.findings)


def _report(findings: tuple[Finding, ...]) -> None:
    """The audit's verdict; exit code 1 if anything disagrees."""
    if not findings:
        typer.echo("The audit found everything as it was written.")
        return
    for finding in findings:
        typer.echo(f"  {finding.table} {finding.row}: {finding.problem}", err=True)
    raise typer.Exit(1)
