from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

import study_app.participant
from db import StorageError
from study_app.participant import site as site_module

SCRIPT = Path(study_app.participant.__file__).with_name("page.py")


class View:
    """Stands for a view, with what the script asks of it."""

    language = "en"

    def model_dump(self, *, mode: str) -> dict[str, str]:
        return {"title": f"a page as {mode}"}


def page(monkeypatch: pytest.MonkeyPatch, look: object) -> AppTest:
    site = SimpleNamespace(title="A study", flow=SimpleNamespace(view=look), assets=SimpleNamespace(base="/assets/1"))
    monkeypatch.setattr(site_module, "current_site", lambda: site)
    return AppTest.from_file(str(SCRIPT), default_timeout=30)


def mounted(at: AppTest) -> dict[str, object]:
    """Data of the one component on the page."""
    assert not at.exception
    [component] = at.main.children.values()
    data: dict[str, object] = json.loads(component.proto.json)
    return data


def test_the_script_mounts_the_view_of_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    at = page(monkeypatch, {"the-token": View()}.get)
    at.query_params["p"] = "the-token"

    assert mounted(at.run()) == {
        "view": {"title": "a page as json"},
        "api": "/api",
        "assets": "/assets/1",
        "credential": "the-token",
        "trouble": "Something went wrong on our side. Please reload the page.",
    }


def test_an_unknown_session_mounts_the_component_without_a_view(monkeypatch: pytest.MonkeyPatch) -> None:
    data = mounted(page(monkeypatch, lambda _: None).run())

    assert (data["view"], data["credential"]) == (None, None)


def test_a_database_out_of_reach_shows_no_error_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise StorageError("the disk is full")

    at = page(monkeypatch, broken)
    at.query_params["p"] = "the-token"

    assert mounted(at.run())["view"] is None
