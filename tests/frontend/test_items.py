"""Every type of item by mouse, by touch and by keyboard: what is placed is what is sent, and nothing is placed before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from protocols import validate_answer
from study_app.flow import Submission
from study_app.flow._words import ENGLISH
from tests.frontend.conftest import Open
from tests.frontend.every_item import BACKWARD, PAGES, every_item, item_page, planned
from tests.frontend.hands import fill_by_keyboard, fill_by_pointer, mark, order_of, rank, scrolled_to_rest, swipe
from tests.frontend.harness import Study
from tests.frontend.sample_views import completed

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a screen that can be touched."""
    context = browser.new_context(has_touch=True)
    yield context.new_page()
    context.close()


def assert_all_can_be_stored(study: Study) -> None:
    for page_id in PAGES:
        page = planned().page(page_id)
        answers = study.kept[f"token-{page_id}"].answers
        for item in page.items:
            value = answers.get(item.id)
            if item.id == "where" and value is None:
                continue
            assert value is not None, item.id
            assert validate_answer(every_item(), page, item, value) is None, (item.id, value)


@pytest.mark.parametrize("hand", ["mouse", "touch"])
def test_every_type_by_pointer(page: Page, open_study: Open, hand: str) -> None:
    study = open_study(*(item_page(page_id) for page_id in PAGES), completed(), width=375)
    for page_id in PAGES:
        expect(page.get_by_role("heading", level=1, name=item_page(page_id).title)).to_be_focused()
        fill_by_pointer(page, touch=hand == "touch")
        submit = page.get_by_role("button", name="Continue")
        submit.tap() if hand == "touch" else submit.click()
    expect(page.get_by_role("heading", name=completed().title)).to_be_focused()
    assert_all_can_be_stored(study)
    assert {kept.timings.client.modality for kept in study.kept.values() if kept.timings and kept.timings.client} == {
        hand
    }


def test_every_type_by_keyboard(page: Page, open_study: Open) -> None:
    study = open_study(*(item_page(page_id) for page_id in PAGES), completed())
    for page_id in PAGES:
        expect(page.get_by_role("heading", level=1, name=item_page(page_id).title)).to_be_focused()
        fill_by_keyboard(page, "Continue")
    expect(page.get_by_role("heading", name=completed().title)).to_be_focused()
    assert_all_can_be_stored(study)


def sent(page: Page, study: Study) -> Submission:
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name=completed().title)).to_be_focused()
    return next(reversed(study.kept.values()))


def item(page: Page, prompt: str) -> Locator:
    return page.get_by_role("group", name=prompt)


MATTERS = "What matters most"


def test_an_order_is_complete_only_when_every_option_has_a_place(page: Page, open_study: Open) -> None:
    open_study(item_page("orders"))
    matters = item(page, MATTERS)
    assert order_of(matters) == []
    rank(matters, "It is kind", "It is right", "It is short")
    page.locator(".submit").click()
    expect(page.get_by_role("link", name=MATTERS)).to_be_visible()
    expect(matters.get_by_text(ENGLISH["incomplete"])).to_be_visible()
    rank(matters, "It is easy to understand")
    expect(matters.get_by_text(ENGLISH["incomplete"])).to_be_hidden()
    expect(matters.get_by_role("group", name=ENGLISH["ranking_open"])).to_be_hidden()


def test_an_option_moves_by_button_keeps_the_focus_and_is_announced(page: Page, open_study: Open) -> None:
    open_study(item_page("orders"))
    matters = item(page, MATTERS)
    rank(matters, "It is kind", "It is right", "It is short")
    up = matters.get_by_role("button", name="Move up: It is short")
    up.focus()
    page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(matters.locator("[aria-live]")).to_have_text("It is short: place 2 of 4")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert order_of(matters) == ["It is short", "It is kind", "It is right"]
    expect(up).to_have_attribute("aria-disabled", "true")
    expect(up).to_be_focused()


