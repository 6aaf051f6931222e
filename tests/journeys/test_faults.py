"""Storage that fails under a real page: the participant reads that nothing is lost, and then the page goes on by itself."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from protocols import load_study
from study_app.flow._words import words
from tests.endurance.faults import NoMoreBytes
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process"),
]

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_disk_that_fails_is_told_in_the_language_of_the_session_and_bridged(
    page: Page, server: Server, width: int
) -> None:
    spoken, fault, german = words("de"), NoMoreBytes(server), load_study(STUDY)
    page.set_viewport_size({"width": width, "height": 800})
    walker = Walker(page, right_answers(german, "de"), spoken)
    walker.begin(server.url + "?language=de")
    for _ in range(3):
        walker.answer_page()
        walker.submit()
    walker.answer_page()
    fault.strike()
    page.locator("button.submit").click()
    status = page.get_by_role("status")
    expect(status).to_have_text(spoken["unavailable"])
    expect(status).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(status).to_have_text(spoken["unavailable"])
    assert server.rows("select count(*) from pages where submitted_at is not null") == [(3,)]
    fault.lift()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(walker.titles[-1], timeout=30_000)
    assert server.rows("select count(*) from pages where submitted_at is not null") == [(4,)]
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(status).not_to_contain_text(spoken["unavailable"])


def test_whoever_opens_the_study_while_nothing_can_be_stored_can_begin_later(page: Page, server: Server) -> None:
    fault, spoken = NoMoreBytes(server), words("en")
    fault.strike()
    page.goto(server.url)
    page.get_by_role("button", name=spoken["begin"]).click()
    expect(page.get_by_role("alert")).to_be_visible()
    fault.lift()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you start", timeout=30_000)
