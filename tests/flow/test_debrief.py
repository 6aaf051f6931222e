"""The debrief tells which answers were wrong, and shows what the diagnoses really look like."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from protocols import Study, in_language
from study_app.bots import Respondent
from study_app.flow import SessionFlow, View
from study_app.flow._views import RevealBlock
from tests.flow.conftest import advance

Walk = Callable[[int], tuple[str, View]]


@pytest.fixture
def debrief(flow: SessionFlow, walk: Walk, respondent: Respondent) -> RevealBlock:
    token, view = walk(0)
    while not any(block.type == "reveal" for block in view.blocks):
        view = advance(flow, respondent, token, view)
    (block,) = (block for block in view.blocks if isinstance(block, RevealBlock))
    return block


def test_the_page_before_tells_what_the_study_was_about(flow: SessionFlow, walk: Walk, respondent: Respondent) -> None:
    token, view = walk(0)
    before = view
    while not any(block.type == "reveal" for block in view.blocks):
        before, view = view, advance(flow, respondent, token, view)
    assert before.title == "What this study was about"
    assert [block.type for block in before.blocks] == ["text"]
    assert [block.type for block in view.blocks] == ["text", "reveal", "text"]


def test_every_case_is_shown_beside_another_picture_of_what_it_really_was(debrief: RevealBlock, study: Study) -> None:
    images = {image.file.rsplit("/", 1)[-1]: image for case in study.stimuli.cases for image in case.images()}
    cases = {case.photo.file.rsplit("/", 1)[-1]: case for case in study.stimuli.cases}
    assert [line.number for line in debrief.cases] == list(range(1, 13))
    for line in debrief.cases:
        case = cases[line.picture.src.rsplit("/", 1)[-1]]
        truth = in_language(study.stimuli.diagnoses[case.truth], "en", "en")
        assert line.reference is not None
        assert line.captions == ("What you saw", f"{truth} in another picture")
        other = images[line.reference.src.rsplit("/", 1)[-1]]
        assert other.depicts == case.truth
        assert other.file != case.photo.file
        assert line.reference.label == "Drawn by a computer program"


def test_wrong_answers_are_counted(debrief: RevealBlock) -> None:
    assert debrief.summary == "Wrong answers of the AI: 4 of 12"
    assert sum(not line.right for line in debrief.cases) == 4