@pytest.mark.parametrize("finger", [False, True])
@pytest.mark.parametrize(
    ("start", "end", "moved"),
    [
        (0, 2, ["It is right", "It is short", "It is kind"]),
        (1, 0, ["It is right", "It is kind", "It is short"]),
    ],
)
def test_an_option_can_be_dragged(
    page: Page, open_study: Open, start: int, end: int, moved: list[str], finger: bool
) -> None:
    open_study(item_page("orders"), width=375)
    matters = item(page, MATTERS)
    rank(matters, "It is kind", "It is right", "It is short")
    rows = matters.get_by_role("listitem")
    held, target = rows.nth(start).locator(".grip").bounding_box(), rows.nth(end).bounding_box()
    assert held
    assert target
    here = (held["x"] + 10, held["y"] + 10)
    there = (held["x"] + 10, target["y"] + (target["height"] - 2 if end > start else 2))
    if finger:
        swipe(page, here, there)
    else:
        page.mouse.move(*here)
        page.mouse.down()
        page.mouse.move(*there, steps=6)
        page.mouse.up()
    expect(rows.locator(".name")).to_have_text(moved)


def test_an_unfinished_order_survives_a_reload(page: Page, open_study: Open) -> None:
    open_study(item_page("orders"))
    rank(item(page, MATTERS), "It is kind", "It is right")
    page.reload()
    expect(item(page, MATTERS).get_by_role("listitem")).to_have_count(2)
    assert order_of(item(page, MATTERS)) == ["It is kind", "It is right"]


def test_not_answering_takes_an_order_back_and_changing_ones_mind_returns_it(page: Page, open_study: Open) -> None:
    open_study(item_page("orders"))
    matters = item(page, MATTERS)
    rank(matters, "It is kind", "It is right")
    matters.get_by_role("checkbox", name=ENGLISH["prefer_not"]).check()
    assert order_of(matters) == []
    matters.get_by_role("checkbox", name=ENGLISH["prefer_not"]).uncheck()
    assert order_of(matters) == ["It is kind", "It is right"]


CALM = "How calm are you?"


def test_a_line_is_empty_until_its_mark_is_placed(page: Page, open_study: Open) -> None:
    open_study(item_page("ratings"))
    calm = item(page, CALM)
    line = calm.get_by_role("slider", name=CALM)
    expect(line).to_have_attribute("aria-valuetext", ENGLISH["line_empty"])
    expect(calm.locator(".line-mark")).to_be_hidden()
    page.locator(".submit").click()
    expect(line).to_have_attribute("aria-invalid", "true")
    mark(page, calm, 0.25)
    expect(calm.locator(".line-mark")).to_be_visible()
    expect(line).to_have_attribute("aria-valuetext", "25 of 100, from “Very tense” to “Very calm”")
    expect(line).not_to_have_attribute("aria-invalid", "true")
    expect(calm.get_by_text("25", exact=True)).to_have_count(0)


def test_the_number_beside_a_line_is_shown_where_declared(page: Page, open_study: Open) -> None:
    open_study(item_page("ratings"))
    warm = item(page, "How warm is it?")
    mark(page, warm, 0.5)
    expect(warm.get_by_text("50", exact=True)).to_be_visible()


@pytest.mark.parametrize(("key", "value"), [("Home", 0), ("End", 100), ("ArrowRight", 51), ("PageUp", 60)])
def test_keys_move_the_mark(page: Page, open_study: Open, key: str, value: int) -> None:
    open_study(item_page("ratings"))
    line = item(page, CALM).get_by_role("slider")
    line.press(key)
    expect(line).to_have_attribute("aria-valuetext", f"{value} of 100, from “Very tense” to “Very calm”")


def test_a_finger_that_scrolls_past_a_line_places_no_mark_and_one_that_draws_along_it_does(
    page: Page, open_study: Open
) -> None:
    open_study(item_page("ratings"), width=375, height=600)
    line = item(page, CALM).get_by_role("slider")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    scrolled = page.evaluate("scrollY")
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    swipe(page, middle, (middle[0], middle[1] - 200))
    scrolled_to_rest(page, scrolled + 100)
    expect(line).to_have_attribute("aria-valuetext", ENGLISH["line_empty"])
    line.scroll_into_view_if_needed()
    scrolled_to_rest(page, 0)
    box = line.bounding_box()
    assert box
    middle = (middle[0], box["y"] + box["height"] / 2)
    swipe(page, middle, (box["x"] + 0.75 * box["width"], middle[1] + 5))
    expect(line).to_have_attribute("aria-valuetext", "75 of 100, from “Very tense” to “Very calm”")


