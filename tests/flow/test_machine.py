"""Any order of arrivals, submits, reloads, absences and withdrawals: hypothesis looks for one that breaks a promise."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from db import TRANSITIONS, Database, Record, verify_answers, verify_ledger
from db._answers import responses
from db._events import events, timings
from db._pages import pages
from protocols import Study
from study_app.bots._clock import SimulatedClock
from study_app.flow import ClientEvent, Joined, SessionFlow, Submission, View, end_absent_sessions
from study_app.flow._screen import FINAL
from study_app.flow._tokens import token_hash
from tests.db.small_study import small_study

HOUR = 3600.0
TARGET = 3
PAGES = 14
KEPT = (pages, responses, timings, events)


def study_with(policy: str) -> Study:
    """The small study with a target that is soon reached, an answer that screens out, and a resume policy."""
    payload = small_study("small", target=TARGET).payload()
    training = payload["protocol"]["flow"]["before"][1]["ask"][0]["item"]
    training["options"].append({"value": "never", "label": "Never"})
    training["screen_out"] = {"unless": ["yes", "no"], "code": "UNTRAINED"}
    payload["protocol"]["resume"] = {"policy": policy, "grace_minutes": 30, "max_gap_hours": 72}
    return Study.from_payload(payload)


def answer_to(view: View, *, screened_out: bool = False) -> Submission:
    """A valid answer to every item: the first option of each, or the one that ends the session."""
    items = [item for block in view.blocks if block.type == "items" for item in block.items]
    answers: dict[str, Any] = {}
    for item in items:
        if item.options:
            answers[item.id] = item.options[-1 if screened_out and item.id == "training" else 0].value
        elif item.type == "text":
            answers[item.id] = "in my own words"
    return Submission(answers=answers)


class Sessions(RuleBasedStateMachine):
    """Browsers and a clock, in front of one flow."""

    @initialize(policy=st.sampled_from(["restart", "resume", "block"]), arrived=st.integers(1, 5))
    def start(self, policy: str, arrived: int) -> None:
        self.folder = tempfile.mkdtemp()
        self.database = Database(f"sqlite:///{self.folder}/study.sqlite3")
        self.database.migrate()
        self.clock = SimulatedClock()
        self.study = study_with(policy)
        self.version = self.database.write(
            lambda record: record.register_version(self.study, "live", self.clock(), secret=bytes(range(32)))
        )
        rng = np.random.default_rng(1)
        self.flow = SessionFlow(
            self.database, self.version, self.study, mode="live", clock=self.clock, entropy=lambda size: rng.bytes(size)
        )
        self.tokens: list[str] = []
        self.screens: dict[str, list[View]] = {}
        self.statuses: dict[int, str] = {}
        self.ended: dict[int, tuple[int, ...]] = {}
        for person in range(arrived):
            self.join(person, known=True)

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(person=st.integers(0, 9), known=st.booleans())
    def join(self, person: int, known: bool) -> None:
        joined = self.flow.join(recruitment=("prolific", f"person {person}") if known else None)
        if isinstance(joined, Joined):
            self.tokens.append(joined.token)
            self.screens[joined.token] = [joined.view]
        else:
            assert joined.kind == "end"

    @precondition(lambda self: self.tokens)
    @rule(data=st.data())
    def look(self, data: st.DataObject) -> None:
        token = self._someone(data)
        view = self.flow.view(token)
        if view is not None:
            self.screens[token].append(view)
            assert self.flow.view(token) == view

    @precondition(lambda self: self.tokens)
    @rule(data=st.data(), times=st.integers(1, PAGES), fit=st.sampled_from([True, True, True, False]))
    def go_on(self, data: st.DataObject, times: int, fit: bool) -> None:
        """One window, page after page; each submit twice, as a double click."""
        token = self._someone(data)
        for _ in range(times):
            view = self.flow.view(token)
            if view is None or view.page_token is None:
                return
            agreed = Submission(answers={"agreement": "agreed"})
            consent = any(i.type == "agreement" for b in view.blocks if b.type == "items" for i in b.items)
            submission = agreed if consent else answer_to(view, screened_out=not fit)
            first = self.flow.submit(token, view.page_token, submission)
            again = self.flow.submit(token, view.page_token, submission)
            assert (first.status, again.status) == ("saved", "repeated")
            assert again.view is not None
            self.screens[token].append(again.view)

    @precondition(lambda self: self.tokens)
    @rule(data=st.data(), times=st.integers(4, PAGES))
    def have_a_break(self, data: st.DataObject, times: int) -> None:
        self.go_on(data, times, fit=True)
        self.time_passes(1.0)
        self.look(data)

    @precondition(lambda self: self.tokens)
    @rule(data=st.data(), kind=st.sampled_from(["valid", "screened_out", "nonsense", "decline"]))
    def submit_from_any_window(self, data: st.DataObject, kind: str) -> None:
        """From any screen that this browser ever showed, under the cookie of anyone."""
        owner, sender = self._someone(data), self._someone(data)
        view = data.draw(st.sampled_from(self.screens[owner]))
        if view.page_token is None:
            return
        submission = {
            "valid": answer_to(view),
            "screened_out": answer_to(view, screened_out=True),
            "nonsense": Submission(answers={"nobody_asked": 1}),
            "decline": Submission(decision="decline"),
        }[kind]
        before = self._rows(responses)
        outcome = self.flow.submit(sender, view.page_token, submission)
        if outcome.status != "saved":
            assert self._rows(responses) == before
        if owner != sender and outcome.status == "saved":
            assert self._owner(owner) == self._owner(sender) or self._owner(owner) is None

    @precondition(lambda self: self.tokens)
    @rule(data=st.data())
    def beacon(self, data: st.DataObject) -> None:
        self.flow.record_events(self._someone(data), None, (ClientEvent(kind="hidden", ms=1.0),))

    @precondition(lambda self: self.tokens)
    @rule(data=st.data(), erase=st.sampled_from([False, False, True]))
    def withdraw(self, data: st.DataObject, erase: bool) -> None:
        token = self._someone(data)
        owner = self._owner(token)
        view = self.flow.withdraw(token, erase=erase)
        assert (view is None) == (owner is None and not self._was_erased(token))
        if erase and owner is not None:
            self.ended.pop(owner, None)

    @rule(hours=st.sampled_from([0.1, 1.0, 100.0]))
    def time_passes(self, hours: float) -> None:
        self.clock.advance(hours * HOUR)

    @rule()
    def sweep(self) -> None:
        end_absent_sessions(self.database, "small", self.clock())

    @invariant()
    def statuses_move_along_declared_ways(self) -> None:
        for person in self._people():
            before = self.statuses.get(person.id, "invited")
            assert person.status in _reachable(before), (before, person.status)
            self.statuses[person.id] = person.status

    @invariant()
    def every_saved_page_has_one_set_of_answers(self) -> None:
        with self.database._engine.connect() as connection:
            saved = connection.execute(select(pages.c.participant_id, pages.c.page_id, pages.c.submitted_at)).all()
            given = connection.execute(select(responses.c.participant_id, responses.c.page_id)).all()
        answered = Counter((row.participant_id, row.page_id) for row in given)
        opened = {(row.participant_id, row.page_id): row.submitted_at is not None for row in saved}
        assert all(opened[place] for place in answered)
        for (participant_id, page_id), submitted in opened.items():
            if page_id in {"screening", "comments"} and submitted:
                assert answered[participant_id, page_id] == 1

    @invariant()
    def everybody_has_at_most_one_slot(self) -> None:
        ledger = self.database.read(lambda record: record.ledger(self.version.id, "live"))
        assert len({row.pseudonym for row in ledger}) == len(ledger)
        assert len(ledger) <= TARGET

    @invariant()
    def nothing_is_stored_after_the_end(self) -> None:
        for person in self._people():
            if person.status in FINAL:
                stored = tuple(self._rows(table, person.id) for table in KEPT)
                assert stored == self.ended.setdefault(person.id, stored)
                if person.erased:
                    assert stored == (0, 0, 0, 0)

    @invariant()
    def the_audit_passes(self) -> None:
        def audit(record: Record) -> tuple[object, ...]:
            ledger = verify_ledger(record, record.version(self.version.id), "live", self.study)
            return (*ledger, *verify_answers(record, record.version(self.version.id), "live"))

        assert self.database.read(audit) == ()

    def _someone(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.tokens))

    def _people(self) -> tuple[Any, ...]:
        return self.database.read(lambda record: record.participants(self.version.id, "live"))

    def _owner(self, token: str) -> int | None:
        person = self.database.read(lambda record: record.participant_by_token_hash(token_hash(token)))
        return None if person is None else person.id

    def _was_erased(self, token: str) -> bool:
        return self.database.read(lambda record: record.was_erased(token_hash(token)))

    def _rows(self, table: Any, participant_id: int | None = None) -> int:
        mine = select(table.c.participant_id)
        if participant_id is not None:
            mine = mine.where(table.c.participant_id == participant_id)
        with self.database._engine.connect() as connection:
            return len(connection.execute(mine).all())


def _reachable(status: str) -> set[str]:
    found, waiting = {status}, [status]
    while waiting:
        following = TRANSITIONS[waiting.pop()] - found
        found |= following
        waiting += following
    return found


Sessions.TestCase.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TestSessions = pytest.mark.slow(Sessions.TestCase)
