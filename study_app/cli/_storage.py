"""`study migrate`: the database itself."""

from __future__ import annotations

import typer


def migrate() -> None:
    """Make the database, or bring its tables to the present schema."""
    from study_app.cli._database import prepared_database

    database = prepared_database()
    typer.echo(f"The database {database.url.render_as_string()} is ready.")
