"""What can be done with pictures: leave them veiled, skip them, enlarge them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from study_app.flow import View
from tests.frontend.conftest import Open
from tests.frontend.sample_views import completed, judgement, photo, rating

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("lifted", [False, True])
def test_a_case_is_skipped_by_one_button_without_an_answer(page: Page, open_study: Open, lifted: bool) -> None:
    study = open_study(judgement(), completed(), width=375)
    if lifted:
        page.get_by_role("button", name="Show the photo").click()
    page.get_by_role("button", name="Skip this case").press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    (submission,) = study.kept.values()
    assert (submission.decision, submission.answers) == ("skip", {})
    assert submission.timings
    assert (submission.timings.images["photo"].revealed_ms is not None) is lifted


def test_a_thumbnail_stays_covered_until_it_is_asked_for(page: Page, open_study: Open) -> None:
    open_study(with_thumbnail(rating()), completed(), width=375)
    thumbnail = page.get_by_role("button", name="Enlarge the photo")
    expect(thumbnail.locator("img")).to_be_hidden()
    thumbnail.click()
    page.keyboard.press("Escape")
    expect(thumbnail.locator("img")).to_be_visible()


def with_thumbnail(view: View) -> View:
    """The page with a photo that may upset as its thumbnail."""
    kept = tuple(block for block in view.blocks if block.type != "photo")
    return view.model_copy(update={"blocks": (photo("thumbnail", veil=True), *kept)})
