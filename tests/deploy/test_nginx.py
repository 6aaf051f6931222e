"""Two participant apps on PostgreSQL behind nginx: a session outlives the app that it began on."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, Request, build_opener

import pytest
from playwright.sync_api import Browser, Page

from db import Database
from protocols import load_study
from tests.db.by_hand import rows
from tests.deploy.proxy import Proxy
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("nginx") and shutil.which("openssl")), reason="needs nginx and openssl"),
]


@pytest.fixture
def apps(tmp_path: Path, postgres_url: str) -> Iterator[list[Server]]:
    """Two processes of the participant app on one PostgreSQL database."""
    served = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        served.append(Server(STUDY, tmp_path / name, database_url=postgres_url))
    for app in served:
        app.start()
    yield served
    for app in served:
        app.stop()


@pytest.fixture
def proxy(tmp_path: Path, apps: list[Server]) -> Iterator[Proxy]:
    before_apps = Proxy(tmp_path, [app.port for app in apps])
    before_apps.write()
    before_apps.start()
    yield before_apps
    before_apps.stop()


@pytest.fixture
def trusting_page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that accepts the test's certificate."""
    context = browser.new_context(ignore_https_errors=True)
    yield context.new_page()
    context.close()


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    proxy = Proxy(tmp_path, [8501, 8502])
    proxy.write()
    assert "test is successful" in proxy.check()


def test_what_the_proxy_lets_through_and_what_it_writes_down(proxy: Proxy, tmp_path: Path) -> None:
    opener = build_opener(HTTPSHandler(context=ssl._create_unverified_context()))
    plain = HTTPConnection("127.0.0.1", proxy.plain_port)
    plain.request("GET", "/r/secret")
    moved = plain.getresponse()
    plain.close()
    assert (moved.status, moved.headers["Location"]) == (301, "https://127.0.0.1/r/secret")
    assert opener.open(f"{proxy.url}healthz").status == 200
    with opener.open(proxy.url) as landing:
        assert landing.headers["Strict-Transport-Security"]
    post = {"Content-Type": "application/json", "Origin": proxy.url.rstrip("/")}
    with opener.open(Request(f"{proxy.url}api/join", b"{}", post)) as joined:
        cookie = joined.headers["Set-Cookie"]
    assert "; Secure" in cookie
    token = cookie.partition("=")[2].partition(";")[0]
    with opener.open(f"{proxy.url}study/?p={token}") as study:
        assert study.status == 200
    with pytest.raises(HTTPError, match="413"):
        opener.open(Request(f"{proxy.url}api/events", b" " * 100_000, post))
    written = (tmp_path / "study.log").read_text()
    assert len(written.splitlines()) >= 4
    assert token not in written
    assert "127.0.0.1" not in written


@pytest.mark.journey
def test_a_session_goes_on_when_its_app_is_killed(
    trusting_page: Page, proxy: Proxy, apps: list[Server], postgres_url: str
) -> None:
    walker = Walker(trusting_page, right_answers(load_study(STUDY)))
    walker.begin(proxy.url)
    pages = 0
    while not walker.finished():
        walker.answer_page()
        if pages == 10:
            apps[0].kill()
        if pages == 20:
            apps[0].start()
            apps[1].kill()
            trusting_page.reload()
            walker.heading()
            walker.answer_page()
        walker.submit()
        pages += 1
        assert pages < 100
    database = Database(postgres_url)
    assert [row["status"] for row in rows(database, "SELECT status FROM participants")] == ["completed"]
    assert len(rows(database, "SELECT * FROM pages WHERE submitted_at IS NOT NULL")) == pages
    assert len(rows(database, "SELECT * FROM allocations")) == 1
    database.close()
