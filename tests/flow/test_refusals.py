"""Refused submits: kept as events of the session, within bounds, and never after its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import Database
from study_app.bots import Respondent
from study_app.flow import ClientEvent, SessionFlow, Submission, View
from tests.flow.conftest import advance, counts, events_of

Walk = Callable[[int], tuple[str, View]]
NONSENSE = Submission(answers={"nobody_asked": 1})


def test_a_body_that_cannot_be_read_is_kept_by_its_status(flow: SessionFlow, walk: Walk, database: Database) -> None:
    token, view = walk(2)
    flow.refuse(token, str(view.page_token), 413)
    flow.refuse(token, "another", 422)
    flow.refuse("nobody", str(view.page_token), 422)
    assert events_of(database, "refused_submit") == [{"reason": "413"}, {"reason": "422"}]


def test_answers_never_get_into_the_event_of_their_refusal(flow: SessionFlow, walk: Walk, database: Database) -> None:
    token, view = walk(2)
    flow.submit(token, str(view.page_token), Submission(answers={f"item_{n}": "my words" for n in range(40)}))
    (detail,) = events_of(database, "refused_submit")
    assert "my words" not in str(detail)
    assert len(detail["items"]) == 10  # type: ignore[arg-type]


def test_a_flood_of_refused_submits_and_beacons_stops_being_kept(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db._events.EVENTS_KEPT", 40)
    token, view = walk(3)
    beacon = tuple(ClientEvent(kind="hidden", ms=1.0) for _ in range(30))
    for _ in range(20):
        flow.submit(token, str(view.page_token), NONSENSE)
        assert flow.record_events(token, view.page_token, beacon)
    assert counts(database)["events"] == 40
    advance(flow, respondent, token, view)
    assert counts(database)["events"] > 40


@pytest.mark.parametrize("end", ["withdrawn", "declined", "completed"])
def test_nothing_is_kept_after_the_end(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database, end: str
) -> None:
    token, view = walk(0)
    if end == "declined":
        flow.submit(token, str(view.page_token), Submission(decision="decline"))
    elif end == "withdrawn":
        flow.withdraw(token, erase=False)
    else:
        following = view
        while following.kind == "page":
            view, following = following, advance(flow, respondent, token, following)
    before = counts(database)
    flow.submit(token, str(view.page_token), NONSENSE)
    flow.submit(token, "another", NONSENSE)
    flow.refuse(token, str(view.page_token), 422)
    assert flow.record_events(token, view.page_token, (ClientEvent(kind="hidden", ms=1.0),))
    assert counts(database) == before
