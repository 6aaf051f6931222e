from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from study_app.web import COOKIE
from tests.web.fake_flow import FakeFlow


def page_token(browser: TestClient) -> str:
    return str(browser.get("/api/session").json()["page_token"])


def test_a_submit_is_answered_with_the_next_view(joined: TestClient) -> None:
    reply = joined.post(f"/api/pages/{page_token(joined)}", json={"answers": {"q": 3}})

    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.json()["status"] == "saved"
    assert reply.json()["view"] == joined.get("/api/session").json()
    assert reply.json()["view"]["title"] == "Case 1"


def test_the_same_body_again_is_answered_alike_and_changes_nothing(joined: TestClient, flow: FakeFlow) -> None:
    page = f"/api/pages/{page_token(joined)}"
    first, again = (joined.post(page, json={"answers": {"q": 3}}) for _ in range(2))

    assert (again.status_code, again.json()["status"]) == (200, "repeated")
    assert again.json()["view"] == first.json()["view"]
    assert len(next(iter(flow.people.values())).submitted) == 1


def test_other_answers_for_a_spent_page_are_a_conflict(joined: TestClient) -> None:
    page = f"/api/pages/{page_token(joined)}"
    joined.post(page, json={"answers": {"q": 3}})

    reply = joined.post(page, json={"answers": {"q": 4}})

    assert (reply.status_code, reply.json()["status"]) == (409, "conflict")
    assert reply.json()["view"]["title"] == "Case 1"


def test_after_withdrawal_a_page_is_gone(joined: TestClient) -> None:
    page = f"/api/pages/{page_token(joined)}"
    joined.post("/api/withdraw", json={"erase": True})

    reply = joined.post(page, json={"answers": {}})

    assert (reply.status_code, reply.json()["status"]) == (410, "gone")
    assert reply.json()["view"]["kind"] == "end"


def test_refused_answers_come_back_with_a_message_each(joined: TestClient) -> None:
    reply = joined.post(f"/api/pages/{page_token(joined)}", json={"answers": {"agree": 0}})

    assert reply.status_code == 422
    assert reply.json() == {"status": "invalid", "errors": {"agree": "Please answer this question."}}


def test_a_body_that_cannot_be_read_is_kept_as_an_event(joined: TestClient, flow: FakeFlow, token: str) -> None:
    mine = page_token(joined)

    assert joined.post(f"/api/pages/{mine}", json={"answers": [], "more": 1}).status_code == 422
    assert joined.post(f"/api/pages/{mine}", content="{", headers={"Content-Type": "text/plain"}).status_code == 415
    assert flow.refused == [(token, mine, 422), (token, mine, 415)]


def test_the_page_of_another_session_is_unknown(joined: TestClient, flow: FakeFlow) -> None:
    mine = page_token(joined)
    joined.cookies.clear()
    joined.cookies.set(COOKIE, flow.join().token)

    assert joined.post(f"/api/pages/{mine}", json={"answers": {}}).status_code == 404
    assert not any(person.submitted for person in flow.people.values())


@pytest.mark.parametrize("path", ["/pages/{}%2F", "/pages/{}/", "/pages//{}", "/pages/{}/{}", "/pages/", "/pages", ""])
def test_a_submit_with_a_slash_too_many_or_too_few_is_not_redirected(joined: TestClient, path: str) -> None:
    mine = page_token(joined)

    reply = joined.post(f"/api{path.format(mine, mine)}", json={"answers": {}}, follow_redirects=False)

    assert reply.status_code == 404
    assert reply.json() == {"message": "There is no such address."}


def test_a_header_serves_where_cookies_are_blocked(client: TestClient, flow: FakeFlow) -> None:
    bearer = {"Authorization": f"Bearer {flow.join().token}"}
    view = client.get("/api/session", headers=bearer).json()

    reply = client.post(f"/api/pages/{view['page_token']}", json={"answers": {}}, headers=bearer)

    assert reply.json()["status"] == "saved"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/session", None),
        ("POST", "/api/pages/some-token", {"answers": {}}),
        ("POST", "/api/events", {"events": []}),
        ("POST", "/api/withdraw", {"erase": False}),
        ("GET", "/images/f00d.webp", None),
    ],
)
@pytest.mark.parametrize("cookie", [None, "participant-token-9999", "<script>"])
def test_without_a_known_session_nothing_is_shown_and_nothing_kept(
    client: TestClient, method: str, path: str, body: object, cookie: str | None
) -> None:
    headers = {} if cookie is None else {"Cookie": f"{COOKIE}={cookie}"}

    reply = client.request(method, path, json=body, headers=headers)

    assert reply.status_code in {401, 404}
    assert set(reply.json()) == {"message"}


@pytest.mark.parametrize("path", ["/api/pages/some-token", "/api/events", "/api/withdraw", "/api/join"])
class TestEveryPost:
    def test_refuses_other_sites(self, joined: TestClient, path: str) -> None:
        assert joined.post(path, json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
        assert joined.post(path, json={}, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403

    def test_goes_by_the_origin_where_the_browser_sends_no_fetch_metadata(self, joined: TestClient, path: str) -> None:
        del joined.headers["Sec-Fetch-Site"]
        for origin in ({}, {"Origin": "null"}, {"Origin": "http://testserver.evil"}, {"Origin": "http://testserver:1"}):
            assert joined.post(path, json={}, headers=origin).status_code == 403
        assert joined.post(path, json={}, headers={"Origin": "http://testserver"}).status_code != 403

    def test_takes_json_only(self, joined: TestClient, path: str) -> None:
        assert joined.post(path, data={"erase": "false"}).status_code == 415
        assert joined.post(path, content="{}", headers={"Content-Type": "text/plain"}).status_code == 415
        assert joined.post(path, content="{", headers={"Content-Type": "application/json"}).status_code == 422

    def test_stops_reading_a_body_that_is_too_long(self, joined: TestClient, path: str) -> None:
        sent = []

        def endless() -> object:
            while len(sent) < 100:
                sent.append(len(sent))
                yield b" " * 4096

        reply = joined.post(path, content=endless(), headers={"Content-Type": "application/json"})

        assert reply.status_code == 413

    def test_says_when_nothing_can_be_stored(self, joined: TestClient, flow: FakeFlow, path: str) -> None:
        flow.broken = True
        body = {"/api/events": {"events": []}, "/api/withdraw": {"erase": False}}.get(path, {})

        reply = joined.post(path, json=body)

        assert reply.status_code == 503
        assert int(reply.headers["retry-after"]) > 0
        assert "cannot store answers" in reply.json()["message"]
        german = joined.post(path, json=body, headers={"Accept-Language": "de-AT"})
        assert "keine Antworten speichern" in german.json()["message"]


def test_a_fault_of_ours_shows_no_traceback(
    joined: TestClient, flow: FakeFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(flow, "view", faulty)

    reply = joined.get("/api/session")

    assert reply.status_code == 500
    assert set(reply.json()) == {"message"}
    assert "secret" not in reply.text
    spanish = joined.get("/api/session", headers={"Accept-Language": "es"})
    assert spanish.json() == {"message": "Algo ha fallado por nuestra parte. Vuelva a cargar la página."}
