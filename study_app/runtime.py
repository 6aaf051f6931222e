"""Opening a study on a database: which version newcomers get, in which mode, on which software."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Literal

from db import Database, VersionRow
from protocols import Study, load_study
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

    def flow(self) -> SessionFlow:
        """The session flow of this version."""
        return SessionFlow(self.database, self.version, self.study, mode=self.mode)


def database_url() -> str:
    """`STUDY_DATABASE_URL`, or the default."""
    return os.environ.get("STUDY_DATABASE_URL") or DEFAULT_DATABASE_URL


def open_study(database: Database, folder: Path | str) -> OpenStudy:
    """The launched version of a study, else what its folder holds now, registered as a pilot.

    A launched version is served as it was frozen, whatever the folder holds. `ProtocolError` if the folder
    cannot be loaded, `StorageError` if the database cannot be written.
    """
    loaded = load_study(folder)
    launched = database.read(lambda record: record.current_version(loaded.protocol.id, "live"))
    if launched is None:
        registered = database.write(
            lambda record: record.register_version(loaded, "pilot", utc_now(), runtime=runtime_hash())
        )
        return OpenStudy(database, loaded, registered, "pilot")
    if launched.fingerprint == loaded.fingerprint:
        return OpenStudy(database, loaded, launched, "live")
    frozen = database.read(lambda record: record.study_of(launched.id))
    return OpenStudy(database, Study.from_payload(frozen.payload(), loaded.folder), launched, "live")


def runtime_hash() -> str:
    """SHA-256 over the app's version and every installed distribution: the second hash, 64 hex digits."""
    lock = sorted(f"{found.metadata['Name']}=={found.version}" for found in distributions())
    return hashlib.sha256("\n".join([version("skingen-study"), *lock]).encode()).hexdigest()
