from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from study_app.web import Assets
from tests.web.conftest import FRONTEND


def test_files_are_cached_for_ever_and_compressed(client: TestClient, assets: Assets) -> None:
    reply = client.get(assets.address("main.js"))

    assert reply.text == FRONTEND["main.js"]
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["content-encoding"] == "gzip"
    assert int(reply.headers["content-length"]) < len(reply.content)
    assert "immutable" in reply.headers["cache-control"]


def test_a_client_without_gzip_gets_the_plain_file(client: TestClient, assets: Assets) -> None:
    reply = client.get(assets.address("main.js"), headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in reply.headers
    assert reply.text == FRONTEND["main.js"]


def test_a_page_loaded_before_an_update_still_finds_its_modules(client: TestClient) -> None:
    reply = client.get("/assets/0000000000000000/main.js")

    assert reply.text == FRONTEND["main.js"]
    assert reply.headers["cache-control"] == "no-store"


def test_only_files_of_the_front_end_are_served(client: TestClient, assets: Assets) -> None:
    for path in ("missing.js", "../conftest.py", "%2e%2e/secret.js", "/etc/passwd"):
        assert client.get(f"{assets.base}/{path}").status_code == 404


def test_the_address_changes_with_every_byte(tmp_path: Path) -> None:
    versions = set()
    for name, content in (("a.js", "1"), ("a.js", "2"), ("b.js", "2")):
        folder = tmp_path / f"{name}{content}"
        folder.mkdir()
        (folder / name).write_text(content)
        versions.add(Assets(folder).version)
    assert len(versions) == 3
