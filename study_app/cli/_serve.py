"""`study serve`: the participant app and the console, each in a process of its own."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from study_app.cli._arguments import Study

if TYPE_CHECKING:
    from db import Database

CONSOLE_SCRIPT = Path(__file__).parents[1] / "console" / "app.py"


class Which(StrEnum):
    """One of the two apps."""

    PARTICIPANT = "participant"
    CONSOLE = "console"


def serve(
    study: Study = "skingen",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the participant app.")] = 8501,
    console_port: Annotated[int, typer.Option(min=1, max=65535, help="Of the console.")] = 8502,
    only: Annotated[Which | None, typer.Option(help="Run only one of the two.")] = None,
    address: Annotated[str, typer.Option(help="IPv4 interface to listen on.")] = "127.0.0.1",
    version: Annotated[
        int | None,
        typer.Option(min=1, help="Show this frozen version as a preview, in pilot mode.", show_default=False),
    ] = None,
) -> None:
    """Serve a study to participants, and its console to researchers."""
    from study_app.cli._children import App, python_module, run_apps
    from study_app.cli._database import prepared_database
    from study_app.cli._first_user import FIRST_USER, ensure_console_user
    from study_app.runtime import database_url, open_study
    from study_app.streamlit_options import CONSOLE, as_flags

    place = ("--address", address, "--port", str(port))
    console_flags = as_flags({**CONSOLE, "server.address": address, "server.port": console_port})
    apps = {
        Which.PARTICIPANT: App("participant", address, port, python_module("study_app.participant", *place)),
        Which.CONSOLE: App(
            "console", address, console_port, python_module("streamlit", "run", str(CONSOLE_SCRIPT), *console_flags)
        ),
    }
    chosen = [app for which, app in apps.items() if only in {None, which}]
    for app in chosen:
        app.require_free_port()

    database = prepared_database()
    opened = open_study(database, study, version)
    if opened.mode == "live":
        _tell_changes(database, study)
    password = None if only is Which.PARTICIPANT else ensure_console_user(database)
    if password is not None:
        typer.echo(f"Console login, shown only now: {FIRST_USER} / {password}")
    database.close()

    os.environ["STUDY_DATABASE_URL"] = database_url()
    os.environ["STUDY_FOLDER"] = study
    os.environ.pop("STUDY_VERSION", None)
    if version is not None:
        os.environ["STUDY_VERSION"] = str(version)

    def ready() -> None:
        meaning = "test data until `study launch`" if version is None else "a preview, test data"
        meaning = opened.version.state if opened.mode == "live" else meaning
        typer.echo(
            f"Study        {opened.study.protocol.id}, version {opened.version.number}, {opened.mode}: {meaning}"
        )
        for app in chosen:
            typer.echo(f"{app.name.capitalize():<12} {app.url}")
        typer.echo("Stop with Ctrl+C.")

    run_apps(chosen, ready)


def _tell_changes(database: Database, study: str) -> None:
    """Says what the folder holds otherwise than the version that participants go on seeing."""
    from protocols import ProtocolError
    from study_app.runtime import changes_in_folder

    try:
        found = changes_in_folder(database, study)
    except ProtocolError as error:
        typer.echo(f"The folder cannot be loaded; the launched version is served from the record. {error.findings[0]}")
        return
    if found is not None and found[1]:
        typer.echo(f"The folder has changed since version {found[0].number} was launched:")
        for change in found[1]:
            typer.echo(f"  {change}")
        typer.echo("Participants go on with the launched version; `study launch` makes the change the next one.")
