"""Two windows of one participant, answered by two processes at the same instant: one order of events, and no deadlock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count

import pytest

from db import Database, VersionRow
from protocols import Study
from study_app.bots import Respondent
from study_app.bots._clock import SimulatedClock
from study_app.flow import Outcome, SessionFlow, View
from tests.db.by_hand import participants_held, rows
from tests.flow.conftest import advance

Walk = Callable[[int], tuple[str, View]]
Replicas = tuple[SessionFlow, SessionFlow]


@pytest.fixture
def naps() -> list[float]:
    """How long transactions slept before they were tried again: never, unless one lost to another."""
    return []


@pytest.fixture
def replicas(
    database_url: str, flow: SessionFlow, study: Study, clock: SimulatedClock, naps: list[float]
) -> Iterator[Replicas]:
    """Two processes that serve the version of `flow`."""
    databases = [Database(database_url, busy_seconds=30, sleep=naps.append) for _ in range(2)]
    version: VersionRow = databases[0].read(lambda record: record.versions()[0])
    first, second = (SessionFlow(database, version, study, mode="pilot", clock=clock) for database in databases)
    yield first, second
    for database in databases:
        database.close()


def at_once(database_url: str, *calls: Callable[[], Outcome | View | None]) -> list[Outcome | View | None]:
    """What each of the calls gives when all have begun before any can go on."""
    with ThreadPoolExecutor(len(calls)) as threads:
        with participants_held(database_url) as held:
            waiting: list[Future[Outcome | View | None]] = [threads.submit(call) for call in calls]
            held.await_others(len(calls))
        return [future.result() for future in waiting]


def to_the_last_page_before_a_case(flow: SessionFlow, walk: Walk, respondent: Respondent) -> tuple[str, View]:
    """A session whose next submit asks for a slot."""
    token, view = walk(0)
    for pages in count():
        following = advance(flow, respondent, token, view)
        if following.progress is not None and following.progress.label.startswith("Case"):
            return walk(pages)
        view = following
    raise AssertionError("this study has no case")


def test_a_double_click_that_two_processes_get_is_kept_once(
    database_url: str, replicas: Replicas, walk: Walk, respondent: Respondent, database: Database, naps: list[float]
) -> None:
    token, view = walk(3)
    submission, _ = respondent.answer(view)
    calls = [lambda flow=flow: flow.submit(token, str(view.page_token), submission) for flow in replicas]
    outcomes = at_once(database_url, *calls)
    assert sorted(outcome.status for outcome in outcomes) == ["repeated", "saved"]
    assert outcomes[0].view == outcomes[1].view
    assert len(rows(database, "SELECT * FROM pages WHERE submitted_at IS NOT NULL")) == 4
    assert naps == []


def test_a_double_click_that_asks_for_the_first_case_takes_one_slot(
    database_url: str,
    flow: SessionFlow,
    replicas: Replicas,
    walk: Walk,
    respondent: Respondent,
    database: Database,
    naps: list[float],
) -> None:
    token, view = to_the_last_page_before_a_case(flow, walk, respondent)
    before = len(rows(database, "SELECT * FROM allocations"))
    submission, _ = respondent.answer(view)
    calls = [lambda flow=flow: flow.submit(token, str(view.page_token), submission) for flow in replicas]
    outcomes = at_once(database_url, *calls)
    assert sorted(outcome.status for outcome in outcomes) == ["repeated", "saved"]
    assert outcomes[0].view == outcomes[1].view
    assert len(rows(database, "SELECT * FROM allocations")) == before + 1
    assert naps == []


@pytest.mark.parametrize("erase", [False, True])
def test_leaving_in_one_window_while_the_other_asks_for_the_first_case(
    database_url: str,
    flow: SessionFlow,
    replicas: Replicas,
    walk: Walk,
    respondent: Respondent,
    database: Database,
    naps: list[float],
    erase: bool,
) -> None:
    token, view = to_the_last_page_before_a_case(flow, walk, respondent)
    submission, _ = respondent.answer(view)
    staying, leaving = replicas
    outcome, farewell = at_once(
        database_url,
        lambda: staying.submit(token, str(view.page_token), submission),
        lambda: leaving.withdraw(token, erase=erase),
    )
    assert outcome.status in {"saved", "gone"}
    assert farewell.kind == "end"
    (person,) = rows(database, "SELECT * FROM participants ORDER BY id DESC LIMIT 1")
    assert (person["status"], bool(person["erased"])) == ("withdrawn", erase)
    links = rows(database, f"SELECT * FROM allocation_links WHERE participant_id = {person['id']}")
    assert len(links) == (outcome.status == "saved" and not erase)
    assert naps == []
