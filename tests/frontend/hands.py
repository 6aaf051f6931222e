"""Ways to answer the items of a page, knowing nothing but roles and visible words: by mouse, by touch, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from study_app.flow._words import ENGLISH

FOCUSED = """() => {
  let here = document.activeElement;
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement;
  const item = here.closest("fieldset");
  const answered = (one) => one.checked || (one.matches(".box") && one.value);
  return {
    kind: here.tagName === "INPUT" ? here.type : here.tagName.toLowerCase(),
    name: here.getAttribute("aria-label") ?? here.textContent,
    group: here.closest("[role=group]")?.getAttribute("aria-label"),
    open: !item || ![...item.querySelectorAll("input, textarea")].some(answered),
    numeric: ["numeric", "decimal"].includes(here.inputMode),
  };
}"""


def mark(page: Page, item: Locator, share: float, *, touch: bool = False) -> None:
    """Places the mark of a visual analogue scale at a share of the line, counted from its left end."""
    line = item.get_by_role("slider")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    press = page.touchscreen.tap if touch else page.mouse.click
    press(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draws a finger over the screen, in ten steps."""
    client = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", start)
    for step in range(1, 11):
        share = step / 10
        touch("touchMove", (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])))
    touch("touchEnd")


def scrolled_to_rest(page: Page, beyond: float) -> None:
    """Waits until the page has been scrolled further than `beyond`, pixels, and has stood still for ten frames."""
    page.wait_for_function(
        """(beyond) => {
            window.stillFrames = scrollY === window.lastPlace ? window.stillFrames + 1 : 0;
            window.lastPlace = scrollY;
            return scrollY > beyond && window.stillFrames >= 10;
        }""",
        arg=beyond,
    )


def rank(item: Locator, *labels: str) -> None:
    """Gives options their places, in this order."""
    for label in labels:
        item.get_by_role("button", name=label, exact=True).click()


def order_of(item: Locator) -> list[str]:
    """Options that have a place, the first place first."""
    return item.get_by_role("listitem").locator(".name").all_inner_texts()


def fill_by_pointer(page: Page, *, touch: bool) -> None:
    """Answers every item on the page with its first option, a quarter of the line, or a 4."""

    def press(target: Locator) -> None:
        target.tap() if touch else target.click()

    for group in page.get_by_role("radiogroup").all():
        press(group.locator("label").first)
    for box in page.get_by_role("checkbox").all():
        if ENGLISH["prefer_not"] not in box.evaluate("(box) => box.labels[0].textContent"):
            press(box)
    for box in page.get_by_role("textbox").all():
        box.fill("4")
    for item in page.get_by_role("group").filter(has=page.get_by_role("slider")).all():
        mark(page, item, 0.25, touch=touch)
    open_options = page.get_by_role("group", name=ENGLISH["ranking_open"]).get_by_role("button")
    while open_options.count():
        press(open_options.first)


def fill_by_keyboard(page: Page, submit: str) -> None:
    """Tabs through a page, answers what is open, and presses the button that submits."""
    for _ in range(100):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["kind"] == "button" and here["name"] == submit:
            page.keyboard.press("Enter")
            return
        if here["kind"] in {"radio", "checkbox"} and here["open"]:
            page.keyboard.press("Space")
        elif here["kind"] in {"text", "textarea"}:
            page.keyboard.type("20" if here["numeric"] else "Words with r and c")
        elif here["kind"] == "range":
            page.keyboard.press("ArrowRight")
        while page.evaluate(FOCUSED)["group"] == ENGLISH["ranking_open"]:
            page.keyboard.press("Enter")
    pytest.fail(f"the keyboard never reaches {submit!r}")
