"""What a participant was told is kept; what was not accepted changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from db import Database
from protocols import Study
from study_app.bots import Respondent
from study_app.bots._clock import SimulatedClock
from study_app.flow import Joined, SessionFlow, Submission, View
from tests.flow.conftest import advance, counts, events_of

Walk = Callable[[int], tuple[str, View]]


def test_a_landing_page_creates_nobody(flow: SessionFlow, database: Database) -> None:
    assert flow.landing().page_token is None
    assert counts(database)["participants"] == 0


def test_a_whole_session_ends_with_the_completion_code(flow: SessionFlow, walk: Walk, respondent: Respondent) -> None:
    token, view = walk(0)
    for _ in range(100):
        if view.kind == "end":
            break
        view = advance(flow, respondent, token, view)
    codes = [block.code for block in view.blocks if block.type == "code"]
    assert codes == [flow._study.protocol.completion.code]
    assert flow.view(token) == view


def test_nobody_is_allocated_before_the_first_case_is_asked_for(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(0)
    while view.progress is None or not view.progress.label.startswith("Case"):
        assert counts(database)["allocations"] == 0
        view = advance(flow, respondent, token, view)
    assert counts(database)["allocations"] == 1


def test_the_same_submit_twice_is_kept_once(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(3)
    submission, _ = respondent.answer(view)
    first = flow.submit(token, str(view.page_token), submission)
    before = counts(database)
    second = flow.submit(token, str(view.page_token), submission)
    assert (first.status, second.status) == ("saved", "repeated")
    assert second.view == first.view
    assert counts(database) == before


def test_other_answers_for_a_spent_token_change_nothing_but_are_known(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(3)
    submission, _ = respondent.answer(view)
    now = flow.submit(token, str(view.page_token), submission).view
    before = counts(database)
    other = submission.model_copy(update={"answers": dict.fromkeys(submission.answers, "prefer_not")})
    outcome = flow.submit(token, str(view.page_token), other)
    assert outcome.status == "conflict"
    assert outcome.view is not None
    assert now is not None
    assert outcome.view.page_token == now.page_token
    assert counts(database) == before | {"events": before["events"] + 1}


@pytest.mark.parametrize("damage", ["missing", "unknown_item", "outside", "wrong_kind"])
def test_an_unacceptable_answer_is_refused_with_a_message_at_the_item(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database, damage: str
) -> None:
    token, view = walk(4)
    while not any(item.type == "likert" for block in view.blocks if block.type == "items" for item in block.items):
        view = advance(flow, respondent, token, view)
    submission, _ = respondent.answer(view)
    item = next(iter(submission.answers))
    damaged = {
        "missing": {key: value for key, value in submission.answers.items() if key != item},
        "unknown_item": {**submission.answers, "nobody_asked": 1},
        "outside": {**submission.answers, item: 99},
        "wrong_kind": {**submission.answers, item: ("a", "b")},
    }[damage]
    before = counts(database)
    outcome = flow.submit(token, str(view.page_token), Submission(answers=damaged))
    assert outcome.status == "invalid"
    named = "nobody_asked" if damage == "unknown_item" else item
    assert outcome.errors.keys() == {named}
    assert counts(database) == before | {"events": before["events"] + 1}
    assert events_of(database, "refused_submit") == [{"reason": "answers", "items": [named]}]
    assert flow.view(token) == view


def test_a_token_of_another_session_is_refused(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    _, view = walk(2)
    stranger, _ = walk(2)
    submission, _ = respondent.answer(view)
    before = counts(database)
    assert flow.submit("nobody", str(view.page_token), submission).status == "unknown"
    assert counts(database) == before
    assert flow.submit(stranger, str(view.page_token), submission).status == "unknown"
    assert counts(database) == before | {"events": before["events"] + 1}
    assert events_of(database, "refused_submit") == [{"reason": "page"}]


def test_declining_ends_the_session_without_answers(flow: SessionFlow, walk: Walk, database: Database) -> None:
    token, view = walk(0)
    outcome = flow.submit(token, str(view.page_token), Submission(decision="decline"))
    assert outcome.view is not None
    assert outcome.view.kind == "end"
    assert counts(database)["responses"] == 0
    late = flow.submit(token, str(view.page_token), Submission(answers={"agreement": "agreed"}))
    assert late.status == "conflict"


def test_failed_checks_are_explained_and_then_end_the_session(
    flow: SessionFlow, walk: Walk, respondent: Respondent, study: Study
) -> None:
    check = next(page for page in study.protocol.flow.before if page.kind == "comprehension_check")
    token, view = walk(0)
    while view.title != check.title and view.title != check.title["en"]:  # type: ignore[index]
        view = advance(flow, respondent, token, view)
    right, _ = respondent.answer(view)
    items = {item.id: item for block in view.blocks if block.type == "items" for item in block.items}
    wrong = {key: next(o.value for o in items[key].options if o.value != value) for key, value in right.answers.items()}
    for attempt in range(1, check.max_attempts + 1):
        outcome = flow.submit(token, str(view.page_token), Submission(answers=wrong))
        assert outcome.status == "saved"
        assert outcome.view is not None
        if attempt < check.max_attempts:
            feedback = [i.wrong for block in outcome.view.blocks if block.type == "items" for i in block.items]
            assert all(feedback)
            assert outcome.view.page_token != view.page_token
        view = outcome.view
    assert view.kind == "end"
    assert check.code in {block.code for block in view.blocks if block.type == "code"}


def test_no_view_before_the_debrief_names_condition_or_truth(
    flow: SessionFlow, walk: Walk, respondent: Respondent, study: Study
) -> None:
    token, view = walk(0)
    forbidden = {"skingen", "ai_correct", "truth", "depicts", "s1", "s2", "s3", "s4", *study.protocol.design.case_sets}
    while view.kind == "page":
        if any(block.type == "reveal" for block in view.blocks):
            break
        words = set(_strings(json.loads(view.model_dump_json())))
        assert not words & forbidden, view.title
        view = advance(flow, respondent, token, view)
    assert any(block.type == "reveal" for block in view.blocks)


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() for text in [key, *_strings(part)]]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [value] if isinstance(value, str) else []


def test_a_reload_shows_the_same_page_under_the_same_token(flow: SessionFlow, walk: Walk) -> None:
    token, view = walk(5)
    assert flow.view(token) == view
    assert flow.view("nobody") is None


def test_each_arrival_is_someone_else(flow: SessionFlow) -> None:
    first, second = flow.join(), flow.join()
    assert isinstance(first, Joined)
    assert isinstance(second, Joined)
    assert first.token != second.token


def test_a_returning_recruit_goes_on_where_they_were(
    flow: SessionFlow, respondent: Respondent, database: Database
) -> None:
    joined = flow.join(recruitment=("prolific", "5f2a"))
    assert isinstance(joined, Joined)
    view = advance(flow, respondent, joined.token, joined.view)
    again = flow.join(recruitment=("prolific", "5f2a"))
    assert isinstance(again, Joined)
    assert again.view == view
    assert flow.view(joined.token) is None
    assert counts(database)["participants"] == 1


def test_whoever_began_on_an_older_version_finishes_on_it(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database, study: Study, clock: SimulatedClock
) -> None:
    token, view = walk(4)
    page = study.protocol.flow.after[0]
    shorter = study.protocol.flow.model_copy(update={"after": study.protocol.flow.after[1:]})
    changed = replace(study, protocol=study.protocol.model_copy(update={"flow": shorter, "version": "2.0"}))
    newer = database.write(lambda record: record.register_version(changed, "pilot", clock()))
    restarted = SessionFlow(database, newer, changed, mode="pilot", clock=clock)
    titles = []
    while view.kind == "page":
        view = advance(restarted, respondent, token, view)
        titles.append(view.title)
    assert page.title in titles or page.title["en"] in titles  # type: ignore[index]
