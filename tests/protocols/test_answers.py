"""Answers: one rule for the server and the bots about what may be stored and what is shown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import (
    PREFER_NOT,
    LikertItem,
    PlannedItem,
    PlannedPage,
    Study,
    allowed_values,
    item_of,
    keyed_question,
    page_is_shown,
    plan,
    sequences,
    validate_answer,
    visible_items,
)


def page(study: Study, page_id: str) -> PlannedPage:
    return plan(study, sequences(study.protocol.design)[0], b"seed").page(page_id)


def item(planned_page: PlannedPage, item_id: str) -> PlannedItem:
    return next(planned for planned in planned_page.items if planned.id == item_id)


@pytest.mark.parametrize(
    ("page_id", "item_id", "value", "problem"),
    [
        ("p1.block", "mood_calm", 1, None),
        ("p1.block", "mood_calm", 5, None),
        ("p1.block", "mood_calm", 0, "not_an_option"),
        ("p1.block", "mood_calm", 6, "not_an_option"),
        ("p1.block", "mood_calm", "3", "not_an_option"),
        ("p1.block", "mood_calm", 3.0, "not_an_option"),
        ("p1.block", "mood_calm", True, "not_an_option"),
        ("p1.block", "mood_calm", [3], "not_an_option"),
        ("p1.block", "mood_calm", None, "required"),
        ("p1.block", "mood_calm", PREFER_NOT, None),
        ("p1.block", "mood_long", 0, None),
        ("p1.block", "mood_long", 100, None),
        ("p1.block", "mood_long", 25, "not_an_option"),
        ("p1.t01.final", "final_judgement", "eczema", None),
        ("p1.t01.final", "final_judgement", "naevus", "not_an_option"),
        ("p1.t01.final", "final_judgement", PREFER_NOT, "not_an_option"),
        ("p1.t01.final", "final_confidence", 70, None),
        ("p1.t01.final", "final_confidence", 75, "not_an_option"),
        ("p1.t01.final", "final_confidence", 110, "not_an_option"),
        ("p1.t01.final", "keyed", "b", None),
        ("p1.t01.final", "keyed", "d", "not_an_option"),
        ("about", "training", "yes", None),
        ("about", "training", "maybe", "not_an_option"),
        ("about", "training", ["yes"], "not_an_option"),
        ("about", "training", {"yes": 1}, "not_an_option"),
        ("about", "training_kind", "Nursing", None),
        ("about", "training_kind", "x" * 20, None),
        ("about", "training_kind", "x" * 21, "too_long"),
        ("about", "training_kind", " \n ", "required"),
        ("about", "training_kind", 7, "not_an_option"),
        ("about", "years", 3, None),
        ("about", "years", 3.0, None),
        ("about", "years", 0, None),
        ("about", "years", 60.5, "out_of_range"),
        ("about", "years", -1, "out_of_range"),
        ("about", "years", 2.5, "not_whole"),
        ("about", "years", "3", "not_a_number"),
        ("about", "years", True, "not_a_number"),
        ("about", "years", float("nan"), "not_a_number"),
        ("about", "years", float("inf"), "out_of_range"),
        ("about", "years", None, None),
        ("about", "devices", ["phone", "tablet"], None),
        ("about", "devices", ("phone",), None),
        ("about", "devices", ["phone", "phone"], "not_an_option"),
        ("about", "devices", ["phone", "watch"], "not_an_option"),
        ("about", "devices", ["phone", ["tablet"]], "not_an_option"),
        ("about", "devices", "phone", "not_an_option"),
        ("about", "devices", [], "required"),
        ("about", "devices", PREFER_NOT, None),
    ],
)
def test_an_answer_is_judged(study: Study, page_id: str, item_id: str, value: object, problem: str | None) -> None:
    on_page = page(study, page_id)
    assert validate_answer(study, on_page, item(on_page, item_id), value) == problem


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
        max_leaves=5,
    )
)
def test_no_value_whatever_raises(study: Study, value: object) -> None:
    for page_id in ("about", "p1.block", "p1.t01.final"):
        on_page = page(study, page_id)
        for planned in on_page.items:
            validate_answer(study, on_page, planned, value)


def test_every_allowed_value_is_accepted(study: Study) -> None:
    for on_page in plan(study, sequences(study.protocol.design)[0], b"seed").pages:
        for planned in on_page.items:
            for value in allowed_values(item_of(study, on_page, planned), planned) or ():
                answer = [value] if planned.id == "devices" else value
                assert validate_answer(study, on_page, planned, answer) is None


def test_an_item_comes_with_the_scale_of_its_instrument(study: Study) -> None:
    block = page(study, "p1.block")
    calm, load, long = (item_of(study, block, item(block, name)) for name in ("mood_calm", "mood_load", "mood_long"))
    assert isinstance(calm, LikertItem)
    assert isinstance(load, LikertItem)
    assert isinstance(long, LikertItem)
    assert (calm.points, calm.labels) == (5, ("Low", "High"))
    assert (load.points, load.labels) == (5, ("Light", "Heavy"))
    assert (long.points, long.first, long.step) == (3, 0, 50)


def test_a_keyed_item_comes_with_the_question_of_its_case(study: Study) -> None:
    final = page(study, "p1.t01.final")
    assert final.case is not None
    assert item_of(study, final, item(final, "keyed")).prompt == f"Question {final.case}?"
    assert keyed_question(study, final).id == f"{final.case}-q"


def test_an_item_of_another_page_is_refused(study: Study) -> None:
    with pytest.raises(KeyError, match="does not ask item 'mood_calm'"):
        item_of(study, page(study, "about"), PlannedItem("mood_calm", "mood", None))


def visible(study: Study, answers: dict[str, object]) -> list[str]:
    return [planned.id for planned in visible_items(page(study, "about"), study, answers)]  # type: ignore[arg-type]


def test_an_answer_on_the_same_page_shows_an_item(study: Study) -> None:
    assert "training_kind" in visible(study, {"training": "yes"})
    for answer in ("no", PREFER_NOT, None):
        assert "training_kind" not in visible(study, {"training": answer})
    assert "training_kind" not in visible(study, {})


def test_an_answer_on_an_earlier_page_shows_a_page(study: Study) -> None:
    assert page_is_shown(page(study, "trained"), study, {"training": "yes"})
    assert not page_is_shown(page(study, "trained"), study, {"training": "no"})
    assert not page_is_shown(page(study, "trained"), study, {})
    assert page_is_shown(page(study, "about"), study, {})
