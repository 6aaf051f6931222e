"""The stand-in server, and a page with the front end mounted on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from study_app.flow import View
from tests.frontend.harness import Server, Study

Open = Callable[..., Study]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def open_study(page: Page, server: Server) -> Open:
    """Opens a session made of these views, in a shadow root as Streamlit does, and waits for its first page."""

    def open_views(*views: View, shadow: bool = True, width: int = 1280, height: int = 900) -> Study:
        server.study = Study(views)
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.goto(f"{server.address}/session{'?shadow' if shadow else ''}")
        expect(page.get_by_role("heading", level=1, name=views[0].title)).to_be_focused()
        return server.study

    return open_views
