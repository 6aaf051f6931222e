"""Every kind of page of the built-in study, as the real app shows it on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from protocols import load_study
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 375, "height": 812}
CONTENT_HEIGHT = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return Math.max(document.documentElement.scrollHeight, main ? main.scrollHeight : 0);
}"""
WIDTHS = """() => {
  const main = document.querySelector('[data-testid=stMain]') ?? document.documentElement;
  return [main.scrollWidth, main.clientWidth];
}"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


def violations(page: Page) -> list[str]:
    """Broken rules, with the whole page in the viewport, since what is off screen is skipped."""
    page.set_viewport_size({"width": PHONE["width"], "height": page.evaluate(CONTENT_HEIGHT)})
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    page.set_viewport_size(PHONE)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]


def test_pages_are_accessible_fit_a_phone_and_need_no_websocket(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    sent: list[object] = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame))
    )  # playwright cannot take a builtin
    page.goto(server.url)
    assert violations(page) == []
    walker = Walker(page, right_answers(load_study(STUDY)))
    walker.begin(server.url)
    before = len(sent)
    seen: set[str] = set()
    while not walker.finished():
        title = walker.titles[-1]
        if title not in seen:
            assert violations(page) == [], title
            scrolled, shown = page.evaluate(WIDTHS)
            assert scrolled <= shown, title
            seen.add(title)
        walker.answer_page()
        walker.submit()
    assert violations(page) == []
    assert len(seen) > 20
    assert len(sent) == before
    context.close()
