from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from study_app.web import COOKIE
from tests.web.fake_flow import FakeFlow


def test_join_creates_a_participant_and_sets_a_cookie_that_scripts_cannot_read(
    client: TestClient, flow: FakeFlow
) -> None:
    reply = client.post("/api/join", json={"language": "en", "source": "prolific", "external_id": "5f1"})

    assert reply.status_code == 201
    assert reply.json() == {"next": "/study/"}
    [person] = flow.people.values()
    assert person.recruitment == ("prolific", "5f1")
    cookie = reply.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    assert "secure" not in cookie


def test_the_cookie_is_secure_behind_https(client: TestClient) -> None:
    client.base_url = "https://study.example"
    assert "secure" in client.post("/api/join", json={}).headers["set-cookie"].lower().split("; ")


def test_joining_again_goes_on_with_the_same_session(joined: TestClient, flow: FakeFlow) -> None:
    reply = joined.post("/api/join", json={})

    assert (reply.status_code, reply.json()) == (200, {"next": "/study/"})
    assert len(flow.people) == 1


def test_after_the_end_of_a_session_the_next_person_starts_a_new_one(joined: TestClient, flow: FakeFlow) -> None:
    joined.post("/api/withdraw", json={"erase": False})

    assert joined.post("/api/join", json={}).status_code == 201
    assert len(flow.people) == 2


def test_where_nobody_can_start_joining_leads_back_to_the_landing_page(client: TestClient, flow: FakeFlow) -> None:
    flow.open = False

    reply = client.post("/api/join", json={})

    assert (reply.status_code, reply.json()) == (200, {"next": "/"})
    assert COOKIE not in client.cookies


def test_where_cookies_are_blocked_the_token_travels_in_the_address(client: TestClient, flow: FakeFlow) -> None:
    [address] = client.post("/api/join", json={"cookies": False}).json().values()

    assert address == f"/study/?p={next(iter(flow.people))}"


@pytest.mark.parametrize("body", [{"source": "Not A Source"}, {"external_id": "x" * 200}, {"unknown": 1}, []])
def test_a_body_of_another_shape_is_refused(client: TestClient, flow: FakeFlow, body: object) -> None:
    assert client.post("/api/join", json=body).status_code == 422
    assert not flow.people


def test_a_personal_link_sets_the_cookie_and_beats_an_old_one(joined: TestClient, flow: FakeFlow) -> None:
    old = joined.cookies[COOKIE]
    other = flow.join().token
    assert other != old

    reply = joined.get(f"/r/{other}", follow_redirects=False)

    assert (reply.status_code, reply.headers["location"]) == (303, "/study/")
    assert joined.cookies[COOKIE] == other


def test_an_unknown_personal_link_says_so_and_leaves_the_cookie_alone(joined: TestClient, flow: FakeFlow) -> None:
    mine = joined.cookies[COOKIE]

    reply = joined.get("/r/participant-token-9999")

    assert reply.status_code == 404
    assert "does not belong to a session" in reply.text
    assert "set-cookie" not in reply.headers
    assert joined.cookies[COOKIE] == mine
    assert len(flow.people) == 1
