from __future__ import annotations

from starlette.testclient import TestClient

from study_app.web import COOKIE
from tests.web.fake_flow import PICTURE


def test_participants_get_pictures_once(joined: TestClient) -> None:
    reply = joined.get("/images/f00d.webp")

    assert (reply.status_code, reply.content) == (200, PICTURE)
    assert reply.headers["content-type"] == "image/webp"
    assert {"private", "immutable"} <= set(reply.headers["cache-control"].split(", "))
    again = joined.get("/images/f00d.webp", headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nobody_else_does(client: TestClient) -> None:
    assert client.get("/images/f00d.webp").status_code == 401
    client.cookies.set(COOKIE, "participant-token-9999")
    assert client.get("/images/f00d.webp").status_code == 404


def test_only_pictures_of_the_study_are_served(joined: TestClient) -> None:
    for file in ("other.webp", "..%2F..%2Fstudy.yaml", "%2Fetc%2Fpasswd"):
        assert joined.get(f"/images/{file}").status_code == 404
