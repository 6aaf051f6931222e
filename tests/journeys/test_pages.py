"""Every kind of page of the built-in study in every state that it can have, as the real app shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from protocols import load_study
from study_app.flow._words import words
from tests.journeys.screen import sideways, unfold, violations
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
LANGUAGES = ("en", "de", "es", "zh")
WIDTHS = (320, 375, 1280)
EVERY_COMBINATION = [
    pytest.param(language, width, marks=() if (language, width) == ("en", 375) else pytest.mark.full)
    for language in LANGUAGES
    for width in WIDTHS
]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


def kind_of(view: dict[str, Any]) -> tuple[str, ...]:
    """What tells one kind of page from another: its blocks, its types of items, and whether the AI shows pictures."""
    parts = set()
    for block in view["blocks"]:
        parts.add(block["type"])
        parts.update(item["type"] + str(len(item["options"])) for item in block.get("items", ()))
        if block.get("references"):
            parts.add("references")
    return tuple(sorted(parts))


def assert_usable(page: Page, state: str) -> None:
    assert violations(page) == [], state
    assert sideways(page) == 0, state


def assert_every_state_is_usable(page: Page, walker: Walker, view: dict[str, Any]) -> None:
    """As it arrives, veiled where it is; unfolded; offline; refused; answered; with pictures enlarged and compared; about to stop."""
    spoken, title = walker.words, walker.titles[-1]
    assert_usable(page, f"{title}: arrived")
    if unfold(page):
        assert_usable(page, f"{title}: unfolded")
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_role("status")).to_have_text(spoken["offline"])
    assert_usable(page, f"{title}: offline")
    page.evaluate("dispatchEvent(new Event('online'))")
    if any(item["required"] for block in view["blocks"] for item in block.get("items", ())):
        page.locator("button.submit").click()
        expect(page.get_by_role("group", name=spoken["errors_title"])).to_be_focused()
        assert_usable(page, f"{title}: refused")
    walker.answer_page()
    assert_usable(page, f"{title}: answered")
    for opener, state in (("enlarge", "enlarged"), ("compare", "compared")):
        if page.locator(f"button.{opener}").count():
            page.locator(f"button.{opener}").last.click()
            expect(page.get_by_role("dialog")).to_be_visible()
            assert_usable(page, f"{title}: {state}")
            page.keyboard.press("Escape")
    if view["withdraw"]:
        page.get_by_role("button", name=spoken["withdraw"]).click()
        expect(page.get_by_role("dialog", name=spoken["withdraw_title"])).to_be_visible()
        assert_usable(page, f"{title}: about to stop")
        page.keyboard.press("Escape")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("language", "width"), EVERY_COMBINATION)
def test_every_kind_of_page_in_every_state(browser: Browser, server: Server, language: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 812})
    page = context.new_page()
    sent: list[object] = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame))
    )  # playwright cannot take a builtin
    page.goto(f"{server.url}?language={language}")
    assert_usable(page, "landing page")
    walker = Walker(page, right_answers(load_study(STUDY), language), words(language))
    walker.begin(f"{server.url}?language={language}")
    before = len(sent)
    seen: set[tuple[str, ...]] = set()
    while not walker.finished():
        view = page.request.get(f"{server.url}api/session", max_retries=3).json()
        expect(page.locator("html")).to_have_attribute("lang", re.compile(f"^{language}"))
        if kind_of(view) not in seen:
            assert_every_state_is_usable(page, walker, view)
            seen.add(kind_of(view))
        else:
            walker.answer_page()
        walker.submit()
    assert_usable(page, "completion code")
    assert len(seen) > 12
    assert len(sent) == before
    context.close()
