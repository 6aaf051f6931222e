"""Display logic on pages that come again in each period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocols import Protocol, Study
from study_app.bots import Respondent
from study_app.flow import SessionFlow, Submission, View
from tests.flow.conftest import advance

Walk = Callable[[int], tuple[str, View]]
PAGE = {
    "kind": "questionnaire",
    "id": "lookups",
    "title": {"en": "Looking things up"},
    "ask": [
        {
            "item": {
                "type": "single",
                "id": "looked_up",
                "prompt": {"en": "Did you look anything up?"},
                "required": False,
                "options": [{"value": "yes", "label": {"en": "Yes"}}, {"value": "no", "label": {"en": "No"}}],
            }
        },
        {
            "item": {
                "type": "text",
                "id": "where",
                "prompt": {"en": "Where?"},
                "long": False,
                "max_length": 40,
                "show_if": {"item": "looked_up", "equals": ["yes"]},
            }
        },
    ],
}


@pytest.fixture
def study(study: Study) -> Study:
    """The built-in study with a question in each period that another one depends on."""
    protocol = study.protocol.model_dump(mode="json")
    protocol["flow"]["period"].append(PAGE)
    return replace(study, protocol=Protocol.model_validate(protocol))


def test_a_question_left_empty_shows_nothing_whatever_was_said_in_the_period_before(
    flow: SessionFlow, respondent: Respondent, walk: Walk
) -> None:
    token, view = walk(0)
    view = to_lookups(flow, respondent, token, view)
    said = Submission(answers={"looked_up": "yes", "where": "An encyclopedia"})
    first = flow.submit(token, str(view.page_token), said)
    assert first.status == "saved"
    assert first.view is not None

    again = to_lookups(flow, respondent, token, first.view)
    assert flow.submit(token, str(again.page_token), Submission(answers={"looked_up": "yes"})).status == "invalid"
    assert flow.submit(token, str(again.page_token), Submission(answers={})).status == "saved"


def to_lookups(flow: SessionFlow, respondent: Respondent, token: str, view: View) -> View:
    while view.title != PAGE["title"]["en"]:
        view = advance(flow, respondent, token, view)
    return view
