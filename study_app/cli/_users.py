"""`study user`: console accounts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

users = typer.Typer(help="Console accounts.", no_args_is_help=True)


class Role(StrEnum):
    """What an account may do."""

    RESEARCHER = "researcher"
    ANALYST = "analyst"


@users.callback()
def _group() -> None:
    """Keeps `add` a command of its own, although it is the only one."""


@users.command()
def add(
    name: Annotated[str, typer.Argument(help="Login name.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given.")
    ],
) -> None:
    """Add a console account."""
    from db import add_user
    from study_app.cli._database import prepared_database
    from study_app.cli._problems import CommandError
    from study_app.flow import utc_now

    try:
        user = add_user(prepared_database(), name, role.value, password, utc_now())
    except ValueError as error:
        raise CommandError(f"The account was not added: {error}.") from error
    typer.echo(f"{user.name} may now log in to the console as {user.role}.")
