"""`study unblind`: conditions become visible, once and for all, and the audit log says who did it and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Study

if TYPE_CHECKING:
    from db import Record, VersionRow


def unblind(
    study: Study,
    reason: Annotated[str, typer.Option(help="Why, for the audit log.", show_default=False)] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Show the conditions of live sessions in console, exports and reports from now on."""
    from study_app.cli._database import existing_database, launched_version
    from study_app.cli._operator import operator
    from study_app.flow import utc_now
    from study_app.runtime import study_id

    database = existing_database()
    name = study_id(database, study)
    version = database.read(lambda record: launched_version(record, name))
    if version.unblinded_at is not None:
        moment = version.unblinded_at.strftime("%d %B %Y, %H:%M UTC")
        typer.echo(f"Version {version.number} of {name} was unblinded on {moment}.")
        return
    if version.state != "closed" and not yes:
        typer.confirm(
            f"Version {version.number} is still {version.state}. Unblind it before recruitment ends?", abort=True
        )
    now = utc_now()

    def reveal(record: Record) -> VersionRow:
        detail = {"study": name, "version": version.number, "state": version.state, "reason": reason}
        record.audit(operator(), "unblind", detail, now)
        return record.unblind(version.id, now)

    database.write(reveal)
    typer.echo(f"Version {version.number} of {name} is unblinded.")
