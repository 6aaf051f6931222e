"""People in every state of a session, whose requests a fuzzer can bend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from protocols import Study
from study_app.bots import Effects, Persona, Respondent, all_items, draw_world
from study_app.flow import Joined, SessionFlow, Submission, View


@dataclass(frozen=True)
class Page:
    """A page that was sent to somebody."""

    token: str
    body: Mapping[str, Any] = field(repr=False)
    """A submit that is accepted while the page is open."""
    scales: Mapping[str, tuple[str | int, ...]] = field(repr=False)
    """Values that may be chosen, by item that must be answered with one of them."""


@dataclass(frozen=True)
class Person:
    """A participant, as the holder of the cookie knows them."""

    name: str
    token: str
    current: Page
    """The page shown last; the last one sent before the end of a session that has ended."""
    spent: Page
    """The page before, or the same where there was only one."""


@dataclass
class Director:
    """Brings people to where they are needed."""

    flow: SessionFlow
    study: Study
    people: int = 0

    def bring(self, name: str, to: Callable[[View], bool], *, end: Callable[[str], object] | None = None) -> Person:
        """A person on the first page for which `to` holds, or after a whole session; `end` then ends the session."""
        self.people += 1
        rng = np.random.default_rng(self.people)
        persona = Persona.draw(Effects(), draw_world(self.study, rng), rng, careless=0.0)
        respondent = Respondent(self.study, {item.id: item for item in all_items(self.study)}, persona)
        joined = self.flow.join(language="en")
        assert isinstance(joined, Joined)
        view, pages = joined.view, [_page(respondent, joined.view)]
        while not to(view):
            outcome = self.flow.submit(joined.token, pages[-1].token, Submission.model_validate(pages[-1].body))
            assert outcome.view is not None, outcome
            view = outcome.view
            if view.kind == "end":
                break
            pages.append(_page(respondent, view))
        if end is not None:
            end(joined.token)
        return Person(name, joined.token, pages[-1], pages[max(0, len(pages) - 2)])


def cast_of(flow: SessionFlow, study: Study) -> dict[str, Person]:
    """One person a state, by name."""
    director = Director(flow, study)

    def leave(erase: bool) -> Callable[[str], object]:
        return lambda token: flow.withdraw(token, erase=erase)

    people = [
        director.bring("consenting", lambda view: view.kind == "page"),
        director.bring("checking", lambda view: view.title == "Two questions about your task"),
        director.bring("judging", lambda view: _has(view, "likert") and _is_case(view, 2)),
        director.bring("writing", lambda view: _has(view, "text")),
        director.bring("finished", lambda view: view.kind == "end"),
        director.bring("stopped", lambda view: _is_case(view, 2), end=leave(False)),
        director.bring("erased", lambda view: _is_case(view, 2), end=leave(True)),
    ]
    return {person.name: person for person in people}


def _items(view: View) -> list[Any]:
    return [item for block in view.blocks if block.type == "items" for item in block.items]


def _has(view: View, kind: str) -> bool:
    return any(item.type == kind for item in _items(view))


def _is_case(view: View, number: int) -> bool:
    return view.progress is not None and view.progress.label.startswith(f"Case {number} ")


def _page(respondent: Respondent, view: View) -> Page:
    assert view.page_token is not None
    scales = {
        item.id: tuple(option.value for option in item.options)
        for item in _items(view)
        if item.required and item.show_if is None and item.type in {"likert", "single", "agreement"}
    }
    return Page(view.page_token, respondent.answer(view)[0].model_dump(mode="json"), scales)
