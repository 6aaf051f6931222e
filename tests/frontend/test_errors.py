"""Answers that are missing or refused: said once above, once at the item, and to assistive technology."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.frontend.conftest import Open
from tests.frontend.sample_blocks import AGREE
from tests.frontend.sample_views import about_you, completed, consent, trial

pytestmark = pytest.mark.journey


def test_missing_answers_are_listed_with_links_and_nothing_is_sent(page: Page, open_study: Open) -> None:
    study = open_study(trial(), completed())
    page.get_by_role("radiogroup").nth(1).get_by_text("Agree", exact=True).click()
    page.get_by_role("button", name="Continue").click()
    summary = page.get_by_role("group", name="There is a problem")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(page).to_have_title(re.compile("^Error: "))
    assert study.posts == []

    summary.get_by_role("link", name="3.").click()
    item = page.get_by_role("radiogroup", name="I could explain")
    expect(item.get_by_role("radio").first).to_be_focused()
    expect(item).to_have_attribute("aria-invalid", "true")
    expect(item).to_have_accessible_description("Please answer this question.")
    header = page.locator("header").bounding_box()
    box = item.bounding_box()
    assert header
    assert box
    assert box["y"] >= header["y"] + header["height"], "the sticky bar hides the item"

    page.keyboard.press("Space")
    expect(item).not_to_have_attribute("aria-invalid", "true")


def test_answering_clears_the_title_at_the_next_page(page: Page, open_study: Open) -> None:
    study = open_study(trial(), completed())
    page.get_by_role("button", name="Continue").click()
    for group in page.get_by_role("radiogroup").all():
        group.get_by_text(AGREE[0]).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(re.compile("^Thank you"))
    assert [submission.answers for submission in study.kept.values()] == [
        {"understood": 1, "why": 1, "explain": 1, "trust": 1}
    ]


def test_messages_of_the_server_are_drawn_like_our_own(page: Page, open_study: Open) -> None:
    study = open_study(trial(), completed())
    study.trouble = [(422, {"status": "invalid", "errors": {"trust": "Please choose one of the answers."}})]
    for group in page.get_by_role("radiogroup").all():
        group.get_by_text(AGREE[0]).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("group", name="There is a problem")).to_be_focused()
    expect(page.get_by_role("radiogroup", name="I trust")).to_have_accessible_description(
        "Please choose one of the answers."
    )
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("old", "Please enter a number."),
        ("18.5", "Please enter a whole number."),
        ("7", "Please enter a number from 18 to 120."),
    ],
)
def test_numbers_are_checked_before_they_are_sent(page: Page, open_study: Open, typed: str, message: str) -> None:
    study = open_study(about_you(), completed())
    age = page.get_by_role("textbox", name="How old")
    age.fill(typed)
    age.press("Enter")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("group", name="How old")).to_have_accessible_description(message)
    expect(age).to_have_attribute("aria-invalid", "true")
    assert study.posts == []


def test_items_appear_only_when_their_condition_holds_and_leave_no_answer_behind(page: Page, open_study: Open) -> None:
    study = open_study(about_you(), completed())
    page.get_by_role("textbox", name="How old").fill("33")
    page.get_by_role("radio", name="Tablet").check()
    page.get_by_role("checkbox", name="A skin app").check()
    page.get_by_role("textbox", name="Which skin app").fill("Any")
    page.get_by_role("checkbox", name="A skin app").uncheck()
    page.get_by_role("checkbox", name="A search engine").check()
    page.get_by_role("checkbox", name="An AI chat assistant").check()
    expect(page.get_by_role("textbox", name="Which skin app")).to_be_hidden()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (submission,) = study.kept.values()
    assert submission.answers == {"age": 33, "device": "tablet", "seen": ("search", "chat")}


def test_prefer_not_to_answer_excludes_the_other_answers(page: Page, open_study: Open) -> None:
    study = open_study(about_you(), completed())
    age = page.get_by_role("textbox", name="How old")
    age.fill("33")
    page.get_by_role("group", name="How old").get_by_role("checkbox").check()
    expect(age).to_have_value("")
    page.get_by_role("radio", name="Prefer not").check()
    page.get_by_role("checkbox", name="A skin app").check()
    page.get_by_role("group", name="Which of these").get_by_role("checkbox", name="Prefer not").check()
    expect(page.get_by_role("checkbox", name="A skin app")).not_to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (submission,) = study.kept.values()
    assert submission.answers == {"age": "prefer_not", "device": "prefer_not", "seen": "prefer_not"}


def test_declining_needs_no_tick(page: Page, open_study: Open) -> None:
    study = open_study(consent(), completed())
    page.get_by_role("button", name="I do not want to take part").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (submission,) = study.kept.values()
    assert (submission.decision, submission.answers) == ("decline", {})
