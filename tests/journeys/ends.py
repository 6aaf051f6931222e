"""The pages on which a session ends early, or cannot begin, for the tour."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Browser, expect
from starlette.applications import Starlette

from protocols import Study
from study_app.flow import SessionFlow, View
from study_app.flow._end_views import End, end_view
from study_app.web import Assets, Site, participant_app_parts
from tests.frontend import harness
from tests.journeys.sheets import Sheets

EARLY: tuple[End, ...] = ("declined", "screened_out", "attempts_failed", "filled", "timed_out", "withdrawn_kept")
"""How a session ends before its last page."""
AT_THE_DOOR: tuple[End, ...] = ("paused", "full", "closed")
"""Why nobody can begin."""


class _Door:
    """A flow of which only the first page is asked for."""

    def __init__(self, view: View) -> None:
        self._view = view

    def landing(self, _language: str | None = None) -> View:
        return self._view


def take_ends(browser: Browser, study: Study, language: str) -> None:
    """A sheet of every such page in that language."""
    page = browser.new_page()
    sheets = Sheets(page, language)
    with harness.Server() as server:
        for end in EARLY:
            view = end_view(study, end, language)
            server.study = harness.Study([view])
            page.goto(f"{server.address}/session")
            expect(page.get_by_role("heading", level=1)).to_have_text(view.title)
            sheets.take(_name(end))
    for end in AT_THE_DOOR:
        flow = cast(SessionFlow, _Door(end_view(study, end, language)))
        parts = participant_app_parts(Site(flow, Assets(harness.FRONTEND), "A study", lambda: None))
        with harness.Server(app=Starlette(routes=parts.routes, middleware=parts.middleware)) as server:
            page.goto(f"{server.address}/")
            sheets.take(_name(end))
    page.close()


def _name(end: End) -> str:
    return {"filled": "full-on-the-way", "withdrawn_kept": "stopped"}.get(end, end.replace("_", "-"))
