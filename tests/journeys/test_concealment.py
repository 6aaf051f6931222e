"""Nobody can look up, in the page, the network log or the browser's storage, which arm they are in or who is right.

The arms carry names here that occur nowhere else, so that no chance meeting of words hides a leak. That the truth
stays away is shown by changing it: whoever sees the same pages whatever is true cannot have been told.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page

from db import Database, freeze
from protocols import Case, Study, load_study
from study_app.bots import Effects, Persona, Respondent, all_items, draw_world
from study_app.bots._clock import SimulatedClock
from study_app.flow import Joined, SessionFlow, Submission, View
from study_app.web import COOKIE
from tests.journeys.recorder import Recorder
from tests.journeys.server import Server
from tests.journeys.walker import Walker, right_answers

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"
ARMS = ("armlarch", "armrowan")
RENAMED = {
    "- id: text\n      title: Text only": "- id: armlarch\n      title: Title of armlarch",
    "- id: skingen\n      title: Text and SkinGEN images": "- id: armrowan\n      title: Title of armrowan",
    "    one: [case": "    setbirch: [case",
    "    two: [case": "    setalder: [case",
    "formats: [text]": "formats: [armlarch]",
    "formats: [skingen]": "formats: [armrowan]",
    "reference: text\n": "reference: armlarch\n",
    "treatment: skingen\n": "treatment: armrowan\n",
}
"""What the copy of the study calls its arms and case sets."""
SECRETS = [*ARMS, "title of", "setbirch", "setalder", "whyaspen", "madeofelm", "crossover", "images accompany"]
"""Names of arms and case sets, rationales of keys, origins of pictures, words of description and hypotheses."""
KEYS = [
    '"truth"',
    "ai_correct",
    '"depicts"',
    '"correct"',
    "rationale",
    '"sequence"',
    '"condition"',
    '"seed"',
    '"sha256"',
]
"""Fields of the study's own files that no view, message or storage may carry; programs, the same for everyone, know some."""


def marked(folder: Path) -> Path:
    """A copy of the built-in study whose hidden words all stand out."""
    shutil.copytree(STUDY, folder)
    text = (folder / "study.yaml").read_text()
    for old, new in RENAMED.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "study.yaml").write_text(text)
    manifest = json.loads((folder / "stimuli" / "manifest.json").read_text())
    for case in manifest["cases"]:
        for question in case["keyed"]:
            question["rationale"] = "whyaspen"
        for image in (case["photo"], *case["references"]):
            image["source"] = "madeofelm"
    (folder / "stimuli" / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    served = Server(marked(tmp_path / "study"), tmp_path)
    served.start()
    yield served
    served.stop()


def begin(recorder: Recorder, walker: Walker, server: Server) -> None:
    """From the landing page to the first page of the study."""
    recorder.page.goto(server.url)
    recorder.look()
    recorder.page.get_by_role("button", name="Begin").click()
    walker.titles.append(walker.heading())
    recorder.look()
    joining = recorder.page.request.post(server.url + "api/join", data={}, headers={"Sec-Fetch-Site": "same-origin"})
    assert joining.json() == {"next": "/study/"}


@pytest.mark.journey
@pytest.mark.slow
def test_the_browser_never_holds_the_arm_or_the_truth(page: Page, server: Server) -> None:
    study = load_study(server.study)
    recorder, walker = Recorder(page), Walker(page, right_answers(study))
    begin(recorder, walker, server)
    while page.get_by_role("heading", name="What this study was about").count() == 0:
        walker.answer_page()
        recorder.look()
        walker.submit()
        if walker.titles[-1] != "What this study was about":
            recorder.look()
    assert {"Assistant A has answered", "Assistant B has answered"} <= set(walker.titles)
    assert {word: recorder.places_of(word) for word in SECRETS} == {word: [] for word in SECRETS}
    assert {word: set(recorder.places_of(word)) - {"program"} for word in KEYS} == {word: set() for word in KEYS}
    diagnoses = [words for name, shown in study.stimuli.diagnoses.items() for words in (name, shown["en"])]
    assert [words for words in diagnoses if "pictures" in recorder.places_of(words)] == []
    assert len(recorder.kept) == 8, "some place was never looked at"


@pytest.mark.journey
def test_the_recorder_finds_what_is_there(page: Page, server: Server) -> None:
    recorder, walker = Recorder(page), Walker(page, right_answers(load_study(server.study)))
    begin(recorder, walker, server)
    page.evaluate(
        """async () => {
          sessionStorage.setItem("one", "InSession");
          await new Promise((done) => {
            const opening = indexedDB.open("two");
            opening.onupgradeneeded = () => opening.result.createObjectStore("s").put("InDatabase", "key");
            opening.onsuccess = () => { opening.result.close(); done(); };
          });
          await (await caches.open("three")).put("/one", new Response("InCache"));
        }"""
    )
    walker.answer_page()
    recorder.look()
    title = walker.titles[-1]
    assert {"document", "websocket"} <= set(recorder.places_of(title))
    assert {"document", "storage", "websocket"} <= set(recorder.places_of("agreement"))
    assert [recorder.places_of(word) for word in ("InSession", "InDatabase", "InCache")] == [["storage"]] * 3
    assert "cookies" in recorder.places_of(COOKIE)
    walker.submit()
    recorder.look()
    assert "responses" in recorder.places_of(walker.titles[-1])
    assert "requests" in recorder.places_of('"agreement"')


def otherwise(case: Case) -> Case:
    """The same case where something else is true: the AI is right where it was wrong, and the other way round."""
    truth = next(option for option in case.options if (option == case.answer.diagnosis) is not case.ai_correct)
    return case.model_copy(update={"truth": truth, "ai_correct": not case.ai_correct})


def told(study: Study, file: Path, answers: list[Submission] | None = None) -> tuple[list[View], list[Submission]]:
    """Views of one session, always of the same person and moments; `answers` are given instead of a bot's own."""
    rng = np.random.default_rng(11)
    persona = Persona.draw(Effects(), draw_world(study, rng), rng, careless=0.0)
    respondent = Respondent(study, {item.id: item for item in all_items(study)}, persona)
    clock, entropy = SimulatedClock(), np.random.default_rng(5)
    database = Database(f"sqlite:///{file}")
    database.migrate()
    version = freeze(database, study, "pilot", clock())
    flow = SessionFlow(database, version, study, mode="pilot", clock=clock, entropy=lambda size: entropy.bytes(size))
    joined = flow.join()
    assert isinstance(joined, Joined)
    views, given = [joined.view], list[Submission]()
    while views[-1].kind == "page":
        own, _ = respondent.answer(views[-1])
        given.append(own if answers is None else answers[len(given)])
        view = flow.submit(joined.token, str(views[-1].page_token), given[-1]).view
        assert view is not None
        views.append(view)
    database.close()
    return views, given


def test_every_page_before_the_debrief_is_the_same_whatever_is_true(tmp_path: Path) -> None:
    study = load_study(STUDY)
    cases = tuple(otherwise(case) for case in study.stimuli.cases)
    assert all(case.ai_correct != other.ai_correct for case, other in zip(study.stimuli.cases, cases, strict=True))
    views, answers = told(study, tmp_path / "true.sqlite3")
    twin = replace(study, stimuli=study.stimuli.model_copy(update={"cases": cases}))
    others, _ = told(twin, tmp_path / "otherwise.sqlite3", answers)
    debrief = next(index for index, view in enumerate(views) if any(block.type == "reveal" for block in view.blocks))
    assert debrief > 40
    assert views[:debrief] == others[:debrief]
    assert views[debrief] != others[debrief]
