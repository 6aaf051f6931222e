"""A full study: newcomers are told at the door, whoever had begun is told kindly, and nobody gets one place too many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from db import Database, VersionRow, verify_ledger
from protocols import Study, plan
from study_app.bots import Respondent
from study_app.bots._clock import SimulatedClock
from study_app.flow import Joined, SessionFlow, View
from study_app.flow._tokens import token_hash
from tests.flow.conftest import advance


def allocating(study: Study, **fields: Any) -> Study:
    """The study with other fields of its allocation."""
    allocation = study.protocol.allocation.model_copy(update=fields)
    return replace(study, protocol=study.protocol.model_copy(update={"allocation": allocation}))


def opened(database: Database, study: Study, clock: SimulatedClock) -> tuple[VersionRow, SessionFlow]:
    """The study, launched."""
    version = database.write(lambda record: record.register_version(study, "live", clock(), secret=bytes(range(32))))
    rng = np.random.default_rng(1)
    return version, SessionFlow(
        database, version, study, mode="live", clock=clock, entropy=lambda size: rng.bytes(size)
    )


def walked(flow: SessionFlow, respondent: Respondent, until: str) -> tuple[str, View]:
    """A new session up to the first page whose progress begins with that text, or to its end."""
    joined = flow.join()
    assert isinstance(joined, Joined)
    view = joined.view
    while view.kind == "page" and not (view.progress and view.progress.label.startswith(until)):
        view = advance(flow, respondent, joined.token, view)
    return joined.token, view


def codes(view: View) -> list[str]:
    return [block.code for block in view.blocks if block.type == "code"]


def test_newcomers_to_a_full_study_are_told_at_the_door(
    database: Database, study: Study, clock: SimulatedClock, respondent: Respondent
) -> None:
    version, flow = opened(database, allocating(study, target=1), clock)
    assert walked(flow, respondent, "Case")[1].kind == "page"
    for view in (flow.landing(), flow.join(), flow.landing("de")):
        assert isinstance(view, View)
        assert view.kind == "end"
    assert flow.landing().title == "This study is full"
    assert len(database.read(lambda record: record.participants(version.id, "live"))) == 1


@pytest.mark.parametrize("page", [0, 1, 3, -1])
def test_whoever_had_begun_when_the_last_place_went_gets_a_code(
    database: Database, study: Study, clock: SimulatedClock, respondent: Respondent, page: int
) -> None:
    """They stood on that page before the first case, counted from the first one or from the last."""
    _, flow = opened(database, allocating(study, target=1), clock)
    joined = flow.join()
    assert isinstance(joined, Joined)
    view, shared = joined.view, plan(study, None, b"any").pages
    while _person(database, joined.token).page_index != shared.index(shared[page]):
        view = advance(flow, respondent, joined.token, view)
    walked(flow, respondent, "Case")
    view = advance(flow, respondent, joined.token, view)
    assert (view.kind, view.title, codes(view)) == ("end", "This study is full", ["FULL"])
    assert flow.view(joined.token) == view
    person = _person(database, joined.token)
    assert (person.status, person.screen_out_code, person.sequence) == ("screened_out", "FULL", None)


def _person(database: Database, token: str) -> Any:
    return database.read(lambda record: record.participant_by_token_hash(token_hash(token)))


def test_a_quota_closes_its_stratum_as_soon_as_the_stratum_is_known(
    database: Database, study: Study, clock: SimulatedClock, respondent: Respondent
) -> None:
    version, flow = opened(database, allocating(study, quotas={"medical_training=none": 2}), clock)
    views = [walked(flow, respondent, "Case")[1] for _ in range(24)]
    people = database.read(lambda record: record.participants(version.id, "live"))
    trained = [database.read(lambda record, one=one: record.answers_of(one))["medical_training"] for one in people]
    places = iter(range(2))
    for view, person, training in zip(views, people, trained, strict=True):
        finds_place = training not in {"none", "prefer_not"} or next(places, None) is not None
        assert (view.kind == "page", person.sequence is not None) == (finds_place, finds_place)
        assert finds_place or person.page_index < plan(study, None, b"any").allocate_at - 1
    assert {view.kind for view in views} == {"page", "end"}
    assert flow.landing().kind == "page"


def test_who_leaves_makes_room_only_where_the_study_says_so(
    database: Database, study: Study, clock: SimulatedClock, respondent: Respondent
) -> None:
    version, flow = opened(database, allocating(study, target=4, vacated="replace", strata=()), clock)
    tokens = [walked(flow, respondent, "Case")[0] for _ in range(4)]
    assert flow.landing().kind == "end"
    for number, token in enumerate(tokens):
        assert flow.landing().kind == "end", "fewer vacated slots than sequences"
        flow.withdraw(token, erase=number % 2 == 0)
    assert flow.landing().kind == "page"
    for _ in range(4):
        walked(flow, respondent, "Case")
    assert flow.landing().kind == "end"
    ledger = database.read(lambda record: record.ledger(version.id, "live"))
    assert sorted(row.sequence for row in ledger[:4]) == sorted(row.sequence for row in ledger[4:])
    assert {row.replaces for row in ledger[4:]} == {1, 2, 3, 4}
    assert database.read(lambda record: verify_ledger(record, version, "live", record.study_of(version.id))) == ()


def test_a_test_run_never_fills_up(
    database: Database, study: Study, clock: SimulatedClock, respondent: Respondent
) -> None:
    full = allocating(study, target=1)
    version = database.write(lambda record: record.register_version(full, "pilot", clock()))
    rng = np.random.default_rng(1)
    flow = SessionFlow(database, version, full, mode="pilot", clock=clock, entropy=lambda size: rng.bytes(size))
    assert [walked(flow, respondent, "Case")[1].kind for _ in range(2)] == ["page", "page"]
