"""What the record says about a page equals what a scripted participant did on it, on a clock that the script turns."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from protocols import load_study
from tests.frontend.test_timings import CLOSE, TAB
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = [pytest.mark.journey, pytest.mark.slow]

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The built-in study without covered photos: whichever case comes first, its photo is seen at once."""
    uncovered = shutil.copytree(STUDY, tmp_path / "study")
    manifest = uncovered / "stimuli" / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"sensitive": true', '"sensitive": false'), "utf-8")
    served = Server(uncovered, tmp_path)
    served.start()
    yield served
    served.stop()


def test_the_record_holds_what_the_script_did(page: Page, server: Server) -> None:
    page.add_init_script(TAB)
    page.set_viewport_size({"width": 900, "height": 1400})
    page.clock.install()
    walker = Walker(page, right_answers(load_study(STUDY)))
    walker.begin(server.url)
    while walker.titles[-1] != "Ready: the first six cases":
        walker.answer_page()
        walker.submit()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=5))
    walker.submit()
    assert walker.titles[-1] == "What do you think it is?"

    judgement, confidence = page.get_by_role("radiogroup").all()
    page.clock.run_for(2000)
    judgement.locator("label").nth(0).click()
    page.clock.run_for(1000)
    judgement.locator("label").nth(1).click()
    page.clock.run_for(500)
    judgement.locator("label").nth(2).click()
    page.evaluate("setTab(false)")
    page.clock.run_for(7000)
    page.evaluate("setTab(true)")
    page.evaluate("setFocus(false)")
    page.clock.run_for(300)
    page.evaluate("setFocus(true)")
    confidence.get_by_role("radio").nth(3).focus()
    page.keyboard.press("Space")
    page.clock.run_for(4000)
    walker.submit()

    ((page_id, opened, submitted),) = server.rows(
        "select page_id, opened_at, submitted_at from pages where submitted_at is not null order by page_index desc limit 1"
    )
    assert timedelta() < datetime.fromisoformat(submitted) - datetime.fromisoformat(opened) < timedelta(minutes=2)
    measured = server.rows(f"select kind, key, measure, milliseconds from timings where page_id = '{page_id}'")
    measures = {row[:3]: row[3] for row in measured}
    decoded = measures.pop(("image", "photo", "decoded"))
    assert 0 <= decoded <= 14_800
    assert measures == {
        ("page", "", "duration"): pytest.approx(14_800, **CLOSE),
        ("page", "", "first_interaction"): pytest.approx(2000, **CLOSE),
        ("page", "", "hidden"): pytest.approx(7000, **CLOSE),
        ("page", "", "unfocused"): pytest.approx(300, **CLOSE),
        ("item", "first_judgement", "first"): pytest.approx(2000, **CLOSE),
        ("item", "first_judgement", "last"): pytest.approx(3500, **CLOSE),
        ("item", "first_confidence", "first"): pytest.approx(10_800, **CLOSE),
        ("item", "first_confidence", "last"): pytest.approx(10_800, **CLOSE),
        ("image", "photo", "visible"): pytest.approx(7800, **CLOSE),
        ("image", "photo", "lightbox"): 0,
    }
    answers = server.rows(
        f"select item, value, changes, first_answer_ms from responses where page_id = '{page_id}' order by item"
    )
    ((_, sure, *rest), (_, _, *judged)) = answers
    assert (json.loads(sure), rest, judged) == (30, [0, 10_800], [2, 2000])
    events = server.rows(f"select kind, client_ms, detail from events where page_id = '{page_id}' order by id")
    ((_, _, window),) = [event for event in events if event[0] == "client"]
    assert json.loads(window) == {"width": 900, "height": 1400, "modality": "mouse"}  # the click that submits
    modalities = [json.loads(detail)["modality"] for kind, _, detail in events if kind == "answer_changed"]
    assert modalities == ["mouse", "mouse", "mouse", "keyboard"]
    told = [(kind, round(ms)) for kind, ms, _ in events if kind in {"answer_changed", "hidden", "shown_again"}]
    changes = [("answer_changed", moment) for moment in (2000, 3000, 3500)]
    assert told == [*changes, ("hidden", 3500), ("shown_again", 10_500), ("answer_changed", 10_800)]
