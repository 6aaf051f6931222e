"""The commands and how they fail. Each command imports its rooms when it is called, so that `study --help` is quick."""

from __future__ import annotations

import sys

import typer

from study_app.cli._audit import audit
from study_app.cli._backup import backup, restore
from study_app.cli._check import check
from study_app.cli._data import export, report
from study_app.cli._diagnose import diagnose
from study_app.cli._lora import generate, lora
from study_app.cli._pool import pool
from study_app.cli._power import calibrate, power
from study_app.cli._preregister import preregister
from study_app.cli._purge import purge
from study_app.cli._recruitment import close, launch, pause, reopen
from study_app.cli._serve import serve
from study_app.cli._simulate import simulate
from study_app.cli._stimuli import stimuli
from study_app.cli._storage import migrate
from study_app.cli._unblind import unblind
from study_app.cli._users import users
from study_app.cli._withdraw import withdraw

COMMANDS = (
    serve,
    check,
    launch,
    pause,
    reopen,
    close,
    unblind,
    simulate,
    export,
    report,
    pool,
    power,
    calibrate,
    preregister,
    audit,
    withdraw,
    backup,
    restore,
    purge,
    migrate,
    diagnose,
    generate,
)

app = typer.Typer(
    name="study",
    help="Randomized studies of visual explanations for AI skin diagnoses.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(users, name="user")
app.add_typer(lora, name="lora")
app.add_typer(stimuli, name="stimuli")


def main() -> None:
    """Runs a command. Exit code 1: what was wrong; 2: how it was called."""
    try:
        app()
    except Exception as error:
        from study_app.cli._problems import sentence

        problem = sentence(error)
        if problem is None:
            raise
        typer.echo(problem, err=True)
        sys.exit(1)
