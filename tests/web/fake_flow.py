"""A session flow of three pages, in memory: what the routes need to be seen working."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from db import StorageError
from study_app.flow import ClientEvent, Joined, Outcome, SessionFlow, Submission, View
from study_app.flow._words import words

PICTURE = b"RIFF....WEBP"
PAGES = ("Before you start", "Case 1", "Afterwards")


def token_of(number: int) -> str:
    return f"participant-token-{number:04d}"


@dataclass
class Person:
    page: int = 0
    submitted: dict[str, Submission] = field(default_factory=dict)
    events: list[ClientEvent] = field(default_factory=list)
    withdrawn: bool = False
    recruitment: tuple[str, str] | None = None


class FakeFlow(SessionFlow):
    """Sessions by token; `broken` fails every call as a full disk would, `open = False` takes nobody."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.refused: list[tuple[str, str, int]] = []
        self.broken = False
        self.open = True
        self.languages: list[str | None] = []
        self._numbers = itertools.count(1)

    def landing(self, language: str | None = None) -> View:
        self.languages.append(language)
        if not self.open:
            return self._screen("end", None, "This study is closed", None)
        return self._screen("page", None, "Would you like to take part?", "Begin")

    def join(self, *, language: str | None = None, recruitment: tuple[str, str] | None = None) -> Joined | View:
        self.check_writable()
        if not self.open:
            return self.landing(language)
        token = token_of(next(self._numbers))
        self.people[token] = Person(recruitment=recruitment)
        return Joined(token, self._current(token))

    def view(self, token: str) -> View | None:
        self.check_writable()
        return self._current(token) if token in self.people else None

    def submit(self, token: str, page_token: str, submission: Submission) -> Outcome:
        self.check_writable()
        person = self.people.get(token)
        if person is None or page_token not in {self._page_token(token, page) for page in range(len(PAGES))}:
            return Outcome("unknown", None)
        if person.withdrawn:
            return Outcome("gone", self._current(token))
        if page_token in person.submitted:
            same = person.submitted[page_token] == submission
            return Outcome("repeated" if same else "conflict", self._current(token))
        if "agree" in submission.answers and submission.answers["agree"] != 1:
            return Outcome("invalid", None, {"agree": "Please answer this question."})
        person.submitted[page_token] = submission
        person.page += 1
        return Outcome("saved", self._current(token))

    def refuse(self, token: str, page_token: str, status: int) -> None:
        self.check_writable()
        self.refused.append((token, page_token, status))

    def record_events(self, token: str, page_token: str | None, events: tuple[ClientEvent, ...]) -> bool:
        self.check_writable()
        if token not in self.people:
            return False
        self.people[token].events += events
        return True

    def withdraw(self, token: str, *, erase: bool) -> View | None:
        self.check_writable()
        if token not in self.people:
            return None
        self.people[token].withdrawn = True
        return self._current(token)

    def image(self, token: str, file: str) -> tuple[bytes, str] | None:
        return (PICTURE, "ab" * 32) if token in self.people and file == "f00d.webp" else None

    def check_writable(self) -> None:
        if self.broken:
            raise StorageError("database is locked")

    def _current(self, token: str) -> View:
        person = self.people[token]
        if person.withdrawn or person.page >= len(PAGES):
            return self._screen("end", None, "Thank you for taking part", None)
        return self._screen("page", self._page_token(token, person.page), PAGES[person.page], "Continue")

    @staticmethod
    def _page_token(token: str, page: int) -> str:
        return f"{token}-page-{page}"

    @staticmethod
    def _screen(kind: str, page_token: str | None, title: str, submit: str | None) -> View:
        return View.model_validate(
            {
                "kind": kind,
                "page_token": page_token,
                "language": "en",
                "direction": "ltr",
                "study_title": "Answers & pictures",
                "title": title,
                "blocks": [
                    {
                        "type": "text",
                        "nodes": [{"tag": "p", "children": ["1 < 2, says ", {"tag": "em", "children": ["she"]}]}],
                    }
                ],
                "submit": submit,
                "withdraw": kind == "page",
                "words": words("en"),
            }
        )
