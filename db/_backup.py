"""Backup of an SQLite database while it is written to, and its way back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL

from db._database import Database
from db._engine import parse_url, sqlite_file
from db._erasures import journal_of, sync_folder
from db._errors import StorageError
from db._finding import Finding
from db._record import Record
from db._verify import verify_answers, verify_ledger
from db.tables import MODES

_POSTGRESQL = (
    "A PostgreSQL database is backed up and restored by its own tools: "
    "`pg_dump --format=custom --file=study.dump` and `pg_restore --clean`."
)


@dataclass(frozen=True)
class Restored:
    """A backup that is the database again."""

    aside: Path | None
    """Where the database before it lies now; None if there was none."""
    erased_again: int
    """Participants whom the backup still knew and who had been erased since."""
    findings: tuple[Finding, ...]
    """What the audit found; empty if everything agrees."""


def back_up(database: Database, file: Path) -> tuple[Finding, ...]:
    """Copies an SQLite database as it is at one moment, while others go on writing, and audits the copy.

    The copy is one file that appears whole or not at all. `StorageError` if `file` exists or cannot be written, if the
    copy is damaged, or for PostgreSQL. Empty if the audit agrees; a copy with findings is kept.
    """
    source = _require_sqlite(database.url)
    if file.exists():
        raise StorageError(f"{file} exists, and a backup is never overwritten. Name another file.")
    with _partial(file) as partial:
        _copy(source, partial)
        with closing(Database(database.url.set(database=str(partial)))) as copy:
            findings = copy.read(_audit)
        _make_whole(partial)
        os.rename(partial, file)
    sync_folder(file.parent)
    return findings


def restore(url: str | URL, file: Path, now: datetime, actor: str) -> Restored:
    """Puts a backup in the place of the database, without anyone who was erased since, and keeps what was there.

    `StorageError` if the backup is damaged or any program has the database open; then nothing has changed.
    """
    address = parse_url(url)
    target = _require_sqlite(address)
    if not file.exists():
        raise StorageError(f"There is no backup {file}.")
    with _partial(target) as partial:
        _copy(file, partial)
        _make_whole(partial)
        with closing(Database(address.set(database=str(partial)), journal=journal_of(target))) as copy:
            erased_again = copy.migrate()
            detail = {"backup": file.name, "erased_again": erased_again}
            copy.write(lambda record: record.audit(actor, "restore", detail, now))
            findings = copy.read(_audit)
        _make_whole(partial)
        aside = _replace(target, partial, target.with_name(f"{target.name}.before-{now:%Y%m%dT%H%M%SZ}"))
    sync_folder(target.parent)
    return Restored(aside, erased_again, findings)


def _audit(record: Record) -> tuple[Finding, ...]:
    return tuple(
        finding
        for version in record.versions()
        for mode in MODES
        for finding in (
            *verify_ledger(record, version, mode, record.study_of(version.id)),
            *verify_answers(record, version, mode),
        )
    )


def _require_sqlite(url: URL) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise StorageError(_POSTGRESQL)
    return file


@contextmanager
def _partial(file: Path) -> Iterator[Path]:
    """A file beside that one, for nobody else to read; gone afterwards unless it was renamed."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise StorageError(f"Nothing can be written to {file.parent}: {error.strerror}.") from error
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(name + suffix).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup in a single step: one moment of the source, whose writers go on."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as reader,
            closing(sqlite3.connect(target)) as writer,
        ):
            reader.backup(writer)
    except sqlite3.Error as error:
        raise StorageError(f"{source} cannot be copied to {target.parent}: {error}.") from error


def _make_whole(file: Path) -> None:
    """One healthy file without a log beside it, on the disk."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"The copy is no healthy SQLite database: {error}.") from error
    if verdict != "ok":
        raise StorageError(f"The copy is no healthy SQLite database: {verdict}.")
    if tables == (0,):
        raise StorageError("The file is an SQLite database, but not one of a study.")
    with open(file, "rb") as written:
        os.fsync(written.fileno())


def _replace(target: Path, partial: Path, aside: Path) -> Path | None:
    """Swaps the database in one step while nobody has it open; gives the name under which its old file stays, if any."""
    if target.exists():
        _require_unused(target)
        try:
            os.link(target, aside)
        except OSError as error:
            raise StorageError(
                f"The old database cannot be kept as {aside}: {error.strerror}. Nothing has changed."
            ) from error
    for suffix in ("-wal", "-shm"):  # only a damaged or vanished database leaves them; the new one must not read them
        if (log := Path(f"{target}{suffix}")).exists():
            os.rename(log, f"{aside}{suffix}")
    os.replace(partial, target)
    return aside if aside.exists() else None


def _require_unused(target: Path) -> None:
    """`StorageError` if any program has the database open, even idle: SQLite leaves WAL for a sole user only."""
    try:
        with closing(sqlite3.connect(target, isolation_level=None, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise StorageError(
            f"The database {target} is in use. Stop `study serve` and whatever else has it open, then restore again."
        ) from error
    except sqlite3.DatabaseError:
        return  # damaged: nobody can use it, and it is kept as it is
