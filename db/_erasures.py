"""The journal of erasures: a small file beside an SQLite database, so that a restored backup forgets again.

Each line is the SHA-256 of a pseudonym and the moment of its erasure. By itself it names nobody: pseudonyms are
random, and the hash only answers whether a pseudonym that is still in some backup was erased later. The database says
the same for everyone who is erased in it; the journal knows what an older copy of the database does not.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from db._errors import StorageError
from db.tables import from_words, in_words

LINE = len(f"{'0' * 64} 2026-05-01T12:00:00.000Z")
"""Characters of a whole line."""


class ErasureJournal:
    """Append-only, flushed to the disk before an erasure is acknowledged.

    >>> import tempfile
    >>> from datetime import UTC
    >>> journal = ErasureJournal(Path(tempfile.mkdtemp()) / "study.sqlite3.erasures")
    >>> journal.add({"p-1": datetime(2026, 5, 1, 12, 0, tzinfo=UTC)})
    >>> list(journal.erased_among(["p-1", "p-2"]))
    ['p-1']
    """

    def __init__(self, file: Path) -> None:
        """Opens nothing yet."""
        self.file = file

    def add(self, erased: Mapping[str, datetime]) -> None:
        """Appends pseudonyms with the moments of their erasure; `StorageError` if they cannot be kept."""
        lines = "".join(f"{_digest(pseudonym)} {in_words(moment)}\n" for pseudonym, moment in erased.items())
        if not lines:
            return
        try:
            made = not self.file.exists()
            with open(self.file, "a", encoding="ascii", opener=_private) as journal:
                journal.write(f"\n{lines}")  # a crash may have cut the line before short
                journal.flush()
                os.fsync(journal.fileno())
            if made:
                sync_folder(self.file.parent)
        except OSError as error:
            raise StorageError(
                f"The erasure was carried out, but cannot be noted in {self.file} ({error.strerror}). "
                "Make that file writable and restart the app, which then notes it."
            ) from error

    def missing(self, erased: Mapping[str, datetime]) -> dict[str, datetime]:
        """Those of the pseudonyms that the journal does not hold."""
        known = self._moments()
        return {pseudonym: moment for pseudonym, moment in erased.items() if _digest(pseudonym) not in known}

    def erased_among(self, pseudonyms: Iterable[str]) -> dict[str, datetime]:
        """Those of the pseudonyms that were erased, with the moments."""
        known = self._moments()
        return {name: known[digest] for name in pseudonyms if (digest := _digest(name)) in known}

    def _moments(self) -> dict[str, datetime]:
        if not self.file.exists():
            return {}
        found: dict[str, datetime] = {}
        for line in self.file.read_text(encoding="ascii").splitlines():
            if len(line) == LINE:
                digest, _, moment = line.partition(" ")
                found.setdefault(digest, from_words(moment))
        return found


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
