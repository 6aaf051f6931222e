"""One item of every type in a real browser against the real server, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from protocols import load_study
from tests.journeys.keyboard import Typist
from tests.journeys.server import Server
from tests.journeys.walker import Walker, send_labels

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STUDY = Path(__file__).parents[1] / "protocols" / "data" / "every_item"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


def answers(server: Server) -> dict[str, object]:
    stored = server.rows("select item, value from responses where value is not null")
    return {item: json.loads(value) for item, value in stored}


def assert_every_item_is_kept(server: Server) -> None:
    kept = answers(server)
    assert sorted(kept["importance"]) == ["clear", "kind", "right", "short"]  # type: ignore[call-overload]
    assert kept["alike"] in ("a", "b", "c")
    assert kept["darker"] in ("left", "right")
    assert {"place", "devices", "hours", "people", "word", "remarks"} <= kept.keys()
    assert {"worded", "ended", "sure", "calm", "warm", "judgement", "keyed"} <= kept.keys()
    ends = dict(server.rows("select item, option_order from responses where item in ('calm', 'worded')"))
    assert json.loads(ends["calm"]) in (["0", "100"], ["100", "0"])
    assert json.loads(ends["worded"]) in (["1", "5"], ["5", "1"])


def test_every_type_by_mouse_with_a_reload_half_way(page: Page, server: Server) -> None:
    walker = Walker(page, {})
    walker.begin(server.url)
    while not walker.finished():
        walker.answer_page()
        if walker.titles[-1] == "Orders and pictures":
            page.reload()
            walker.heading()
            expect(page.get_by_role("listitem")).to_have_count(4)
            for picture in page.locator(".pictured img").all():
                assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
        walker.submit()
    assert_every_item_is_kept(server)
    assert answers(server)["calm"] in (25, 75)


def test_every_type_by_keyboard(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="Begin").press("Enter")
    typist = Typist(page, {}, send_labels(load_study(STUDY)))
    typist.heading()
    while page.get_by_text("Your completion code").count() == 0:
        typist.answer_and_submit()
    assert_every_item_is_kept(server)
