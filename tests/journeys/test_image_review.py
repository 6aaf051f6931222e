"""A reviewer in a browser: no page, message or address before the debrief tells how a picture was made."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

import protocols
from protocols import load_study
from study_app.flow import words
from tests.journeys.recorder import Recorder
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

pytestmark = pytest.mark.journey
BUILT_IN = Path(protocols.__file__).parent / "image_review"
ORIGINS = ("photo", "generated", "drawn", "drawn")
SOURCE = "sourceofelm"
"""Stands in place of every sentence on where a picture comes from."""
SECRETS = (SOURCE, "skingen.renderer", '"origin"', '"depicts"')
"""Where a picture comes from, who made it, and fields that say so: in no place of the browser, file contents included."""


def small_review(folder: Path) -> Path:
    """The built-in review with four pictures of stated origins."""
    shutil.copytree(BUILT_IN, folder)
    manifest = json.loads((folder / "stimuli" / "manifest.json").read_text("utf-8"))
    shown = manifest["cases"][: len(ORIGINS)]
    for case, origin in zip(shown, ORIGINS, strict=True):
        case["photo"] |= {"origin": origin, "source": SOURCE}
    (folder / "stimuli" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    text = (folder / "study.yaml").read_text("utf-8")
    names = ", ".join(case["id"] for case in shown)
    text = re.sub(r"pictures: \[.*?\]", f"pictures: [{names}]", text, count=1, flags=re.DOTALL)
    (folder / "study.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(small_review(tmp_path / "image_review"), tmp_path)
    served.start()
    yield served
    served.stop()


def test_origins_stay_hidden_until_the_debrief_reveals_each(page: Page, server: Server) -> None:
    english = words("en")
    labels = [english[name] for name in ("photo_label", "drawn_label", "generated_label", "skin_photo_alt")]
    recorder = Recorder(page)
    walker = Walker(page, right_answers(load_study(server.study)))
    walker.begin(server.url)
    pictures = 0
    while not page.get_by_role("heading", name="How the pictures were made", exact=True).count():
        shown = page.locator("main").last.inner_html()
        assert [label for label in labels if label in shown] == []
        pictures += page.get_by_role("img", name=english["skin_picture_alt"]).count() > 0
        recorder.look()
        walker.answer_page()
        walker.submit()
    assert pictures == 2 * len(ORIGINS), "each is shown on the two pages of its case"
    assert {name: places for name in SECRETS if (places := recorder.places_of(name))} == {}
    revealed = page.locator(".reveal").inner_text()
    assert [revealed.count(english[name]) for name in ("photo_label", "generated_label")] == [1, 2]
    assert "Photos of persons: 1 of 4" in revealed
    assert "The AI" not in revealed
    walker.submit()
    assert walker.finished()
