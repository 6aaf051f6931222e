"""`study withdraw`: removal on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from db import ParticipantRow, Record


def withdraw(
    participant: Annotated[
        str, typer.Argument(metavar="ID", help="Pseudonym (p-…), or recruitment id as in prolific:5f1a….")
    ],
    keep: Annotated[bool, typer.Option("--keep", help="End the session, but keep the answers.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """End a participant's session and erase the answers."""
    from study_app.cli._database import ACTOR, existing_database
    from study_app.flow import utc_now

    database = existing_database()
    found = database.read(lambda record: _find(record, participant))
    if not keep and not yes:
        typer.confirm(f"Erase all answers of {found.pseudonym} for good?", abort=True)
    now = utc_now()
    database.write(lambda record: record.withdraw(record.participant(found.id), erase=not keep, now=now, actor=ACTOR))
    typer.echo(f"{found.pseudonym} is withdrawn; the answers are {'kept' if keep else 'erased'}.")


def _find(record: Record, name: str) -> ParticipantRow:
    from study_app.cli._problems import CommandError

    source, colon, external_id = name.partition(":")
    if colon:
        candidates = [record.participant_by_external(version.id, source, external_id) for version in record.versions()]
    else:
        candidates = [record.participant_by_pseudonym(name)]
    found = [candidate for candidate in candidates if candidate is not None]
    if not found:
        raise CommandError(f"There is no participant {name}.")
    if len(found) > 1:
        pseudonyms = ", ".join(person.pseudonym for person in found)
        raise CommandError(f"{name} took part more than once: name one of {pseudonyms}.")
    return found[0]
