from __future__ import annotations

import base64
import hashlib
import re

import pytest
from starlette.testclient import TestClient

from study_app.flow import LANGUAGES
from tests.web.fake_flow import FakeFlow


def test_streamlits_page_carries_our_title_and_none_of_its_pointers(joined: TestClient) -> None:
    page = joined.get("/study/").text

    assert "<title>Answers &amp; pictures</title>" in page
    assert "Streamlit</title>" not in page
    assert "_stcore/agent" not in page
    assert "favicon.png" not in page
    assert '<meta name="robots" content="noindex, nofollow">' in page


def test_whoever_has_no_javascript_is_told_in_every_language(joined: TestClient) -> None:
    page = joined.get("/study/").text

    for language, spoken in LANGUAGES.items():
        assert f'<p lang="{language}">{spoken["needs_javascript"]}</p>' in page


def test_everything_that_the_page_loads_exists_and_is_compressed(joined: TestClient) -> None:
    page = joined.get("/study/").text
    addresses = [match.replace("./", "/study/") for match in re.findall(r'(?:href|src)="([./][^"]+)"', page)]

    assert len(addresses) > 50
    for address in addresses:
        reply = joined.get(address)
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
        if address.endswith(".js") and len(reply.content) > 1000:
            assert reply.headers["content-encoding"] == "gzip"


def test_the_fonts_of_streamlit_stay_at_home(joined: TestClient) -> None:
    page = joined.get("/study/").text
    [style] = re.findall(r'href="\./(static/css/index[^"]+)"', page)

    assert "SourceSans" not in page
    assert "@font-face" not in joined.get(f"/study/{style}").text


def test_the_policy_names_each_inline_script_of_the_page_and_no_other_host(joined: TestClient) -> None:
    reply = joined.get("/study/")
    policy = reply.headers["content-security-policy"]

    for script in re.findall(r"<script>(.*?)</script>", reply.text, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    [scripts] = re.findall(r"script-src ([^;]+)", policy)
    assert "blob:" in scripts
    assert "unsafe" not in scripts
    assert "http" not in policy


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/study/", "/api/session", "/healthz", "/nothing/here"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "noindex" in headers["x-robots-tag"]
        assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "_stcore/metrics"),
        ("POST", "_stcore/agent/interact"),
        ("GET", "_stcore/agent/openapi.json"),
        ("PUT", "_stcore/upload_file/a/b"),
        ("GET", "static/../index.html"),
        ("GET", "static/%2e%2e/manifest.json"),
    ],
)
def test_doors_that_no_participant_needs_are_closed(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, f"/study/{path}", follow_redirects=False).status_code in {303, 404}


def test_a_mistyped_page_leads_to_the_study(client: TestClient) -> None:
    reply = client.get("/study/consent", follow_redirects=False)

    assert (reply.status_code, reply.headers["location"]) == (303, "/study/")


@pytest.mark.parametrize("address", ["/study/", "/study/?p=participant-token-9999"])
def test_whoever_has_no_session_is_told_so_and_led_to_the_first_page(client: TestClient, address: str) -> None:
    reply = client.get(address)

    assert reply.status_code == 404
    assert "does not belong to a session" in reply.text
    assert '<a href="/">Begin</a>' in reply.text
    assert "static/js" not in reply.text


def test_the_token_of_the_link_opens_the_study_where_cookies_are_blocked(client: TestClient, flow: FakeFlow) -> None:
    assert "static/js" in client.get(f"/study/?p={flow.join().token}").text


def test_while_the_database_is_out_of_reach_nobody_is_turned_away(joined: TestClient, flow: FakeFlow) -> None:
    flow.broken = True
    assert "static/js" in joined.get("/study/").text
