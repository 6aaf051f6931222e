"""Answers wait on the device until they are acknowledged, and not a page longer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.frontend.conftest import Open
from tests.frontend.sample_views import about_you, check, completed

pytestmark = pytest.mark.journey

DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('study.'))"


def test_a_reload_restores_every_kind_of_answer(page: Page, open_study: Open) -> None:
    open_study(about_you(), completed())
    page.get_by_role("textbox", name="How old").fill("41")
    page.get_by_role("radio", name="Phone").check()
    page.get_by_role("checkbox", name="A skin app").check()
    page.get_by_role("textbox", name="Which skin app").fill("One with a camera")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("textbox", name="How old")).to_have_value("41")
    expect(page.get_by_role("radio", name="Phone")).to_be_checked()
    expect(page.get_by_role("checkbox", name="A skin app")).to_be_checked()
    expect(page.get_by_role("textbox", name="Which skin app")).to_have_value("One with a camera")
    expect(page.get_by_text("4 of 4 answered")).to_be_visible()


def test_drafts_go_when_the_page_is_acknowledged(page: Page, open_study: Open) -> None:
    open_study(check(), completed())
    page.get_by_role("radio", name="No").check()
    assert page.evaluate(DRAFTS) == ["study.draft.token-check"]
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert page.evaluate(DRAFTS) == []


def test_leaving_is_questioned_only_with_unsaved_answers(page: Page, open_study: Open) -> None:
    open_study(check(), completed())
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.get_by_role("heading", level=1).click()
    page.reload()
    assert asked == []
    page.get_by_role("radio", name="No").check()
    page.reload()
    assert asked == ["beforeunload"]
