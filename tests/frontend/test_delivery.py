"""One submit a page, never lost and never doubled, whatever the hand or the network does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from study_app.flow._words import ENGLISH
from tests.frontend.conftest import Open
from tests.frontend.harness import Server
from tests.frontend.sample_views import check, comment, completed, judgement

pytestmark = pytest.mark.journey

SUBMITS = "**/api/pages/*"


def answer(page: Page) -> None:
    page.get_by_role("radio", name="Yes").check()


def submit(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def test_a_triple_click_sends_one_post(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    held: list[Route] = []
    page.route(SUBMITS, lambda route: held.append(route))
    answer(page)
    button = page.get_by_role("button", name="Continue")
    button.click(click_count=3)
    button.press("Enter")
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status")).to_have_text("Saving …")
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Saved")
    assert study.posts == ["token-check"]


def test_an_answer_lost_on_the_way_back_is_sent_again_unchanged(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    bodies: list[bytes | None] = []

    def lose_first_reply(route: Route) -> None:
        bodies.append(route.request.post_data_buffer)
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(SUBMITS, lose_first_reply)
    answer(page)
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert study.posts == ["token-check", "token-check"]
    assert len(study.kept) == 1
    assert bodies[0] == bodies[1]


def test_a_cut_network_is_told_in_words_and_bridged(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    answer(page)
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("You are offline")
    submit(page)
    expect(page.get_by_role("button", name="Continue")).to_have_attribute("aria-busy", "true")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert study.posts == ["token-check"]
    assert study.kept["token-check"].answers == {"check_advice": "yes"}


def test_a_study_that_cannot_store_keeps_being_asked(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    study.trouble = [(503, {"message": "Words of the server, in a language that not everyone speaks."})]
    answer(page)
    submit(page)
    expect(page.get_by_role("status")).to_contain_text(
        "cannot store answers at the moment. Your answers are kept on this device"
    )
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert len(study.kept) == 1


def test_a_submit_under_way_survives_a_reload(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    page.on("dialog", lambda dialog: dialog.accept())
    page.route(SUBMITS, lambda route: route.abort())
    answer(page)
    submit(page)
    expect(page.get_by_role("status")).to_contain_text("Not saved yet")
    page.unroute(SUBMITS)
    page.reload()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert study.posts == ["token-check"]


def test_a_session_that_went_on_elsewhere_is_followed(page: Page, open_study: Open) -> None:
    study = open_study(check(), comment(), completed())
    study.position = 1
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", level=1, name="Anything else?")).to_be_focused()
    expect(page.get_by_text("went on in another window")).to_be_visible()


def test_a_second_tab_learns_at_once_that_the_page_was_saved(page: Page, open_study: Open) -> None:
    study = open_study(check(), comment(), completed())
    behind = page.context.new_page()
    behind.goto(page.url)
    expect(behind.get_by_role("heading", level=1, name="A short check")).to_be_visible()
    answer(page)
    submit(page)
    expect(behind.get_by_role("heading", level=1, name="Anything else?")).to_be_visible()
    expect(behind.get_by_text("went on in another window")).to_be_visible()
    assert study.posts == ["token-check"]


def test_mounting_again_keeps_the_answers_until_the_session_moves_on(page: Page, open_study: Open) -> None:
    study = open_study(check(), comment(), completed(), shadow=False)
    answer(page)
    again = """async () => {
      const data = await (await fetch("/mount")).json();
      const { mount } = await import(data.assets + "/main.js");
      mount(document.getElementById("parent"), data);
    }"""
    page.evaluate(again)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()
    study.position = 1
    page.evaluate(again)
    expect(page.get_by_role("heading", level=1)).to_have_text("Anything else?")
    page.evaluate("window.unmount()")
    expect(page.get_by_role("heading", level=1)).to_have_count(0)


def test_an_old_answer_about_the_session_does_not_lead_back(page: Page, open_study: Open) -> None:
    study = open_study(check(), comment(), completed())
    held: list[Route] = []
    page.route("**/api/session", lambda route: held.append(route))
    old = study.view.model_dump_json()
    with page.expect_request("**/api/session"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    answer(page)
    submit(page)
    expect(page.get_by_role("heading", level=1, name="Anything else?")).to_be_focused()
    with page.expect_response("**/api/session") as late:
        held[0].fulfill(body=old, content_type="application/json")
    late.value.finished()
    page.get_by_role("textbox").fill("Still here")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anything else?")


def test_a_conflict_shows_where_the_session_stands(page: Page, open_study: Open) -> None:
    study = open_study(check(), comment(), completed())
    study.trouble = [(409, {"status": "conflict", "view": comment().model_dump(mode="json")})]
    answer(page)
    submit(page)
    expect(page.get_by_role("heading", level=1, name="Anything else?")).to_be_focused()
    expect(page.get_by_text("went on in another window")).to_be_visible()


def test_a_refused_credential_is_said_and_the_answer_stays(page: Page, open_study: Open) -> None:
    study = open_study(check(), completed())
    study.trouble = [(401, {"message": "A sentence in the language of the developers."})]
    answer(page)
    submit(page)
    expect(page.get_by_role("alert")).to_have_text(ENGLISH["page_not_found"])
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()
    submit(page)
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_back_stays_on_the_page_and_keeps_the_answers(page: Page, open_study: Open) -> None:
    open_study(check(), completed())
    answer(page)
    for _ in range(2):
        page.evaluate("history.back()")
        expect(page.get_by_role("status")).to_contain_text("Your answers are kept")
    expect(page.get_by_role("radio", name="Yes")).to_be_checked()


@pytest.mark.parametrize(("choice", "said"), [("keep my answers", "Kept."), ("erase", "Erased.")])
def test_stopping_is_one_dialog_away(page: Page, open_study: Open, choice: str, said: str) -> None:
    study = open_study(judgement(), completed())
    page.get_by_role("button", name="Stop taking part").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Stop taking part")).to_be_focused()
    page.get_by_role("button", name="Stop taking part").click()
    page.get_by_role("button", name=choice).click()
    expect(page.get_by_role("heading", level=1, name="You have stopped")).to_be_focused()
    expect(page.get_by_text(said)).to_be_visible()
    assert study.posts == []


def test_the_landing_page_joins_once(page: Page, server: Server, open_study: Open) -> None:
    study = open_study(check())
    page.goto(f"{server.address}/?PROLIFIC_PID=5f3a&language=de")
    held: list[Route] = []
    page.route("**/api/join", lambda route: held.append(route))
    page.get_by_role("button", name="Begin").click(click_count=3)
    expect(page.get_by_role("button", name="Begin")).to_have_attribute("aria-busy", "true")
    assert len(held) == 1
    held[0].continue_()
    expect(page.get_by_role("heading", level=1, name="A short check")).to_be_visible()
    assert study.joined == [{"language": "de", "cookies": True, "source": "prolific", "external_id": "5f3a"}]


def test_the_button_to_begin_waits_for_its_script_so_that_no_click_is_lost(page: Page, server: Server) -> None:
    held: list[Route] = []
    page.route("**/landing.js", lambda route: held.append(route))
    page.goto(server.address, wait_until="commit")
    begin = page.get_by_role("button", name="Begin")
    expect(begin).to_be_disabled()
    held[0].continue_()
    expect(begin).to_be_enabled()
