"""The pictures of every version, kept by content: what was shown can be shown again when the folder is gone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select

from db._connected import Connected, table_of
from db.tables import StimulusFiles

_files = table_of(StimulusFiles)
_content = select(_files.c.content).where(_files.c.sha256 == bindparam("sha256"))
_known = select(_files.c.sha256).where(_files.c.sha256.in_(bindparam("hashes", expanding=True)))


class StimulusRecord(Connected):
    """Pictures."""

    def picture(self, sha256: str) -> bytes | None:
        """The file of that SHA-256; None if it was never stored."""
        found: bytes | None = self.connection.execute(_content, {"sha256": sha256}).scalar()
        return found

    def pictures_stored(self, hashes: Iterable[str]) -> frozenset[str]:
        """Which of these files are there."""
        return frozenset(self.connection.execute(_known, {"hashes": list(hashes)}).scalars())

    def add_pictures(self, contents: Mapping[str, bytes]) -> None:
        """Stores files by SHA-256, each once however often it comes; `ValueError` if a file has another hash."""
        for sha256, content in contents.items():
            if hashlib.sha256(content).hexdigest() != sha256:
                raise ValueError(f"a picture was announced as {sha256[:12]}, but its content has another SHA-256")
        missing = contents.keys() - self.pictures_stored(contents)
        if missing:
            rows = [{"sha256": sha256, "content": contents[sha256]} for sha256 in sorted(missing)]
            self.connection.execute(_files.insert(), rows)
