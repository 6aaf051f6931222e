"""A case that may upset can be skipped on its first page, alike in every condition, and is kept as skipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import Database, frames
from protocols import Study
from study_app.bots import Respondent
from study_app.flow import SessionFlow, Submission, View
from study_app.flow._submission import PageTiming, Timings
from tests.flow.conftest import advance, counts

Walk = Callable[[int], tuple[str, View]]
SKIP = Submission(decision="skip", timings=Timings(page=PageTiming(duration_ms=900)))


def is_skippable(view: View) -> bool:
    return any(block.type == "photo" and block.skip == "Skip this case" for block in view.blocks)


def photo_of(view: View) -> str | None:
    return next((block.picture.src for block in view.blocks if block.type == "photo"), None)


@pytest.fixture
def at_the_veil(flow: SessionFlow, walk: Walk, respondent: Respondent) -> tuple[str, View]:
    """A session that stands before its first veil."""
    token, view = walk(0)
    while not is_skippable(view):
        view = advance(flow, respondent, token, view)
    return token, view


def skip(flow: SessionFlow, token: str, view: View) -> View:
    assert view.page_token is not None
    outcome = flow.submit(token, view.page_token, SKIP)
    assert outcome.status == "saved"
    assert outcome.view is not None
    return outcome.view


def test_a_skipped_case_is_followed_by_the_next_one(flow: SessionFlow, at_the_veil: tuple[str, View]) -> None:
    token, view = at_the_veil
    after = skip(flow, token, view)
    assert view.progress is not None
    assert after.progress is not None
    assert after.title == view.title == "What do you think it is?"
    assert photo_of(after) not in (None, photo_of(view))


def test_a_skip_sent_twice_is_kept_once(flow: SessionFlow, database: Database, at_the_veil: tuple[str, View]) -> None:
    token, view = at_the_veil
    skip(flow, token, view)
    before = counts(database)
    again = flow.submit(token, str(view.page_token), SKIP)
    assert again.status == "repeated"
    assert counts(database) == before


def test_no_other_page_can_be_skipped(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(1)
    offered = 0
    while view.kind == "page":
        if is_skippable(view):
            offered += 1
        else:
            before = counts(database)
            refused = flow.submit(token, str(view.page_token), SKIP)
            assert refused.status == "invalid", view.title
            after = counts(database)
            assert (after["pages"], after["responses"]) == (before["pages"], before["responses"])
        view = advance(flow, respondent, token, view)
    assert offered == 2


def test_a_session_with_skips_ends_with_the_code_and_an_export_that_tells_them(
    flow: SessionFlow, walk: Walk, respondent: Respondent, study: Study, database: Database
) -> None:
    sensitive = {case.id for case in study.stimuli.cases if case.sensitive}
    token, view = walk(0)
    while view.kind == "page":
        view = skip(flow, token, view) if is_skippable(view) else advance(flow, respondent, token, view)
    assert any(block.type == "code" for block in view.blocks)
    tables = frames(database, "skingen", "pilot")
    trials = tables["trials"]
    assert len(trials) == 12
    assert set(trials.loc[trials["skipped"], "case"]) == sensitive
    assert set(trials.loc[trials["skipped"], "condition"]) == {"text", "skingen"}
    assert (
        trials.loc[trials["skipped"], ["first_judgement", "final_judgement", "duration_seconds"]].isna().all(axis=None)
    )
    assert trials.loc[~trials["skipped"], ["first_judgement", "final_judgement"]].notna().all(axis=None)
    of_skipped = tables["responses"][tables["responses"]["case"].isin(sensitive)]
    assert set(of_skipped["missing"]) == {"skipped"}
    assert list(of_skipped["item"]) == ["first_judgement", "first_confidence"] * 2
    assert len(tables["timings"].query("measure == 'duration' and milliseconds == 900")) == 2


def test_a_skipped_case_stays_under_its_veil_in_the_debrief(
    flow: SessionFlow, walk: Walk, respondent: Respondent
) -> None:
    token, view = walk(0)
    while not any(block.type == "reveal" for block in view.blocks):
        view = skip(flow, token, view) if is_skippable(view) else advance(flow, respondent, token, view)
    (reveal,) = (block for block in view.blocks if block.type == "reveal")
    assert [line.veil_button for line in reveal.cases if line.veil_button] == ["Show the picture"] * 2
