"""Which schema the database has, and how it gets the present one."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

HEAD = "0001"
"""Newest migration; the database is ready when its revision is this one."""


def revision_of(connection: Connection) -> str | None:
    """The revision of the database; None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def upgrade(connection: Connection) -> None:
    """Runs the missing migrations within the transaction of this connection."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(20240414755)"))
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
