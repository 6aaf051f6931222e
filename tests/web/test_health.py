from __future__ import annotations

from starlette.testclient import TestClient

from tests.web.fake_flow import FakeFlow


def test_healthy_means_that_answers_can_be_stored(client: TestClient, flow: FakeFlow) -> None:
    assert client.get("/healthz").json() == {"database": "writable"}

    flow.broken = True

    assert client.get("/healthz").status_code == 503
