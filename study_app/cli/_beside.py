"""A second process for what can be computed beside the rest."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process

WORTH_IT = 100
"""Participants from which on a second process saves more than its start costs."""


@contextmanager
def second_process(participants: int, module: str) -> Iterator[Executor | None]:
    """An executor that has begun to import a module; None for few participants, or where there is one processor.

    The process is spawned, not forked: it shares no connection to a database and no lock. It does not outlive this one, not even
    its SIGKILL.
    """
    if participants < WORTH_IT or _processors() < 2:
        yield None
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        executor.submit(_load, module)
        yield executor


def _load(module: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback of its own
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import_module(module)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _processors() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
