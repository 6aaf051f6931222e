"""No page of the built-in study is much longer than three screens of a phone, and the linter's ruler knows how long each is."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import Page

from protocols import PracticePage, Study, load_study, page_of, plan, sequences, step_of
from protocols._checks._lengths import LONGEST, SCREEN
from protocols._checks._ruler import Ruler
from study_app.flow._words import words
from tests.journeys.screen import CONTENT_HEIGHT
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
Kind = tuple[str, str | None]
"""Page of the protocol, and step of a trial."""


def ruled(study: Study, language: str) -> dict[Kind, int]:
    """Height of the tallest page of each kind, as the linter estimates it."""
    ruler, heights = Ruler(study, language), defaultdict[Kind, int](int)
    for planned in plan(study, sequences(study.protocol.design)[0], b"seed").pages:
        declared, step = page_of(study, planned), step_of(study, planned)
        if step is None:
            tallest = ruler.page(declared)
        elif isinstance(declared, PracticePage):
            tallest = ruler.practice(declared, step)
        else:
            case = study.stimuli.case(str(planned.case))
            tallest = max(ruler.step(step, case, shown.shows) for shown in study.protocol.design.conditions)
        kind = (planned.spec, planned.step)
        heights[kind] = max(heights[kind], tallest)
    return heights


def drawn(page: Page, server: Server, study: Study, language: str) -> dict[Kind, int]:
    """The same, as a phone draws it; the order of pages is the same in every sequence."""
    planned, heights = (
        iter(plan(study, sequences(study.protocol.design)[0], b"seed").pages),
        defaultdict[Kind, int](int),
    )
    address = f"{server.url}?language={language}"
    page.goto(address)
    walker = Walker(page, right_answers(study, language), words(language))
    walker.begin(address)
    while not walker.finished():
        shown = next(planned)
        kind = (shown.spec, shown.step)
        heights[kind] = max(heights[kind], page.evaluate(CONTENT_HEIGHT))
        walker.answer_page()
        walker.submit()
    assert next(planned, None) is None
    return heights


@pytest.mark.parametrize(
    "language", ["en", *(pytest.param(name, marks=pytest.mark.full) for name in ("de", "es", "zh"))]
)
def test_pages_are_about_three_screens_long_at_most_and_as_long_as_the_ruler_says(
    page: Page, tmp_path: Path, language: str
) -> None:
    study = load_study(STUDY)
    page.set_viewport_size({"width": 375, "height": SCREEN})
    server = Server(STUDY, tmp_path)
    server.start()
    try:
        heights = drawn(page, server, study, language)
    finally:
        server.stop()
    estimates = ruled(study, language)
    assert heights.keys() == estimates.keys()
    assert {kind: height for kind, height in heights.items() if height > LONGEST * SCREEN} == {}
    judged = heights.keys() - {("debrief_cases", None)}  # the linter does not judge a list of cases
    fitting = {kind for kind in judged if heights[kind] > SCREEN}  # a shorter page fills the screen
    ratios = {kind: estimates[kind] / heights[kind] for kind in fitting}
    assert {kind: ratio for kind, ratio in ratios.items() if not 0.85 < ratio < 1.15} == {}
