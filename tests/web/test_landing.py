from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from db import StorageError
from study_app.flow import words
from study_app.web import COOKIE
from tests.web.fake_flow import FakeFlow


def test_the_landing_page_is_there_at_once_and_creates_nobody(client: TestClient, flow: FakeFlow) -> None:
    reply = client.get("/")

    assert reply.status_code == 200
    assert '<html lang="en" dir="ltr">' in reply.text
    assert '<meta name="robots" content="noindex, nofollow">' in reply.text
    assert 'id="begin"' in reply.text
    assert re.search(rf"<noscript>.*{words('en')['needs_javascript']}", reply.text)
    assert f'data-refused="{words("en")["broken"]}"' in reply.text
    assert COOKIE not in client.cookies
    assert not flow.people


def test_texts_of_the_study_are_escaped_and_drawn(client: TestClient) -> None:
    page = client.get("/").text

    assert "<title>Answers &amp; pictures</title>" in page
    assert "<p>1 &lt; 2, says <em>she</em></p>" in page


def test_everything_that_it_warms_exists(client: TestClient) -> None:
    addresses = re.findall(r'<link rel="(?:prefetch|modulepreload|stylesheet)" href="([^"]+)"', client.get("/").text)

    assert any("BidiComponent" in address for address in addresses)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_nothing_for_the_next_page_is_asked_for_before_this_one_has_its_own(client: TestClient) -> None:
    before, _, after = client.get("/").text.partition('<template id="next">')

    assert "prefetch" not in before
    assert "prefetch" not in after.partition("</template>")[2]


def test_the_script_is_asked_for_together_with_all_that_it_imports(client: TestClient) -> None:
    page = client.get("/").text
    modules = re.findall(r'<link rel="modulepreload" href="([^"]+)"', page)

    assert [module.split("/", 3)[3] for module in modules] == ["landing.js", "api.js", "pages/run.js"]
    assert f'<script type="module" src="{modules[0]}">' in page


def test_it_speaks_the_language_of_the_link_else_of_the_browser(client: TestClient, flow: FakeFlow) -> None:
    client.get("/", headers={"Accept-Language": "de-CH,de;q=0.9"})
    client.get("/?language=pt", headers={"Accept-Language": "de"})

    assert flow.languages == ["de-CH", "pt"]


def test_where_nobody_can_start_there_is_no_button(client: TestClient, flow: FakeFlow) -> None:
    flow.open = False
    page = client.get("/").text

    assert "This study is closed" in page
    assert "begin" not in page
    assert "prefetch" not in page


def test_a_browser_that_finds_no_database_is_told_in_words_and_tries_again(
    client: TestClient, flow: FakeFlow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise StorageError("the server does not answer")

    monkeypatch.setattr(flow, "landing", unreadable)

    reply = client.get("/", headers={"Accept": "text/html,application/xhtml+xml"})

    assert reply.status_code == 503
    assert "The study cannot be reached at the moment." in reply.text
    assert '<meta http-equiv="refresh" content="5">' in reply.text
