"""Lets a fault strike again and again while a bot lives through its session, and asks every route meanwhile."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from study_app.flow import words
from tests.endurance.faults import Fault
from tests.endurance.line import Line, Reply
from tests.endurance.web_bot import WebBot

TRIES = 2
"""How often a request fails before the fault is lifted."""


@dataclass
class Trial:
    """A session under a fault that comes and goes."""

    fault: Fault
    port: int
    bystander: str
    """Cookie of somebody else, who asks every route during the fault."""
    readable: bool = True
    """Whether pages can still be shown while nothing can be stored."""
    writes_fail: bool = True
    """Whether every write fails, however small."""
    every: int = 6
    """The fault strikes before every so many requests of the bot."""
    seen: Counter[str] = field(default_factory=Counter)
    """Method, path and status code of what was asked during the fault."""
    _sent: int = 0
    _failed: int = 0
    _struck: bool = False

    def run(self, bot: WebBot) -> str:
        """The bot's whole session; gives the title of its last page."""
        bot.before = self._before
        bot.on_failure = self._after_failure
        return bot.run().title

    def _before(self) -> None:
        self._sent += 1
        if self._sent % self.every == 0 and not self._struck:
            self.fault.strike()
            self._struck, self._failed = True, 0

    def _after_failure(self) -> None:
        assert self._struck, "a request failed although nothing was wrong"
        self._ask_everything()
        self._failed += 1
        if self._failed == TRIES:
            self.fault.lift()
            self._struck = False
            assert self._ask("GET", "/healthz").status == 200

    def _ask_everything(self) -> None:
        for path in ("/", "/api/session", "/study/"):
            reply = self._ask("GET", path)
            assert reply.status == 200 if self.readable else reply.status in {200, 503}, (path, reply)
        arrival = {"source": "prolific", "external_id": "late"}
        writes: list[tuple[str, str, Any]] = [
            ("GET", "/healthz", None),
            ("POST", "/api/events", {"events": [{"kind": "hidden", "ms": 1}]}),
        ]
        if self.writes_fail:
            writes += [("POST", "/api/join", arrival), ("POST", "/api/withdraw", {"erase": True})]
        for method, path, body in writes:
            cookie = "" if path == "/api/join" else self.bystander
            reply = self._ask(method, path, body, cookie)
            assert reply.status == 503 or not self.writes_fail, (path, reply)
            if reply.status == 503:
                assert reply.json == {"message": words("en")["unavailable"]}
                assert int(reply.headers["retry-after"]) > 0

    def _ask(self, method: str, path: str, body: Any = None, cookie: str | None = None) -> Reply:
        line = Line(self.port)
        content = b"" if body is None else json.dumps(body).encode()
        reply = line.ask(method, path, content, self.bystander if cookie is None else cookie)
        line.cut()
        self.seen[f"{method} {path} {reply.status}"] += 1
        return reply
