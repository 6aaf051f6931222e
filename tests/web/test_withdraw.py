from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.fake_flow import FakeFlow


def test_withdrawal_ends_the_session(joined: TestClient, flow: FakeFlow, token: str) -> None:
    reply = joined.post("/api/withdraw", json={"erase": False})

    assert reply.status_code == 200
    assert reply.json()["view"]["kind"] == "end"
    assert flow.people[token].withdrawn


def test_whether_answers_are_erased_must_be_said(joined: TestClient, flow: FakeFlow, token: str) -> None:
    for body in ({}, {"erase": "yes"}, {"erase": 1}):
        assert joined.post("/api/withdraw", json=body).status_code == 422
    assert not flow.people[token].withdrawn
