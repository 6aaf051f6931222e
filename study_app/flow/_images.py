"""Pictures of the versions, read from the record by content and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from db import Record

CACHE_BYTES = 32 * 1024 * 1024
"""How much a process keeps of the pictures asked for last: a set of 200 at 100 kB leaves room for a second one."""


class PictureCache:
    """Pictures by SHA-256. What a hash names never changes, so nothing ever needs to be looked up again."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        """Keeps up to `limit` bytes. Safe to share between threads."""
        self._limit = limit
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, record: Record, sha256: str) -> bytes | None:
        """The file of that hash; None if the record has none."""
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
                return self._kept[sha256]
        content = record.picture(sha256)
        if content is not None:
            self._keep(sha256, content)
        return content

    def _keep(self, sha256: str, content: bytes) -> None:
        with self._lock:
            if sha256 not in self._kept:
                self._kept[sha256] = content
                self._size += len(content)
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])
