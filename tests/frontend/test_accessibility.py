"""No axe-core violation of WCAG 2.2 A and AA in any state of any page, and the whole session by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from study_app.flow import View
from tests.frontend.conftest import Open
from tests.frontend.every_item import PAGES, every_item, item_page
from tests.frontend.hands import fill_by_keyboard, fill_by_pointer
from tests.frontend.sample_views import SESSION, about_you, completed, consent, judgement, practice, rating, trial

pytestmark = pytest.mark.journey

STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def assert_no_violation(page: Page) -> None:
    """Checks the page with the window as tall as its content: axe skips what is off screen."""
    height = page.evaluate("document.scrollingElement.scrollHeight")
    width = page.evaluate("innerWidth")
    page.set_viewport_size({"width": width, "height": max(700, height)})
    results = Axe().run(page, options=STANDARD)
    assert results.violations_count == 0, results.generate_report()
    assert len(results.response["passes"]) > 5


@pytest.mark.parametrize("make", SESSION)
def test_every_page_when_it_arrives(page: Page, open_study: Open, make: Callable[[], View]) -> None:
    open_study(make(), width=375)
    assert_no_violation(page)


@pytest.mark.parametrize("make", [practice, judgement, trial])
def test_pages_with_columns(page: Page, open_study: Open, make: Callable[[], View]) -> None:
    open_study(make())
    assert_no_violation(page)


def test_answered(page: Page, open_study: Open) -> None:
    open_study(rating())
    page.get_by_role("radio", name="17", exact=True).check()
    page.get_by_role("radio", name="Somewhat agree").check()
    page.get_by_role("radio", name="Prefer not").last.check()
    assert_no_violation(page)


@pytest.mark.parametrize("make", [about_you, consent, trial])
def test_with_errors(page: Page, open_study: Open, make: Callable[[], View]) -> None:
    open_study(make(), width=375)
    page.locator(".submit").click()
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    assert_no_violation(page)


@pytest.mark.parametrize("page_id", PAGES)
def test_every_type_of_item_empty_wrong_and_answered(page: Page, open_study: Open, page_id: str) -> None:
    open_study(item_page(page_id), width=375)
    assert_no_violation(page)
    page.locator(".submit").click()
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    assert_no_violation(page)
    fill_by_pointer(page, touch=False)
    assert_no_violation(page)


@pytest.mark.full
@pytest.mark.parametrize("language", [*every_item().protocol.languages, "ar"])
@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_every_type_of_item_in_every_language(
    page: Page, open_study: Open, page_id: str, language: str, width: int
) -> None:
    open_study(item_page(page_id, language), width=width)
    page.locator(".submit").click()
    assert_no_violation(page)


def test_enlarged(page: Page, open_study: Open) -> None:
    open_study(trial())
    opener = page.get_by_role("button", name="Enlarge: Reference image 2")
    opener.press("Enter")
    lightbox = page.get_by_role("dialog", name="Reference image 2")
    expect(lightbox.get_by_text("Drawn by a computer program")).to_be_visible()
    assert_no_violation(page)
    expect(lightbox.get_by_role("button", name="Close")).to_be_focused()
    image = lightbox.get_by_role("img")
    before = image.bounding_box()
    page.keyboard.press("+")
    after = image.bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_unveiled(page: Page, open_study: Open) -> None:
    open_study(judgement())
    photo = page.get_by_role("img", name="Photo of an area of skin")
    expect(photo).to_be_hidden()
    page.get_by_role("button", name="Show the picture").press("Enter")
    expect(photo).to_be_visible()
    expect(page.get_by_role("button", name="Enlarge: Skin photo")).to_be_focused()
    assert_no_violation(page)


def test_offline(page: Page, open_study: Open) -> None:
    open_study(trial())
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_role("status")).to_contain_text("You are offline")
    assert_no_violation(page)


def test_stopping(page: Page, open_study: Open) -> None:
    open_study(rating(), width=375)
    page.get_by_role("button", name="Stop taking part").click()
    expect(page.get_by_role("dialog", name="Do you want to stop?")).to_be_visible()
    assert_no_violation(page)


def test_a_session_by_keyboard_alone(page: Page, open_study: Open) -> None:
    views = [make() for make in SESSION]
    study = open_study(*views)
    for view in views[:-1]:
        heading = page.get_by_role("heading", level=1, name=view.title)
        expect(heading).to_be_focused()
        expect(page).to_have_title(re.compile("^" + re.escape(view.title)))
        assert page.evaluate("scrollY") == 0
        fill_by_keyboard(page, str(view.submit))
    expect(page.get_by_role("heading", level=1, name=completed().title)).to_be_focused()
    assert list(study.kept) == [view.page_token for view in views[:-1]]
    assert all(kept.timings and kept.timings.client for kept in study.kept.values())
    assert {kept.timings.client.modality for kept in study.kept.values() if kept.timings and kept.timings.client} == {
        "keyboard"
    }
