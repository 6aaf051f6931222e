"""What is measured equals what was done, on a clock that the test turns."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from study_app.flow import Submission
from tests.frontend.conftest import Open
from tests.frontend.harness import Study
from tests.frontend.sample_blocks import AGREE
from tests.frontend.sample_views import comment, compared, completed, judgement, trial

pytestmark = pytest.mark.journey

TAB = """
let state = "visible", focused = true;
Object.defineProperty(document, "visibilityState", { get: () => state });
document.hasFocus = () => focused;
window.setTab = (visible) => { state = visible ? "visible" : "hidden"; document.dispatchEvent(new Event("visibilitychange")); };
window.setFocus = (value) => { focused = value; dispatchEvent(new Event(value ? "focus" : "blur")); };
"""
CLOSING = "(dialog) => { window.closing = new Promise((done) => dialog.addEventListener('close', () => done())) }"
CLOSE = {"abs": 1.0}


@pytest.fixture
def clocked(page: Page) -> Page:
    """A page whose clock stands still until it is turned."""
    page.add_init_script(TAB)
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    return page


def submitted(page: Page, study: Study) -> Submission:
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (submission,) = study.kept.values()
    return submission


def test_items_page_and_tab(clocked: Page, open_study: Open) -> None:
    page = clocked
    study = open_study(trial(), completed())
    groups = page.get_by_role("radiogroup")
    page.clock.run_for(2000)
    groups.nth(0).get_by_text(AGREE[0]).click()
    page.clock.run_for(1000)
    groups.nth(0).get_by_text(AGREE[4]).click()
    groups.nth(1).get_by_text(AGREE[1], exact=True).click()
    page.evaluate("setTab(false)")
    page.clock.run_for(7000)
    page.evaluate("setTab(true)")
    page.evaluate("setFocus(false)")
    page.clock.run_for(500)
    page.evaluate("setFocus(true)")
    groups.nth(2).get_by_role("radio").nth(1).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    groups.nth(3).get_by_text(AGREE[2]).click()
    page.clock.run_for(1500)
    submission = submitted(page, study)
    assert submission.timings
    timings = submission.timings
    assert timings.page.duration_ms == pytest.approx(12_000, **CLOSE)
    assert timings.page.first_interaction_ms == pytest.approx(2000, **CLOSE)
    assert timings.page.hidden_ms == pytest.approx(7000, **CLOSE)
    assert timings.page.unfocused_ms == pytest.approx(500, **CLOSE)
    first = timings.items["understood"]
    assert (first.first_ms, first.last_ms, first.changes) == (
        pytest.approx(2000, **CLOSE),
        pytest.approx(3000, **CLOSE),
        1,
    )
    assert timings.items["explain"].changes == 1
    assert timings.items["trust"].changes == 0
    assert timings.client
    assert (timings.client.width, timings.client.height, timings.client.modality) == (1280, 900, "mouse")
    changes = [event.detail for event in submission.events if event.kind == "answer_changed"]
    assert changes[0] == {"item": "understood", "value": "1", "modality": "mouse"}
    assert changes[3] == {"item": "explain", "value": "2", "modality": "keyboard"}
    kinds = [event.kind for event in submission.events]
    assert kinds.index("hidden") < kinds.index("shown_again")


def test_images_in_view_enlarged_and_under_the_veil(clocked: Page, open_study: Open) -> None:
    page = clocked
    study = open_study(judgement(), completed())
    page.clock.run_for(3000)
    page.get_by_role("button", name="Show the picture", exact=True).click()
    page.clock.run_for(4000)
    page.get_by_role("button", name="Enlarge").click()
    page.clock.run_for(2500)
    page.get_by_role("dialog").evaluate(CLOSING)
    page.keyboard.press("Escape")
    page.evaluate("window.closing")
    page.clock.run_for(1000)
    page.evaluate("setTab(false)")
    page.clock.run_for(9000)
    page.evaluate("setTab(true)")
    page.get_by_role("radio", name="Rosacea").check()
    page.get_by_role("radio", name="80", exact=True).check()
    submission = submitted(page, study)
    assert submission.timings
    photo = submission.timings.images["photo"]
    assert photo.revealed_ms == pytest.approx(3000, **CLOSE)
    assert photo.visible_ms == pytest.approx(5000, **CLOSE)
    assert photo.lightbox_ms == pytest.approx(2500, **CLOSE)
    assert photo.decoded_ms is not None
    assert submission.answers == {"first_judgement": "rosacea", "first_confidence": 80}


def test_an_image_is_decoded_when_it_has_come(clocked: Page, open_study: Open) -> None:
    page = clocked
    held: list[Route] = []
    page.route("**/images/b2.png", lambda route: held.append(route))
    study = open_study(trial(), completed())
    for group in page.get_by_role("radiogroup").all():
        group.get_by_text(AGREE[3], exact=True).click()
    late, early = (page.get_by_role("img", name=f"Reference image {number}") for number in (2, 1))
    expect(early).to_have_js_property("naturalWidth", 640)
    page.clock.run_for(2500)
    (route,) = held
    route.continue_()
    expect(late).to_have_js_property("naturalWidth", 640)
    late.evaluate("(image) => image.decode()")
    page.clock.run_for(1000)
    submission = submitted(page, study)
    assert submission.timings
    images = submission.timings.images
    assert images["reference_2"].decoded_ms == pytest.approx(2500, **CLOSE)
    assert images["reference_1"].decoded_ms == pytest.approx(0, **CLOSE)


def test_a_comparison_counts_for_the_reference_alone(clocked: Page, open_study: Open) -> None:
    """The photo's own numbers must not tell, before unblinding, who had something to compare it with."""
    page = clocked
    study = open_study(compared(), completed())
    for group in page.get_by_role("radiogroup").all():
        group.get_by_text(AGREE[3], exact=True).click()
    page.get_by_role("button", name="Compare: Reference image 3").click()
    page.clock.run_for(4000)
    page.get_by_role("dialog").evaluate(CLOSING)
    page.keyboard.press("Escape")
    page.evaluate("window.closing")
    submission = submitted(page, study)
    assert submission.timings
    images = submission.timings.images
    assert images["reference_3"].lightbox_ms == pytest.approx(4000, **CLOSE)
    assert [key for key, image in images.items() if image.lightbox_ms] == ["reference_3"]
    assert [event.detail for event in submission.events if event.kind.startswith("comparison")] == [
        {"image": "reference_3"},
        {"image": "reference_3"},
    ]


