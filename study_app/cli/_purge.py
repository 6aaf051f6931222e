"""`study purge`: the end of retention."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from study_app.cli._arguments import Json, Study


def purge(
    study: Study,
    yes: Annotated[bool, typer.Option("--yes", help="Remove it; without this, only count.")] = False,
    before_retention: Annotated[
        str, typer.Option(metavar="REASON", help="Remove it before the retention date, and why.", show_default=False)
    ] = "",
    as_json: Json = False,
) -> None:
    """Remove recruitment ids, personal links and free texts of a whole study once their retention has ended."""
    from db import personal_data, retention_end
    from db import purge as remove
    from study_app.cli._database import existing_database
    from study_app.cli._operator import operator
    from study_app.cli._problems import CommandError
    from study_app.flow import end_absent_sessions, utc_now
    from study_app.runtime import study_id

    database, now = existing_database(), utc_now()
    name = study_id(database, study)
    end = database.read(lambda record: retention_end(record, name))
    if yes:
        if now.date() <= end and not before_retention:
            raise CommandError(
                f"{name} keeps personal data until {end}. To remove them earlier, say why with --before-retention REASON."
            )
        end_absent_sessions(database, name, now)
        reason = before_retention or f"retention ended on {end}"
        found = database.write(lambda record: remove(record, name, now, actor=operator(), reason=reason))
    else:
        found = database.read(lambda record: personal_data(record, name))
    if as_json:
        typer.echo(json.dumps({"study": name, "retention": str(end), "removed": yes, **asdict(found)}, indent=2))
        return
    typer.echo(f"{found.recruitment_ids:8}  recruitment ids")
    typer.echo(f"{found.links:8}  personal links")
    typer.echo(f"{found.free_texts:8}  free texts")
    if yes:
        typer.echo(f"Removed from {name}. Backups made before still hold them: delete those too.")
    else:
        typer.echo(f"Nothing was changed. {name} keeps personal data until {end}; --yes removes them.")
