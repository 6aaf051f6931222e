"""Withdrawal at any time, also after the end: what was asked for happens, and the last screen says what is true."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db import Database
from db.tables import Base
from protocols import Study
from study_app.bots import Respondent
from study_app.flow import Joined, SessionFlow, Submission, View
from study_app.flow._words import words
from tests.databases import only
from tests.flow.conftest import advance, counts, statuses

Walk = Callable[[int], tuple[str, View]]
FREE_TEXT = "words that nobody else would ever write"


def to_the_end(flow: SessionFlow, respondent: Respondent, token: str, view: View) -> View:
    while view.kind == "page":
        view = advance(flow, respondent, token, view)
    return view


def buttons(view: View) -> dict[str, str]:
    return {key: view.words[key] for key in ("withdraw", "withdraw_keep", "withdraw_erase")}


def test_erasure_leaves_the_ledger_row_alone(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(0)
    while view.progress is None or not view.progress.label.startswith("Case 2"):
        view = advance(flow, respondent, token, view)
    last = flow.withdraw(token, erase=True)
    assert last is not None
    assert (last.kind, last.withdraw) == ("end", False)
    revealed = [case for block in last.blocks if block.type == "reveal" for case in block.cases]
    assert [case.number for case in revealed] == [1, 2]
    assert flow.image(token, revealed[0].picture.src.rsplit("/", 1)[-1]) is not None
    after = counts(database)
    assert (after["responses"], after["pages"], after["timings"], after["events"]) == (0, 0, 0, 0)
    assert after["allocations"] == 1
    gone = flow.submit(token, str(view.page_token), Submission())
    assert gone.status == "gone"


@only("sqlite", because="what PostgreSQL's files hold is for its vacuum")
def test_no_table_and_no_byte_holds_anything_of_an_erased_person(
    flow: SessionFlow, respondent: Respondent, database: Database
) -> None:
    joined = flow.join(recruitment=("prolific", "5f2a-the-person"))
    assert isinstance(joined, Joined)
    page_tokens, written, view = [], False, joined.view
    while view.kind == "page":
        page_tokens.append(str(view.page_token))
        submission, _ = respondent.answer(view)
        items = [item for block in view.blocks if block.type == "items" for item in block.items]
        text = {item.id: FREE_TEXT for item in items if item.type == "text"}
        written |= bool(text)
        submission = submission.model_copy(update={"answers": submission.answers | text})
        outcome = flow.submit(joined.token, page_tokens[-1], submission)
        assert outcome.view is not None
        view = outcome.view
    assert written
    personal = [FREE_TEXT, "5f2a-the-person", joined.token, *page_tokens]
    stored = [FREE_TEXT, "5f2a-the-person", *page_tokens]
    assert [word for word in stored if word.encode() not in _bytes(database)] == []
    last = flow.withdraw(joined.token, erase=True)
    assert last is not None
    assert [word for word in personal if word.encode() in _bytes(database)] == []
    with database._engine.connect() as connection:
        for table in Base.metadata.tables.values():
            if "participant_id" in table.c:
                assert connection.execute(table.select()).all() == [], table.name
        cells = [
            cell
            for table in Base.metadata.tables.values()
            for row in connection.execute(table.select())
            for cell in row
        ]
    assert [word for word in personal if any(word in str(cell) for cell in cells)] == []


def _bytes(database: Database) -> bytes:
    file = Path(str(database.url.database))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def test_whoever_completed_can_still_have_everything_erased_and_keeps_the_code(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database, study: Study
) -> None:
    token, view = walk(0)
    end = to_the_end(flow, respondent, token, view)
    assert end.withdraw
    assert buttons(end) == {
        "withdraw": words("en")["late_withdraw"],
        "withdraw_keep": words("en")["late_withdraw_keep"],
        "withdraw_erase": words("en")["late_withdraw"],
    }
    last = flow.withdraw(token, erase=True)
    assert last is not None
    assert [block.code for block in last.blocks if block.type == "code"] == [study.protocol.completion.code]
    assert (counts(database)["responses"], statuses(database)) == (0, ["withdrawn"])


def test_keeping_the_answers_after_the_end_changes_nothing(
    flow: SessionFlow, walk: Walk, respondent: Respondent, database: Database
) -> None:
    token, view = walk(0)
    end = to_the_end(flow, respondent, token, view)
    assert flow.withdraw(token, erase=False) == end
    assert statuses(database) == ["completed"]


def test_whoever_stopped_and_kept_the_answers_can_erase_them_later(
    flow: SessionFlow, walk: Walk, database: Database
) -> None:
    token, _ = walk(4)
    kept = flow.withdraw(token, erase=False)
    assert kept is not None
    assert kept.withdraw
    assert counts(database)["responses"] > 0
    assert flow.view(token) == kept
    flow.withdraw(token, erase=True)
    assert counts(database)["responses"] == 0


def test_erasing_twice_says_the_same_twice(flow: SessionFlow, walk: Walk, database: Database) -> None:
    token, view = walk(3)
    first = flow.withdraw(token, erase=True)
    assert first is not None
    for again in (flow.withdraw(token, erase=True), flow.withdraw(token, erase=False), flow.view(token)):
        assert again is not None
        assert (again.title, again.withdraw) == (first.title, False)
    assert flow.submit(token, str(view.page_token), Submission()).status == "gone"
    assert flow.withdraw("nobody", erase=True) is None


def test_whoever_leaves_before_the_first_case_is_told_nothing_about_it(flow: SessionFlow, walk: Walk) -> None:
    token, _ = walk(3)
    last = flow.withdraw(token, erase=False)
    assert last is not None
    assert not [block for block in last.blocks if block.type == "reveal"]
    assert flow.view(token) == last


def test_the_debrief_offers_to_erase_the_answers_until_they_are_erased(
    flow: SessionFlow, walk: Walk, respondent: Respondent
) -> None:
    token, view = walk(0)
    while not any(block.type == "reveal" for block in view.blocks):
        view = advance(flow, respondent, token, view)
    kept = flow.withdraw(token, erase=False)
    erased = flow.withdraw(token, erase=True)
    offer = words("en")["erasure_offer"]
    assert kept is not None
    assert erased is not None
    assert [offer in one.model_dump_json(include={"blocks"}) for one in (view, kept, erased)] == [True, True, False]
    assert any(block.type == "reveal" for block in erased.blocks)


@pytest.mark.parametrize("language", ["en", "de", "es", "zh"])
def test_the_debrief_never_names_a_button_that_may_not_be_there(study: Study, language: str) -> None:
    interface = words(language)
    for name in ("withdraw", "late_withdraw"):
        assert interface[name] not in study.texts[language]["debrief"]
