"""The database that a command works on."""

from __future__ import annotations

from pathlib import Path

from db import Database, Record, VersionRow
from study_app.cli._problems import CommandError
from study_app.runtime import database_url

ACTOR = "command line"
"""Who the audit log says it was."""


def prepared_database() -> Database:
    """The database of `STUDY_DATABASE_URL`, made or brought to the present tables where necessary."""
    database = Database(database_url())
    if database.url.get_backend_name() == "sqlite" and database.url.database:
        folder = Path(database.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"The folder {folder} for the database cannot be made: {error.strerror}.") from error
    database.migrate()
    database.check_writable()
    return database


def existing_database() -> Database:
    """The database of `STUDY_DATABASE_URL`; `StorageError` if there is none or its tables are out of date."""
    database = Database(database_url())
    database.check_writable()
    return database


def launched_version(record: Record, study_id: str) -> VersionRow:
    """The newest launched version of a study; `CommandError` if it was never launched."""
    version = record.current_version(study_id, "live")
    if version is None:
        raise CommandError(f"{study_id} was never launched. Launch it with `study launch`.")
    return version
