"""Whole sessions of the built-in study in a real browser, against the real server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from protocols import load_study
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = pytest.mark.journey

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    return right_answers(load_study(STUDY))


def test_a_session_survives_a_reload_and_a_killed_server_and_ends_with_the_code(
    page: Page, server: Server, answers: dict[str, str]
) -> None:
    walker = Walker(page, answers)
    walker.begin(server.url)
    pages = 0
    while not walker.finished():
        walker.answer_page()
        if pages == 12:
            page.reload()
            walker.heading()
            walker.answer_page()
        if pages == 20:
            server.kill()
            server.start()
        walker.submit()
        pages += 1
        assert pages < 100
    code = page.get_by_text(re.compile(r"^[A-Z0-9_-]{4,24}$"))
    assert load_study(STUDY).protocol.completion.code in code.all_inner_texts()
    assert server.rows("select status from participants") == [("completed",)]
    assert server.rows("select count(*) from pages where submitted_at is not null") == [(pages,)]
    assert server.rows("select count(*) from allocations") == [(1,)]
    doubled = "select participant_id, page_id, item from responses group by 1, 2, 3 having count(*) > 1"
    assert server.rows(doubled) == []


def test_a_triple_click_saves_a_page_once(page: Page, server: Server, answers: dict[str, str]) -> None:
    walker = Walker(page, answers)
    walker.begin(server.url)
    walker.answer_page()
    with page.expect_response(lambda reply: "/api/pages/" in reply.url):
        page.locator("button.submit").click(click_count=3)
    walker.heading()
    assert server.rows("select count(*) from pages where submitted_at is not null") == [(1,)]


def test_a_triple_click_a_lost_reply_a_cut_and_a_restart_leave_one_row_set_a_page_and_no_frame(
    page: Page, server: Server, answers: dict[str, str]
) -> None:
    frames: list[object] = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame))
    )  # playwright cannot take a builtin
    walker = Walker(page, answers)
    walker.begin(server.url)
    before, spoken, button = len(frames), page.get_by_role("status"), page.locator("button.submit")

    def arrived() -> None:
        expect(page.get_by_role("heading", level=1)).not_to_have_text(walker.titles[-1], timeout=30_000)
        walker.titles.append(walker.heading())

    lost: list[str] = []

    def lose_first_reply(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.fetch()
            route.abort()

    walker.answer_page()
    page.route("**/api/pages/*", lose_first_reply)
    button.click(click_count=3)
    arrived()

    walker.answer_page()
    page.context.set_offline(True)
    button.click(click_count=3)
    expect(spoken).to_have_text(walker.words["offline"])
    server.kill()
    server.start()
    page.context.set_offline(False)
    arrived()

    walker.answer_page()
    server.kill()
    button.click(click_count=3)
    expect(spoken).to_have_text(walker.words["not_saved"])
    server.start()
    arrived()

    assert len(frames) == before
    assert server.rows("select count(*) from pages where submitted_at is not null") == [(3,)]
    assert server.rows("select count(*), count(distinct page_id) from pages") == [(4, 4)]
    stored = "select count(*), count(distinct page_id || item) from responses"
    ((rows, different),) = server.rows(stored)
    assert rows == different > 3


def test_the_second_tab_learns_that_the_session_moved_on(page: Page, server: Server, answers: dict[str, str]) -> None:
    walker = Walker(page, answers)
    walker.begin(server.url)
    older = page.context.new_page()
    older.goto(server.url + "study/")
    behind = Walker(older, answers)
    title = behind.heading()
    walker.answer_page()
    walker.submit()
    older.bring_to_front()
    expect(older.get_by_role("heading", level=1)).not_to_have_text(title, timeout=30_000)
    assert older.get_by_role("heading", level=1).inner_text() == walker.titles[-1]


def test_no_request_leaves_the_machine_and_no_console_error_is_written(
    page: Page, server: Server, answers: dict[str, str]
) -> None:
    hosts, problems = set(), []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if "//" in request.url else None)
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    walker = Walker(page, answers)
    walker.begin(server.url)
    walker.answer_page()
    walker.submit()
    assert hosts == {f"127.0.0.1:{server.port}"}
    assert problems == []


def test_whoever_stops_after_the_first_case_is_debriefed_and_erased(
    page: Page, server: Server, answers: dict[str, str]
) -> None:
    walker = Walker(page, answers)
    walker.begin(server.url)
    while page.get_by_text("Case 1 of 12").count() == 0:
        walker.answer_page()
        walker.submit()
    page.get_by_role("button", name="Stop taking part").click()
    page.get_by_role("button", name="Stop and erase my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have stopped taking part")
    expect(page.get_by_role("heading", name="The cases that you saw")).to_be_visible()
    assert server.rows("select count(*) from responses") == [(0,)]
    assert server.rows("select status, erased from participants") == [("withdrawn", 1)]
    assert server.rows("select count(*) from allocations") == [(1,)]