def test_an_image_out_of_sight_is_not_seen(clocked: Page, open_study: Open) -> None:
    page = clocked
    study = open_study(trial(), completed(), height=500)
    for group in page.get_by_role("radiogroup").all():
        group.get_by_text(AGREE[3], exact=True).click()
    expect(page.get_by_role("button", name="Enlarge the picture")).to_be_visible()
    before = page.evaluate("performance.now()")
    page.clock.run_for(5000)
    assert page.evaluate("performance.now()") - before == pytest.approx(5000, **CLOSE)
    submission = submitted(page, study)
    assert submission.timings
    assert submission.timings.images["photo"].visible_ms < 1
    assert set(submission.timings.images) == {"photo", "reference_1", "reference_2", "reference_3", "reference_4"}


def test_typing_counts_as_one_answer_until_it_is_changed(clocked: Page, open_study: Open) -> None:
    page = clocked
    study = open_study(comment(), completed())
    box = page.get_by_role("textbox")
    page.clock.run_for(1000)
    box.press_sequentially("reception")
    page.clock.run_for(1000)
    box.press_sequentially("c")
    page.clock.run_for(5000)
    expect(page.get_by_text("Characters left: 490")).to_be_visible()
    box.blur()
    submission = submitted(page, study)
    assert submission.answers == {"comment": "receptionc"}
    assert submission.timings
    timing = submission.timings.items["comment"]
    assert (timing.first_ms, timing.last_ms, timing.changes) == (
        pytest.approx(1000, **CLOSE),
        pytest.approx(2000, **CLOSE),
        0,
    )
