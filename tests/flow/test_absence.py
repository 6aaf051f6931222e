"""Absence: who comes back goes on, begins the period again, or finds the session ended, as the protocol says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from db import Database, Finding, Record, frames, verify_answers
from protocols import Resume
from study_app.bots import Respondent
from study_app.bots._clock import SimulatedClock
from study_app.flow import ClientEvent, Joined, SessionFlow, View, end_absent_sessions
from study_app.flow._absence import SWEPT_MODES
from study_app.flow._words import words
from tests.flow.conftest import advance, counts, events_of, statuses

Walk = Callable[[int], tuple[str, View]]
HOUR = 3600.0
RESTART = Resume(policy="restart", grace_minutes=30, max_gap_hours=72)
BLOCK = Resume(policy="block", grace_minutes=30, max_gap_hours=72)


def to_case(flow: SessionFlow, respondent: Respondent, walk: Walk, label: str) -> tuple[str, View]:
    """A session that stands on the first page of that case."""
    token, view = walk(0)
    while view.progress is None or not view.progress.label.startswith(label):
        view = advance(flow, respondent, token, view)
    return token, view


def reveals_cases(view: View) -> bool:
    return any(block.type == "reveal" for block in view.blocks)


def audit(database: Database) -> tuple[Finding, ...]:
    return database.read(lambda record: verify_answers(record, record.version(1), "pilot"))


@pytest.mark.parametrize("resume", [RESTART, BLOCK, Resume()])
def test_a_short_absence_is_none(flow: SessionFlow, walk: Walk, clock: SimulatedClock) -> None:
    token, view = walk(5)
    clock.advance(0.4 * HOUR)
    assert flow.view(token) == view


@pytest.mark.parametrize("resume", [Resume(max_gap_hours=72)])
def test_a_long_absence_ends_where_it_began(flow: SessionFlow, walk: Walk, clock: SimulatedClock) -> None:
    token, view = walk(5)
    clock.advance(71 * HOUR)
    assert flow.view(token) == view


@pytest.mark.parametrize("contact", ["look", "submit", "join"])
def test_whoever_was_away_for_too_long_is_timed_out_on_the_next_contact(
    flow: SessionFlow, respondent: Respondent, database: Database, clock: SimulatedClock, contact: str
) -> None:
    joined = flow.join(recruitment=("prolific", "5f2a"))
    assert isinstance(joined, Joined)
    view = advance(flow, respondent, joined.token, joined.view)
    submission, _ = respondent.answer(view)
    last_step = clock()
    clock.advance(72 * HOUR + 1)
    if contact == "look":
        last = flow.view(joined.token)
    elif contact == "submit":
        outcome = flow.submit(joined.token, str(view.page_token), submission)
        assert outcome.status == "gone"
        last = outcome.view
    else:
        again = flow.join(recruitment=("prolific", "5f2a"))
        assert isinstance(again, Joined)
        last = again.view
    assert last is not None
    assert last.title == words("en")["timed_out_title"]
    assert statuses(database) == ["timed_out"]
    person = database.read(lambda record: record.participant(1))
    assert person.ended_at == last_step + timedelta(hours=72)


def test_a_timed_out_person_gets_the_debrief_after_the_first_case_only(
    flow: SessionFlow, respondent: Respondent, walk: Walk, clock: SimulatedClock
) -> None:
    early, _ = walk(3)
    late, _ = to_case(flow, respondent, walk, "Case 2")
    clock.advance(73 * HOUR)
    before, after = flow.view(early), flow.view(late)
    assert before is not None
    assert after is not None
    assert not reveals_cases(before)
    assert reveals_cases(after)


def test_whoever_never_comes_back_is_timed_out_at_the_same_moment(
    flow: SessionFlow, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    walk(3)
    clock.advance(10 * HOUR)
    walk(2)
    assert end_absent_sessions(database, "skingen", clock()) == 0
    clock.advance(65 * HOUR)
    assert end_absent_sessions(database, "skingen", clock()) == 1
    assert end_absent_sessions(database, "skingen", clock()) == 0
    assert statuses(database) == ["timed_out", "consented"]
    swept = database.read(lambda record: record.participant(1))
    assert swept.seen_at is not None
    assert swept.ended_at == swept.seen_at + timedelta(hours=72)


def test_an_arrival_ends_the_sessions_of_those_who_never_came_back(
    flow: SessionFlow, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    walk(3)
    clock.advance(100 * HOUR)
    flow.join()
    assert statuses(database) == ["timed_out", "invited"]


def test_bots_are_not_ended_by_the_clock_on_the_wall() -> None:
    assert set(SWEPT_MODES) == {"live", "pilot"}


@pytest.mark.parametrize("resume", [BLOCK])
def test_a_blocked_session_ends_kindly_and_for_good(
    flow: SessionFlow, respondent: Respondent, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    token, view = to_case(flow, respondent, walk, "Case 2")
    submission, _ = respondent.answer(view)
    clock.advance(HOUR)
    last = flow.view(token)
    assert last is not None
    assert last.kind == "end"
    assert last.withdraw
    assert reveals_cases(last)
    before = counts(database)
    assert flow.submit(token, str(view.page_token), submission).status == "gone"
    assert counts(database) == before


@pytest.mark.parametrize("resume", [BLOCK])
def test_a_window_that_stayed_open_was_never_away(
    flow: SessionFlow, respondent: Respondent, walk: Walk, clock: SimulatedClock
) -> None:
    token, view = walk(4)
    clock.advance(2 * HOUR)
    assert advance(flow, respondent, token, view).kind == "page"


@pytest.mark.parametrize("resume", [RESTART])
def test_a_period_begins_again_and_nothing_of_it_counts_twice(
    flow: SessionFlow, respondent: Respondent, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    token, first = to_case(flow, respondent, walk, "Case 1 ")
    answered = counts(database)["responses"]
    view = first
    for _ in range(5):
        view = advance(flow, respondent, token, view)
    superseded = counts(database)["responses"] - answered
    clock.advance(HOUR)
    again = flow.view(token)
    assert again is not None
    assert (again.title, again.progress) == (first.title, first.progress)
    assert again.page_token not in {first.page_token, view.page_token}
    assert again.notice is not None
    assert again.notice.text == words("en")["restarted"]
    assert counts(database)["responses"] == answered
    assert counts(database)["allocations"] == 1
    kept = events_of(database, "superseded_page")
    assert len(kept) == 6
    assert sum(len(page["responses"]) for page in kept) == superseded  # type: ignore[arg-type, misc]
    assert events_of(database, "restarted") == [{"period": 1}]
    assert audit(database) == ()
    assert flow.view(token) == again
    while again.kind == "page":
        again = advance(flow, respondent, token, again)
    assert statuses(database) == ["completed"]
    assert audit(database) == ()
    tables = frames(database, "skingen", mode="pilot", version=1)
    assert len(tables["trials"]) == 12
    assert not tables["responses"].duplicated(["participant", "page", "item"]).any()
    shown = tables["events"].query("kind == 'superseded_page'").detail
    assert len(shown) == 6
    assert not shown.str.contains("salt").any()


@pytest.mark.parametrize("resume", [RESTART])
def test_an_older_window_learns_that_the_period_began_again(
    flow: SessionFlow, respondent: Respondent, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    token, view = to_case(flow, respondent, walk, "Case 3")
    submission, _ = respondent.answer(view)
    clock.advance(HOUR)
    again = flow.view(token)
    assert again is not None
    before = counts(database)
    outcome = flow.submit(token, str(view.page_token), submission)
    assert outcome.status == "conflict"
    assert outcome.view is not None
    assert outcome.view.page_token == again.page_token
    assert counts(database) == before | {"events": before["events"] + 1}


@pytest.mark.parametrize("resume", [RESTART])
def test_outside_of_periods_a_restart_is_a_resume(flow: SessionFlow, walk: Walk, clock: SimulatedClock) -> None:
    token, view = walk(4)
    clock.advance(HOUR)
    assert flow.view(token) == view


@pytest.mark.parametrize("resume", [RESTART])
def test_an_answer_changed_in_a_superseded_page_is_found(
    flow: SessionFlow, respondent: Respondent, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    token, _ = to_case(flow, respondent, walk, "Case 2")
    clock.advance(HOUR)
    flow.view(token)
    with database._engine.begin() as connection:
        connection.exec_driver_sql(
            "update events set detail = replace(detail, '\"changes\":', '\"changes\":1') where kind = 'superseded_page'"
        )
    findings = audit(database)
    assert findings
    assert {finding.table for finding in findings} == {"events"}


@pytest.mark.parametrize("resume", [RESTART])
def test_superseded_pages_are_erased_with_their_owner(
    flow: SessionFlow, respondent: Respondent, walk: Walk, database: Database, clock: SimulatedClock
) -> None:
    token, _ = to_case(flow, respondent, walk, "Case 3")
    clock.advance(HOUR)
    flow.view(token)
    flow.withdraw(token, erase=True)
    assert counts(database)["events"] == 0
    assert audit(database) == ()


def test_a_browser_cannot_make_a_superseded_page(flow: SessionFlow, walk: Walk, database: Database) -> None:
    token, view = walk(4)
    assert flow.record_events(token, view.page_token, (ClientEvent(kind="superseded_page", ms=1.0),))

    def superseded(record: Record) -> int:
        return len(record.superseded_pages(1, "pilot"))

    assert database.read(superseded) == 0
    assert audit(database) == ()
    frames(database, "skingen", mode="pilot", version=1)
