"""A bot in the place of a browser: speaks the HTTP protocol of the front end and remembers what it was told."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from protocols import Study
from study_app.bots import Effects, Persona, Respondent, all_items, draw_world
from study_app.flow import View
from tests.endurance.line import Line, LineCutError, Reply

TRIES = 100
"""How often a bot sends one request before it gives up."""


@dataclass(frozen=True)
class Mischief:
    """Probabilities per page, each from 0 to 1."""

    doubled: float = 0.0
    """The page is sent twice; every other time at once, over two connections."""
    reloaded: float = 0.0
    """The page is loaded anew before it is sent."""
    dropped: float = 0.0
    """The connection ends before the answer is read; every other time in the middle of the body."""


@dataclass
class WebBot:
    """Lives through one session, and like the front end insists on an answer to every submit."""

    name: str
    """Id at the recruitment service: a bot whose join went unanswered joins again and is the same participant."""
    respondent: Respondent
    ports: Sequence[int]
    """Replicas; every request goes to one drawn at random."""
    rng: random.Random
    mischief: Mischief = field(default_factory=Mischief)
    before: Callable[[], None] = lambda: None
    """Called before a request leaves."""
    on_sent: Callable[[Line], None] = lambda _line: None
    """Called when a request has left and nothing of its answer was read."""
    on_failure: Callable[[], None] = lambda: None
    """Called before a request that got no answer is sent again."""
    cookie: str = ""
    acknowledged: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Answers by page token, of every page that was acknowledged."""
    happened: Counter[str] = field(default_factory=Counter)
    """What the server said and what the bot did to it, counted."""

    def __post_init__(self) -> None:
        self._lines = [Line(port) for port in self.ports]

    @property
    def token(self) -> str:
        """The participant's secret."""
        return self.cookie.partition("=")[2]

    def run(self) -> View:
        """From the first page to the last; gives the last view."""
        self.join()
        view = self._session()
        while view.kind == "page":
            if self._chance(self.mischief.reloaded):
                self.happened["reloaded"] += 1
                again = self._session()
                assert again.page_token == view.page_token, f"a reload of {view.title!r} showed {again.title!r}"
            view = self._answer(view)
        self.hang_up()
        return view

    def hang_up(self) -> None:
        """Closes the connections."""
        for line in self._lines:
            line.cut()

    def join(self) -> None:
        """Becomes a participant."""
        arrival = {"language": "en", "source": "prolific", "external_id": self.name}
        reply = self._deliver("POST", "/api/join", arrival)
        assert reply.status == 201, reply
        self.cookie = reply.headers["set-cookie"].partition(";")[0]

    def _session(self) -> View:
        reply = self._deliver("GET", "/api/session")
        assert reply.status == 200, reply
        return View.model_validate_json(reply.body)

    def _answer(self, view: View) -> View:
        submission, _seconds = self.respondent.answer(view)
        body, path = submission.model_dump(mode="json"), f"/api/pages/{view.page_token}"
        fate = self.rng.random() - self.mischief.doubled
        if fate < 0:
            replies = self._double(path, body)
        elif fate < self.mischief.dropped:
            self._drop(path, body)
            replies = [self._deliver("POST", path, body)]
        else:
            replies = [self._deliver("POST", path, body)]
        for reply in replies:
            assert reply.status == 200, (view.title, reply)
            self.happened[reply.json["status"]] += 1
        assert view.page_token is not None
        assert view.page_token not in self.acknowledged, f"{view.title!r} was asked twice"
        self.acknowledged[view.page_token] = body["answers"]
        return View.model_validate(replies[-1].json["view"])

    def _double(self, path: str, body: dict[str, Any]) -> list[Reply]:
        self.happened["doubled"] += 1
        if self.rng.random() < 0.5:
            return [self._deliver("POST", path, body), self._deliver("POST", path, body)]
        lines = [Line(self.rng.choice(self.ports)) for _ in range(2)]
        for line in lines:
            line.send("POST", path, json.dumps(body).encode(), self.cookie)
        replies = [line.read() for line in lines]
        for line in lines:
            line.cut()
        assert sorted(reply.json.get("status") for reply in replies) == ["repeated", "saved"], replies
        return replies

    def _drop(self, path: str, body: dict[str, Any]) -> None:
        """Sends a page and hangs up before the end of the body, or behind it."""
        whole = self.rng.random() < 0.5
        self.happened["dropped behind the body" if whole else "dropped in the body"] += 1
        line = self._line()
        line.send("POST", path, json.dumps(body).encode(), self.cookie, share=1.0 if whole else self.rng.random())
        line.cut()

    def _deliver(self, method: str, path: str, body: dict[str, Any] | None = None) -> Reply:
        content = b"" if body is None else json.dumps(body).encode()
        for _ in range(TRIES):
            line = self._line()
            self.before()
            try:
                line.send(method, path, content, self.cookie)
                self.on_sent(line)
                reply = line.read()
            except LineCutError:
                self.happened["unanswered"] += 1
            else:
                if reply.status != 503:
                    return reply
                self.happened["503"] += 1
            self.on_failure()
        raise AssertionError(f"{self.name} sent {method} {path} {TRIES} times: {dict(self.happened)}")

    def _line(self) -> Line:
        return self.rng.choice(self._lines)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share


def crowd(study: Study, ports: Sequence[int], size: int, seed: int, **more: Any) -> list[WebBot]:
    """Bots with answers and whims of their own, the same ones for the same seed."""
    items = {item.id: item for item in all_items(study)}
    bots = []
    for number in range(size):
        rng = np.random.default_rng([seed, number])
        persona = Persona.draw(Effects(), draw_world(study, rng), rng, careless=0.0)
        respondent = Respondent(study, items, persona, prefer_not=0.05)
        bots.append(WebBot(f"bot-{number}", respondent, ports, random.Random(f"{seed}-{number}"), **more))
    return bots
