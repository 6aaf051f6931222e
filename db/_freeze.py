"""Freezing a study: its pictures, then everything else, so that a version never lacks what it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from db._database import Database
from db._errors import StorageError
from db._runtimes import Runtime
from db._versions import SERVER, VersionRow
from protocols import Study

CHUNK_BYTES = 4 * 1024 * 1024
"""How much one transaction stores, so that no session waits for a large set."""


def freeze(
    database: Database,
    study: Study,
    mode: str,
    now: datetime,
    *,
    secret: bytes | None = None,
    runtime: Runtime | None = None,
    actor: str = SERVER,
    reason: str = "",
) -> VersionRow:
    """The version that holds exactly this study, with every picture, ready to take sessions in `mode`.

    As `Record.register_version`; `StorageError` if a picture is missing or was altered, and then nothing is registered.
    """
    store_pictures(database, study)
    return database.write(
        lambda record: record.register_version(
            study, mode, now, secret=secret, runtime=runtime, actor=actor, reason=reason
        )
    )


def store_pictures(database: Database, study: Study) -> int:
    """Stores the pictures of a study's folder that the database lacks, a few megabytes a transaction; gives their number.

    Pictures that are there need no folder. `StorageError` if one is missing in both, or was altered.
    """
    files = {sha256: file for file, sha256 in study.stimuli.files().items()}
    known = database.read(lambda record: record.pictures_stored(files))
    lacking = {sha256: file for sha256, file in files.items() if sha256 not in known}
    for chunk in _chunks(study, lacking):
        database.write(lambda record, chunk=chunk: record.add_pictures(chunk))  # type: ignore[misc]
    return len(lacking)


def _chunks(study: Study, files: Mapping[str, str]) -> Iterator[dict[str, bytes]]:
    """Contents of files given by hash."""
    chunk: dict[str, bytes] = {}
    for sha256, file in files.items():
        chunk[sha256] = _read(study, file, sha256)
        if sum(map(len, chunk.values())) >= CHUNK_BYTES:
            yield chunk
            chunk = {}
    if chunk:
        yield chunk


def _read(study: Study, file: str, sha256: str) -> bytes:
    if study.folder is None:
        raise StorageError(
            f"The picture {file} of {study.protocol.id} is not in the database, and there is no folder to take it from. "
            "Restore the study's folder."
        )
    path = study.folder / study.protocol.stimuli / file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StorageError(
            f"The picture {path} cannot be read: {error.strerror}. Restore it, then try again."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise StorageError(
            f"The picture {path} was altered: its SHA-256 is not the one in the manifest. "
            "Restore it, or rebuild the manifest."
        )
    return content
