"""What can be done with pictures: leave them veiled, skip them, enlarge them, compare them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from study_app.flow import View
from tests.frontend.conftest import Open
from tests.frontend.sample_blocks import photo
from tests.frontend.sample_views import compared, completed, debrief, judgement, rating, slid
from tests.frontend.test_accessibility import assert_no_violation

pytestmark = pytest.mark.journey

WIDTHS = "(images) => images.map((image) => image.getBoundingClientRect().width)"
LOWEST = "(stage) => stage.scrollHeight - stage.clientHeight"
LINE = "(image) => parseFloat(image.style.getPropertyValue('--line'))"


@pytest.mark.parametrize("lifted", [False, True])
def test_a_case_is_skipped_by_one_button_without_an_answer(page: Page, open_study: Open, lifted: bool) -> None:
    study = open_study(judgement(), completed(), width=375)
    if lifted:
        page.get_by_role("button", name="Show the picture").click()
    page.get_by_role("button", name="Skip this case").press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    (submission,) = study.kept.values()
    assert (submission.decision, submission.answers) == ("skip", {})
    assert submission.timings
    assert (submission.timings.images["photo"].revealed_ms is not None) is lifted


def test_the_cases_of_a_debrief_unfold_on_a_phone_and_lie_open_on_a_laptop(page: Page, open_study: Open) -> None:
    open_study(debrief(), width=375)
    first = page.locator(".reveal li").first
    pictures = first.locator(".pictures")
    expect(first.locator(".verdict")).to_be_visible()
    expect(pictures).to_be_hidden()
    first.locator("summary").press("Enter")
    expect(pictures).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("summary")).to_have_count(0)
    expect(pictures).to_be_visible()


def test_a_thumbnail_stays_covered_until_it_is_asked_for(page: Page, open_study: Open) -> None:
    open_study(with_thumbnail(rating()), completed(), width=375)
    thumbnail = page.get_by_role("button", name="Enlarge the picture")
    expect(thumbnail.locator("img")).to_be_hidden()
    thumbnail.click()
    page.keyboard.press("Escape")
    expect(thumbnail.locator("img")).to_be_visible()


def test_two_fingers_zoom_and_one_moves(page: Page, open_study: Open) -> None:
    open_study(compared(), width=375, height=700)
    page.get_by_role("button", name="Enlarge: Skin photo").click()
    dialog = page.get_by_role("dialog", name="Skin photo")
    image, stage = dialog.get_by_role("img"), dialog.get_by_role("group", name="Skin photo")
    before = image.bounding_box()
    assert before
    fingers(page, [(150, 350), (230, 350)], [(120, 350), (280, 350)])
    after = image.bounding_box()
    assert after
    assert after["width"] == pytest.approx(2 * before["width"], rel=0.05)
    left = stage.evaluate("(stage) => stage.scrollLeft")
    fingers(page, [(200, 350)], [(160, 350)])
    assert stage.evaluate("(stage) => stage.scrollLeft") == pytest.approx(left + 40, abs=2)
    expect(dialog.get_by_text("Drawn by a computer program")).to_be_in_viewport()


def fingers(page: Page, start: list[tuple[int, int]], end: list[tuple[int, int]]) -> None:
    """Puts fingers on the screen, moves them in ten steps, and lifts them."""
    client = page.context.new_cdp_session(page)

    def touch(kind: str, places: list[tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [*start])
    for step in range(1, 11):
        moved = [(x + (a - x) * step / 10, y + (b - y) * step / 10) for (x, y), (a, b) in zip(start, end, strict=True)]
        touch("touchMove", moved)
    touch("touchEnd", [])


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("make", [compared, slid])
def test_a_comparison_shows_both_pictures_with_their_labels(
    page: Page, open_study: Open, make: Callable[[], View], width: int
) -> None:
    open_study(make(), width=width, height=700)
    opener = page.get_by_role("button", name="Compare: Reference image 2")
    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Compare: Reference image 2")
    for name in ("Photo of an area of skin", "Reference image 2"):
        expect(dialog.get_by_role("img", name=name)).to_be_in_viewport(ratio=0.49)
    expect(dialog.get_by_text("Drawn by a computer program")).to_have_count(2)
    assert dialog.evaluate("(dialog) => dialog.scrollWidth - dialog.clientWidth") <= 0
    assert_no_violation(page)
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_both_pictures_of_a_comparison_zoom_and_move_as_one(page: Page, open_study: Open) -> None:
    open_study(compared(), height=700)
    page.get_by_role("button", name="Compare: Reference image 1").click()
    dialog = page.get_by_role("dialog")
    images, stages = dialog.get_by_role("img"), dialog.get_by_role("group")
    before = images.evaluate_all(WIDTHS)
    page.keyboard.press("+")
    dialog.get_by_role("button", name="Zoom in").click()
    assert images.evaluate_all(WIDTHS) == pytest.approx([2.25 * width for width in before], rel=0.01)
    stages.first.focus()
    page.keyboard.press("End")
    expect(stages.first).to_have_js_property("scrollTop", stages.first.evaluate(LOWEST))
    expect(stages.last).to_have_js_property("scrollTop", stages.last.evaluate(LOWEST))
    page.keyboard.press("0")
    assert images.evaluate_all(WIDTHS) == pytest.approx(before, rel=0.01)
    assert_no_violation(page)


def test_the_line_divides_what_is_seen_of_pictures_that_are_zoomed(page: Page, open_study: Open) -> None:
    open_study(slid(), width=375, height=700)
    page.get_by_role("button", name="Compare: Reference image 1").click()
    dialog = page.get_by_role("dialog")
    page.keyboard.press("Home")
    for _ in range(3):
        dialog.get_by_role("button", name="Zoom in").click()
    upper, stage = dialog.get_by_role("img", name="Reference image 1"), dialog.get_by_role("group")
    middle = stage.evaluate("(stage) => stage.scrollLeft / stage.scrollWidth")
    assert middle == pytest.approx((1 - 1 / 1.5**3) / 2, abs=0.01)
    assert upper.evaluate(LINE) == pytest.approx(100 * middle, abs=0.5)
    stage.evaluate("(stage) => stage.scrollTo(0, 0)")
    expect(upper).to_have_css("clip-path", "inset(0px 0px 0px 0%)")


def test_the_line_moves_by_keys_and_by_a_press_without_dragging(page: Page, open_study: Open) -> None:
    open_study(slid())
    page.get_by_role("button", name="Compare: Reference image 1").click()
    line = page.get_by_role("slider", name="Dividing line between the pictures")
    expect(line).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(line).to_have_value("49")
    page.keyboard.press("Home")
    upper = page.get_by_role("dialog").get_by_role("img", name="Reference image 1")
    expect(upper).to_have_css("clip-path", "inset(0px 0px 0px 0%)")
    box = line.bounding_box()
    assert box
    assert box["height"] >= 24
    page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    assert float(line.input_value()) == pytest.approx(80, abs=3)


def test_nothing_is_compared_with_a_photo_under_its_veil(page: Page, open_study: Open) -> None:
    view = compared()
    veiled = photo(veil=True).model_copy(update={"skip": None})
    open_study(view.model_copy(update={"blocks": (veiled, *view.blocks[1:])}))
    compare = page.get_by_role("button", name="Compare: Reference image 1")
    expect(compare).to_be_hidden()
    page.get_by_role("button", name="Show the picture").click()
    expect(compare).to_be_visible()


def test_a_page_takes_small_versions_and_the_lightbox_the_picture_itself(page: Page, open_study: Open) -> None:
    view = compared()
    panel = view.blocks[1]
    references = tuple(
        one.model_copy(update={"srcset": f"{one.src}?small 256w, {one.src} 640w"}) for one in panel.references
    )
    open_study(
        view.model_copy(update={"blocks": (view.blocks[0], panel.model_copy(update={"references": references}))})
    )
    image = page.get_by_role("img", name="Reference image 1")
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("(image) => image.currentSrc").endswith("b1.png?small")
    page.get_by_role("button", name="Enlarge: Reference image 1").click()
    enlarged = page.get_by_role("dialog").get_by_role("img", name="Reference image 1")
    assert enlarged.evaluate("(image) => image.decode().then(() => image.currentSrc)").endswith("b1.png")


def with_thumbnail(view: View) -> View:
    """The page with a photo that may upset as its thumbnail."""
    kept = tuple(block for block in view.blocks if block.type != "photo")
    return view.model_copy(update={"blocks": (photo("thumbnail", veil=True), *kept)})
