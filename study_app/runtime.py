"""Opening a study on a database: which version newcomers get, in which mode, on which software."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Literal

from db import Database, Record, Runtime, StorageError, VersionRow, freeze
from protocols import Change, ProtocolError, Study, changes, load_study, study_name
from study_app.flow import SessionFlow, utc_now

DEFAULT_DATABASE_URL = "sqlite:///data/study.sqlite3"
"""Relative to the working folder."""


@dataclass(frozen=True)
class OpenStudy:
    """A study version, ready to take sessions."""

    database: Database
    study: Study
    version: VersionRow
    mode: Literal["pilot", "live"]
    runtime: Runtime

    def flow(self) -> SessionFlow:
        """The session flow of this version."""
        return SessionFlow(self.database, self.version, self.study, mode=self.mode, runtime=self.runtime.hash)


def database_url() -> str:
    """`STUDY_DATABASE_URL`, or the default."""
    return os.environ.get("STUDY_DATABASE_URL") or DEFAULT_DATABASE_URL


def study_id(database: Database, study: Path | str) -> str:
    """Name of a study, given by its folder or by the name itself.

    The folder may be gone, or its `study.yaml` broken, if the record knows a study of its name; `ProtocolError` otherwise.
    """
    try:
        return study_name(study)
    except ProtocolError:
        name = Path(study).resolve().name
        if database.read(lambda record: record.versions(name)):
            return name
        raise


def open_study(database: Database, study: Path | str, number: int | None = None) -> OpenStudy:
    """The launched version of a study, else what its folder holds now, registered as a pilot.

    A launched version is served as it was frozen, whatever the folder holds, and also without the folder. `number` asks
    for the version of that number instead, as a preview in pilot mode. `ProtocolError` if the folder is needed and cannot
    be loaded, `StorageError` if there is no such version or the database cannot be written.
    """
    runtime, name = installed_runtime(), study_id(database, study)
    if number is not None:
        return _open_frozen(database, _numbered(database, name, number), "pilot", runtime)
    launched = database.read(lambda record: record.current_version(name, "live"))
    if launched is not None:
        return _open_frozen(database, launched, "live", runtime)
    loaded = load_study(study)
    return OpenStudy(database, loaded, freeze(database, loaded, "pilot", utc_now(), runtime=runtime), "pilot", runtime)


def changes_in_folder(database: Database, study: Path | str) -> tuple[VersionRow, tuple[Change, ...]] | None:
    """The launched version, and what its folder holds otherwise by now; None if the study was never launched.

    `ProtocolError` if the folder cannot be loaded.
    """
    loaded = load_study(study)

    def compare(record: Record) -> tuple[VersionRow, tuple[Change, ...]] | None:
        launched = record.current_version(loaded.protocol.id, "live")
        return None if launched is None else (launched, changes(record.study_of(launched.id), loaded))

    return database.read(compare)


def installed_runtime() -> Runtime:
    """The app's version and every installed distribution."""
    installed = {f"{found.metadata['Name']}=={found.version}" for found in distributions()}
    return Runtime(tuple(sorted({*installed, f"skingen-study=={version('skingen-study')}"})))


def _open_frozen(database: Database, row: VersionRow, mode: Literal["pilot", "live"], runtime: Runtime) -> OpenStudy:
    if row.runtime != runtime.hash:
        database.write(lambda record: record.note_runtime(row.id, runtime, utc_now()))
    return OpenStudy(database, database.read(lambda record: record.study_of(row.id)), row, mode, runtime)


def _numbered(database: Database, name: str, number: int) -> VersionRow:
    found = database.read(lambda record: record.versions(name))
    for row in found:
        if row.number == number:
            return row
    raise StorageError(f"The database holds no version {number} of {name}: it has {len(found)}.")
