"""Which schema the database has, and how it gets the present one."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from db._errors import StorageError
from db._failures import NO_TABLES

HEAD = "0001"
"""Newest migration; the database is ready when its revision is this one. Revisions sort as text."""


def revision_of(connection: Connection) -> str | None:
    """The revision of the database; None before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def require_known(revision: str | None) -> None:
    """`StorageError` for a database that newer software has changed: this one must not touch it."""
    if revision is not None and revision > HEAD:
        raise StorageError(
            f"The database has the tables of a newer version of this software ({revision}; this one knows {HEAD}). "
            "Install that version, or restore a backup from before the upgrade."
        )


def require_present(connection: Connection) -> None:
    """`StorageError` unless the database has exactly the present schema."""
    revision = revision_of(connection)
    require_known(revision)
    if revision != HEAD:
        raise StorageError(NO_TABLES)


def upgrade(connection: Connection) -> None:
    """Runs the missing migrations within the transaction of this connection."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(20240414755)"))
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
