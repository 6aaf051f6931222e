"""The built-in study without a pointer, on every size of screen and text: nobody has to scroll sideways or look for the focus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from protocols import load_study
from tests.journeys.keyboard import Typist
from tests.journeys.screen import scrolled, sideways
from tests.journeys.server import Server
from tests.journeys.walker import right_answers, send_labels

pytestmark = pytest.mark.journey

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
TEXT_SIZE = "addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.fontSize = '{pixels}px' }})"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(STUDY, tmp_path)
    served.start()
    yield served
    served.stop()


def assert_arrived(page: Page, title: str) -> None:
    """The heading has the focus (the typist awaits it), the page is named, at its top, and as wide as the window."""
    expect(page).to_have_title(re.compile("^" + re.escape(title)))
    assert (scrolled(page), sideways(page)) == (0, 0), title


@pytest.mark.parametrize(
    ("width", "pixels"),
    [
        (375, 16),
        pytest.param(1280, 16, marks=pytest.mark.full),
        pytest.param(320, 16, marks=pytest.mark.full),
        pytest.param(1280, 32, marks=pytest.mark.full),
        pytest.param(375, 32, marks=pytest.mark.full),
    ],
)
def test_a_session_can_be_finished_by_keyboard_alone(browser: Browser, server: Server, width: int, pixels: int) -> None:
    study = load_study(STUDY)
    context = browser.new_context(viewport={"width": width, "height": 812})
    page = context.new_page()
    page.add_init_script(TEXT_SIZE.format(pixels=pixels))
    page.goto(server.url)
    assert sideways(page) == 0
    typist = Typist(page, right_answers(study), send_labels(study))
    typist.begin()
    assert_arrived(page, typist.titles[-1])
    while page.get_by_text("Your completion code").count() == 0:
        typist.answer_and_submit()
        assert_arrived(page, typist.titles[-1])
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{pixels}px"
    assert server.rows("select status from participants") == [("completed",)]
    context.close()
