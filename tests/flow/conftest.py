"""A session flow on each kind of database, with a clock that stands still and a seeded stream of random bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from db import Database, freeze
from protocols import Resume, Study, load_study
from study_app.bots import Effects, Persona, Respondent, all_items, draw_world
from study_app.bots._clock import SimulatedClock
from study_app.flow import Joined, SessionFlow, View

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


@pytest.fixture(scope="session")
def study() -> Study:
    return load_study(STUDY)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def resume(study: Study) -> Resume:
    """The resume policy of the flow; tests replace it by one of their own."""
    return study.protocol.resume


@pytest.fixture
def flow(database: Database, study: Study, resume: Resume, clock: SimulatedClock) -> SessionFlow:
    served = replace(study, protocol=study.protocol.model_copy(update={"resume": resume}))
    version = freeze(database, served, "pilot", clock())
    rng = np.random.default_rng(1)
    return SessionFlow(database, version, served, mode="pilot", clock=clock, entropy=lambda size: rng.bytes(size))


@pytest.fixture
def respondent(study: Study) -> Respondent:
    rng = np.random.default_rng(2)
    persona = Persona.draw(Effects(), draw_world(study, rng), rng, careless=0.0)
    return Respondent(study, {item.id: item for item in all_items(study)}, persona)


@pytest.fixture
def walk(flow: SessionFlow, respondent: Respondent) -> Callable[[int], tuple[str, View]]:
    """Joins and submits that many pages; gives the token and the current view."""

    def go(pages: int) -> tuple[str, View]:
        joined = flow.join()
        assert isinstance(joined, Joined)
        view = joined.view
        for _ in range(pages):
            view = advance(flow, respondent, joined.token, view)
        return joined.token, view

    return go


def advance(flow: SessionFlow, respondent: Respondent, token: str, view: View) -> View:
    """The view after a valid submit of this one."""
    submission, _ = respondent.answer(view)
    assert view.page_token is not None
    outcome = flow.submit(token, view.page_token, submission)
    assert outcome.status == "saved", (view.title, outcome)
    assert outcome.view is not None
    return outcome.view


def counts(database: Database) -> dict[str, int]:
    """Rows of what a session can add to."""
    with database._engine.connect() as connection:
        tables = ("participants", "pages", "responses", "allocations", "timings", "events")
        return {table: connection.exec_driver_sql(f"select count(*) from {table}").scalar_one() for table in tables}


def events_of(database: Database, kind: str) -> list[dict[str, object]]:
    """Details of the events of a kind, oldest first."""
    with database._engine.connect() as connection:
        rows = connection.exec_driver_sql(f"select detail from events where kind = '{kind}' order by id")
        return [json.loads(detail) for (detail,) in rows]


def statuses(database: Database) -> list[str]:
    """Statuses of all participants in the order of arrival."""
    with database._engine.connect() as connection:
        return list(connection.exec_driver_sql("select status from participants order by id").scalars())
