from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.fake_flow import FakeFlow

HIDDEN = {"kind": "hidden", "ms": 12.5, "detail": {}}


def test_beacons_are_kept(joined: TestClient, flow: FakeFlow, token: str) -> None:
    reply = joined.post("/api/events", json={"page_token": None, "events": [HIDDEN, HIDDEN]})

    assert (reply.status_code, reply.content) == (204, b"")
    assert [event.kind for event in flow.people[token].events] == ["hidden", "hidden"]


def test_a_flood_of_events_is_refused(joined: TestClient, flow: FakeFlow, token: str) -> None:
    assert joined.post("/api/events", json={"events": [HIDDEN] * 201}).status_code == 422
    assert not flow.people[token].events
