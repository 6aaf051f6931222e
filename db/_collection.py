"""The garbage collector held back while a whole study is in memory."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Holds the garbage collector: of 500 participants it would look through half a million rows again and again and find none to drop.

    What is dropped by the end costs nothing; what is kept, it looks through once then.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
