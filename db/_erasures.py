"""The journal of erasures: a small file beside an SQLite database, so that a restored backup forgets again.

Each line is the SHA-256 of a pseudonym and the moment of its erasure. By itself it names nobody: pseudonyms are
random, and the hash only answers whether a pseudonym that is still in some backup was erased later. The database says
the same for everyone who is erased in it; the journal knows what an older copy of the database does not.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from db._errors import StorageError
from db.tables import from_words, in_words

LINE = len(f"{'0' * 64} 2026-05-01T12:00:00.000Z")
"""Characters of a whole line."""


class ErasureJournal:
    """Append-only, flushed to the disk before an erasure is acknowledged; `StorageError` if it cannot be used.

    >>> import tempfile
    >>> from datetime import UTC
    >>> journal = ErasureJournal(Path(tempfile.mkdtemp()) / "study.sqlite3.erasures")
    >>> journal.note({"p-1": datetime(2026, 5, 1, 12, 0, tzinfo=UTC)})
    >>> list(journal.erased_among(["p-1", "p-2"]))
    ['p-1']
    """

    def __init__(self, file: Path) -> None:
        """Opens nothing yet."""
        self.file = file

    def note(self, erased: Mapping[str, datetime]) -> None:
        """Appends those pseudonyms that are not there yet, with the moments of their erasure."""
        with self._in_plain_words():
            known = self._moments()
            lines = [
                f"{digest} {in_words(moment)}\n"
                for pseudonym, moment in erased.items()
                if (digest := _digest(pseudonym)) not in known
            ]
            if lines:
                self._append(lines)

    def erased_among(self, pseudonyms: Iterable[str]) -> dict[str, datetime]:
        """Those of the pseudonyms that were erased, with the moments."""
        with self._in_plain_words():
            known = self._moments()
        return {name: known[digest] for name in pseudonyms if (digest := _digest(name)) in known}

    def _append(self, lines: Iterable[str]) -> None:
        is_new = not self.file.exists()
        with open(self.file, "a", encoding="ascii", opener=_private) as journal:
            journal.write("\n")  # a crash may have cut the line before short
            journal.writelines(lines)
            journal.flush()
            os.fsync(journal.fileno())
        if is_new:
            sync_folder(self.file.parent)

    def _moments(self) -> dict[str, datetime]:
        if not self.file.exists():
            return {}
        found: dict[str, datetime] = {}
        for line in self.file.read_text(encoding="ascii", errors="replace").splitlines():
            if len(line) == LINE:
                digest, _, moment = line.partition(" ")
                found.setdefault(digest, from_words(moment))
        return found

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"The journal of erasures {self.file} cannot be used ({error.strerror}). Erasures that it lacks are "
                "noted at the next start: let the user who runs the app read and write it, then restart."
            ) from error


def journal_of(database: Path) -> Path:
    """Where the journal of an SQLite database is.

    >>> journal_of(Path("data/study.sqlite3")).name
    'study.sqlite3.erasures'
    """
    return database.with_name(f"{database.name}.erasures")


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(pseudonym: str) -> str:
    return hashlib.sha256(f"erased|{pseudonym}".encode()).hexdigest()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
