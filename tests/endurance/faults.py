"""Storage that fails and recovers in mid-study, each with the error that SQLite, the system or PostgreSQL itself gives."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import event

from db import Database
from tests.journeys.server import Server

UNLIMITED_PAGES = 4294967294
"""SQLite's own default."""


class Fault(Protocol):
    """Something that keeps the record from being written."""

    def strike(self) -> None:
        """Nothing can be written from now on."""

    def lift(self) -> None:
        """Everything is as before."""


class Pragma:
    """A setting that SQLite itself enforces, on every connection of a database of this process."""

    def __init__(self, database: Database, setting: str, usual: int) -> None:
        self._setting, self._usual, self._value = setting, usual, usual
        event.listen(database._engine, "checkout", self._apply)

    def strike(self) -> None:
        """Sets it so that nothing can be written."""
        self._value = 1

    def lift(self) -> None:
        """Sets it back."""
        self._value = self._usual

    def _apply(self, connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute(f"PRAGMA {self._setting} = {self._value}")


def read_only(database: Database) -> Pragma:
    """`SQLITE_READONLY` at every write."""
    return Pragma(database, "query_only", 0)


def full_by_pages(database: Database) -> Pragma:
    """`SQLITE_FULL` at the first write that needs another page: a smaller limit means "no more than now"."""
    with contextlib.closing(sqlite3.connect(str(database.url.database))) as connection:
        connection.execute("VACUUM")  # pages that are free would be used first
    return Pragma(database, "max_page_count", UNLIMITED_PAGES)


@dataclass
class NoMoreBytes:
    """The system lets a server write to no file (EFBIG), which SQLite reports as `SQLITE_IOERR`. Needs no rights."""

    server: Server

    def strike(self) -> None:
        """Takes effect at the server's next write."""
        self._limit(0)

    def lift(self) -> None:
        """Back to the hard limit."""
        self._limit(None)

    def _limit(self, size: int | None) -> None:
        assert self.server.process is not None
        _, hard = resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.server.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


@dataclass
class FullDisk:
    """A file that takes all that is left of a small disk (ENOSPC), which SQLite reports as `SQLITE_FULL`."""

    disk: Path

    def strike(self) -> None:
        """Fills the disk to its last byte."""
        with self._filler.open("wb", buffering=0) as filler:
            left = os.fstatvfs(filler.fileno())
            os.posix_fallocate(filler.fileno(), 0, left.f_bavail * left.f_frsize)

    def lift(self) -> None:
        """Frees it."""
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.disk / "filler"


@contextlib.contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path | None]:
    """A disk of that size; None where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