@pytest.mark.parametrize(
    ("language", "seed", "value"), [("en", None, 25), ("en", BACKWARD, 75), ("ar", None, 75), ("ar", BACKWARD, 25)]
)
def test_scales_run_in_the_direction_of_the_participant(
    page: Page, open_study: Open, language: str, seed: bytes | None, value: int
) -> None:
    view = item_page("ratings", language, *([seed] if seed else []))
    study = open_study(view, completed())
    fill_by_pointer(page, touch=False)
    answers = sent(page, study).answers
    back = seed is not None
    assert answers["calm"] == value
    assert answers["worded"] == (5 if back else 1)
    assert answers["ended"] == (7 if back else 1)
    assert answers["sure"] == (100 if back else 0)


def test_the_label_of_a_point_stays_with_its_value_when_the_scale_runs_back(page: Page, open_study: Open) -> None:
    study = open_study(item_page("ratings", "en", BACKWARD), completed())
    fill_by_pointer(page, touch=False)
    page.get_by_role("radiogroup", name="I like mornings").get_by_text("Disagree", exact=True).click()
    page.get_by_role("radio", name="1 (Not at all)").check()
    assert sent(page, study).answers["worded"] == 2


def test_a_picture_is_enlarged_without_being_chosen(page: Page, open_study: Open) -> None:
    open_study(item_page("orders"))
    page.get_by_role("button", name="Enlarge: Picture 2").click()
    expect(page.get_by_role("dialog", name="Picture 2").get_by_text(ENGLISH["drawn_label"])).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="Picture 2", exact=True)).not_to_be_checked()


def test_an_item_follows_the_answer_above_it(page: Page, open_study: Open) -> None:
    open_study(item_page("choices"))
    where = page.get_by_role("textbox", name="Where exactly?")
    expect(where).to_be_hidden()
    page.get_by_role("radio", name="Elsewhere").check()
    expect(where).to_be_visible()
    page.get_by_role("radio", name="At home").check()
    expect(where).to_be_hidden()


@pytest.mark.parametrize(
    ("prompt", "typed", "message"),
    [
        ("How many people", "1.5", ENGLISH["not_whole"]),
        ("How many people", "31", ENGLISH["out_of_range"].format(minimum=0, maximum=30)),
        ("How long did you sleep", "long", ENGLISH["not_a_number"]),
    ],
)
def test_what_is_wrong_with_a_number_is_said(
    page: Page, open_study: Open, prompt: str, typed: str, message: str
) -> None:
    open_study(item_page("entries"))
    page.get_by_role("textbox", name=prompt).fill(typed)
    page.locator(".submit").click()
    expect(item(page, prompt).get_by_text(message)).to_be_visible()


def test_keys_on_a_line_count_as_one_answer_and_each_move_in_a_complete_order_as_a_change(
    page: Page, open_study: Open
) -> None:
    study = open_study(item_page("ratings"), item_page("orders"), completed())
    fill_by_pointer(page, touch=False)
    line = item(page, CALM).get_by_role("slider")
    line.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Orders and pictures")).to_be_focused()
    fill_by_pointer(page, touch=False)
    item(page, MATTERS).get_by_role("button", name="Move up").last.click()
    sent(page, study)
    ratings, orders = (study.kept[f"token-{name}"] for name in ("ratings", "orders"))
    assert ratings.timings
    assert orders.timings
    assert ratings.timings.items["calm"].changes == 1
    assert orders.timings.items["importance"].changes == 1
    assert ratings.answers["calm"] == 30
    assert {"choice_alike_1", "choice_alike_2", "choice_alike_3"} < set(orders.timings.images)
    final = [event.detail["value"] for event in orders.events if event.detail.get("item") == "importance"][-1]
    assert final == ",".join(orders.answers["importance"])  # type: ignore[arg-type]
