"""Every page fits: narrow phones, large text, right to left; every target is large enough for a thumb."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from study_app.flow import View
from study_app.flow._views import ItemsBlock
from study_app.flow._words import LANGUAGES, words
from tests.frontend.conftest import Open
from tests.frontend.every_item import PAGES, item_page
from tests.frontend.hands import fill_by_pointer
from tests.frontend.pseudo import right_to_left
from tests.frontend.sample_blocks import likert, view
from tests.frontend.sample_views import SESSION, completed, debrief, rating, trial
from tests.frontend.test_accessibility import assert_no_violation
from tests.journeys.screen import unfold

pytestmark = pytest.mark.journey

SIDEWAYS = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
SHORT_WORDS = ("Not at all", "Very little", "A little", "Moderately", "Quite a lot", "Very much", "Completely")
LONG_WORDS = ("Nada", "Muy poco", "Un poco", "Moderadamente", "Bastante", "Mucho", "Completamente")
WIDER_THAN_ITS_BOX = """(points) => points
  .filter((point) => point.querySelector("span").scrollWidth > point.clientWidth)
  .map((point) => point.textContent)"""
LARGE_TEXT = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '32px' })"
SMALL_TARGETS = """(root) => [...root.querySelectorAll("label, button, a, summary, input.box, textarea")]
  .filter((target) => target.checkVisibility({ visibilityProperty: true }) && !target.closest("p, li, .text"))
  .map((target) => [target.textContent, target.getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.5 || box.height < 43.5)
  .map(([text, box]) => `${text} ${box.width} x ${box.height}`)"""

BROKEN_ANYWHERE = """(labels) => labels
  .map((label) => { label.style.overflowWrap = 'normal'; return label; })
  .filter((label) => label.scrollWidth > label.clientWidth)
  .map((label) => label.textContent)"""


def test_every_page_fits_a_phone(page: Page, open_study: Open) -> None:
    for make in SESSION:
        open_study(make(), width=375, height=700)
        study = page.locator(".study")
        assert page.evaluate(SIDEWAYS) <= 0, make.__name__
        assert study.evaluate(SMALL_TARGETS) == [], make.__name__
        assert page.locator("input:checked").count() == 0, make.__name__
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate(SIDEWAYS) <= 0, make.__name__


@pytest.mark.parametrize("width", [640, 1280])
@pytest.mark.parametrize("make", [trial, rating, debrief])
def test_text_of_twice_the_size_fits(page: Page, open_study: Open, make: Callable[[], View], width: int) -> None:
    page.add_init_script(LARGE_TEXT)
    open_study(make(), width=width)
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_labels_of_small_pictures_break_between_words_or_syllables(page: Page, open_study: Open, language: str) -> None:
    label = words(language)["drawn_label"]
    for make in (trial, debrief):
        labelled = make().model_dump_json().replace(words("en")["drawn_label"], label)
        open_study(View.model_validate_json(labelled), width=375)
        unfold(page)
        labels = page.locator(".references, .reveal").get_by_text(label, exact=True)
        assert labels.count() >= 4
        assert labels.evaluate_all(BROKEN_ANYWHERE) == []


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_type_of_item_fits_a_phone(page: Page, open_study: Open, page_id: str, language: str) -> None:
    open_study(item_page(page_id, language), width=375, height=700)
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.locator(".study").evaluate(SMALL_TARGETS) == []
    assert page.locator("input:checked").count() == 0
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("page_id", PAGES)
def test_every_type_of_item_fits_with_text_of_twice_the_size(page: Page, open_study: Open, page_id: str) -> None:
    page.add_init_script(LARGE_TEXT)
    open_study(item_page(page_id), width=375)
    fill_by_pointer(page, touch=False)
    assert page.evaluate(SIDEWAYS) <= 0


def test_right_to_left_mirrors_the_page(page: Page, open_study: Open) -> None:
    open_study(rating().model_copy(update={"language": "ar", "direction": "rtl"}), completed())
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert page.evaluate(SIDEWAYS) <= 0
    first = page.get_by_role("radio", name="1 (Very low)").bounding_box()
    last = page.get_by_role("radio", name="21 (Very high)").bounding_box()
    assert first
    assert last
    assert first["x"] > last["x"]


@pytest.mark.parametrize("make", SESSION)
def test_every_page_fits_and_can_be_used_from_right_to_left(
    page: Page, open_study: Open, make: Callable[[], View]
) -> None:
    open_study(right_to_left(make()), width=375, height=700)
    assert (
        page.locator(".study").evaluate("(study) => getComputedStyle(study.querySelector('main')).direction") == "rtl"
    )
    for width in (375, 320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(SIDEWAYS) <= 0
    assert_no_violation(page)


@pytest.mark.parametrize(
    ("words", "width", "rows"),
    [(SHORT_WORDS, 1280, 1), (SHORT_WORDS, 720, 7), (LONG_WORDS, 1280, 7), (LONG_WORDS, 375, 7)],
)
def test_points_stand_in_a_row_where_their_words_fit(
    page: Page, open_study: Open, words: tuple[str, ...], width: int, rows: int
) -> None:
    item = likert("trust", "How much do you trust this answer?", words)
    open_study(view("trust", "Your view", ItemsBlock(heading=None, items=(item,))), width=width)
    points = page.locator(".options label")
    expect(page.locator(".options.stacked")).to_have_count(int(width > 375 and rows > 1))
    assert len(set(points.evaluate_all("(points) => points.map((point) => point.offsetTop)"))) == rows
    assert points.evaluate_all(WIDER_THAN_ITS_BOX) == []


def test_the_long_scale_stands_in_three_even_rows_on_a_phone(page: Page, open_study: Open) -> None:
    open_study(rating(), width=375, height=700)
    scale = page.get_by_role("radiogroup", name="How mentally demanding")
    rows = scale.locator(".numbers label").evaluate_all("(cells) => cells.map((cell) => cell.offsetTop)")
    assert [rows.count(row) for row in sorted(set(rows))] == [7, 7, 7]


def test_a_thumbnail_of_the_photo_stays_while_answering(page: Page, open_study: Open) -> None:
    open_study(trial(), width=375, height=700)
    thumbnail = page.get_by_role("button", name="Enlarge the picture")
    expect(thumbnail).to_be_hidden()
    page.get_by_role("radiogroup", name="I trust").scroll_into_view_if_needed()
    expect(thumbnail).to_be_visible()
    thumbnail.click()
    lightbox = page.get_by_role("dialog", name="Skin photo")
    expect(lightbox.get_by_text("Drawn by a computer program")).to_be_visible()
    page.keyboard.press("Escape")
    expect(thumbnail).to_be_focused()
