"""Kills the server at instants that are drawn beforehand and reached by what happens, never by the clock."""

from __future__ import annotations

import random
import threading
from collections import Counter

from tests.endurance.line import Line
from tests.journeys.server import Server

INSTANTS = ("sent", "writing", "answered")
"""A request has just left; the write-ahead log has just changed; the first bytes of the answer are here."""


class Reaper:
    """Counts the requests of all bots and kills the server during some of them."""

    def __init__(self, server: Server, kills: int, requests: int, seed: int) -> None:
        """Draws which of the first `requests` requests are hit, and at which instant each."""
        rng = random.Random(seed)
        self._server = server
        self._planned = {number: rng.choice(INSTANTS) for number in rng.sample(range(1, requests + 1), kills)}
        self._sent = 0
        self._turn = threading.Lock()
        self._alive = threading.Event()
        self._alive.set()
        self.killed: Counter[str] = Counter()
        """Kills by instant."""

    def on_sent(self, line: Line) -> None:
        """A request is under way: kills the server during it if it is one of those drawn."""
        with self._turn:
            self._sent += 1
            instant = self._planned.get(self._sent)
            if instant is None:
                return
            self._alive.clear()
            self._await(instant, line)
            self._server.kill()
            self.killed[instant] += 1
            self._server.start()
            self._alive.set()

    def on_failure(self) -> None:
        """Waits until the server is back."""
        assert self._alive.wait(timeout=120), "the server did not come back"

    def _await(self, instant: str, line: Line) -> None:
        before = self._log()
        while instant != "sent" and not line.is_answered():
            if instant == "writing" and self._log() != before:
                return

    def _log(self) -> tuple[int, int]:
        """Size and last change of SQLite's write-ahead log."""
        log = self._server.database.with_name(self._server.database.name + "-wal")
        if not log.exists():
            return 0, 0
        found = log.stat()
        return found.st_size, found.st_mtime_ns
