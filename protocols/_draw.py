"""Random numbers that anybody can derive again: draws from HMAC-SHA256, independent of machine and library version.

Draw number `c` of a labelled stream is the first 8 bytes of HMAC-SHA256(key, "<label>|<c>"), read as a big-endian
integer. `docs/allocation.md` holds a worked example.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import TypeVar

_T = TypeVar("_T")
_SPAN = 2**64


def keyed_hash(key: bytes, label: str) -> bytes:
    """HMAC-SHA256 of the label, 32 bytes."""
    return hmac.digest(key, label.encode(), "sha256")


class Draws:
    """A stream of draws under a key and a label; streams of different labels are independent."""

    def __init__(self, key: bytes, label: str) -> None:
        self._key = key
        self._label = label
        self._counter = 0

    def below(self, limit: int) -> int:
        """A uniform integer from 0 to `limit - 1`.

        A 64-bit number at or above the largest multiple of `limit` is rejected and the next one is drawn,
        so that no value is favoured.
        """
        largest_multiple = _SPAN - _SPAN % limit
        while True:
            number = int.from_bytes(keyed_hash(self._key, f"{self._label}|{self._counter}")[:8], "big")
            self._counter += 1
            if number < largest_multiple:
                return number % limit

    def shuffled(self, values: Iterable[_T]) -> tuple[_T, ...]:
        """The values in random order (Fisher and Yates, from the last place to the second).

        >>> Draws(b"key", "example").shuffled("abcd")
        ('d', 'b', 'a', 'c')
        """
        order = list(values)
        for last in range(len(order) - 1, 0, -1):
            chosen = self.below(last + 1)
            order[last], order[chosen] = order[chosen], order[last]
        return tuple(order)
