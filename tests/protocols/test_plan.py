"""Plans: a pure function of study, sequence and seed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocols import Planner, Study, plan, sequences

seeds = st.binary(min_size=1, max_size=40)
any_study = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def test_pages_come_in_the_declared_order(study: Study) -> None:
    first = sequences(study.protocol.design)[0]
    pages = [page.id for page in plan(study, first, b"seed").pages]
    assert pages[:6] == ["consent", "about", "trained", "check", "practice.final", "p1.t01.first"]
    assert pages[6:9] == ["p1.t01.final", "p1.t02.first", "p1.t02.final"]
    assert pages[17:21] == ["p1.block", "p1.rest", "p2.t07.first", "p2.t07.final"]
    assert pages[-2:] == ["p2.block", "debrief"]


def test_orders_are_the_same_on_any_machine(study: Study) -> None:
    # Derived a second time from `docs/allocation.md` with hmac and hashlib alone. A change breaks running sessions.
    drawn = plan(study, sequences(study.protocol.design)[0], b"seed")
    assert [page.case for page in drawn.pages if page.step == "first"] == [
        *("case-a1", "case-a6", "case-a4", "case-a5", "case-a2", "case-a3"),
        *("case-b1", "case-b5", "case-b3", "case-b4", "case-b6", "case-b2"),
    ]
    assert [item.id for item in drawn.page("p1.block").items] == [
        *("mood_tense", "mood_calm", "mood_load", "mood_long"),
        "attention",
    ]
    assert next(item for item in drawn.page("about").items if item.id == "devices").options == (
        "computer",
        "tablet",
        "phone",
    )


def test_hash_randomization_does_not_change_a_plan(study: Study) -> None:
    code = (
        "import sys; from protocols import load_study, plan, sequences;"
        "study = load_study(sys.argv[1]);"
        "print(repr(plan(study, sequences(study.protocol.design)[2], b'seed')))"
    )
    assert study.folder is not None
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, str(study.folder)],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert printed == {repr(plan(study, sequences(study.protocol.design)[2], b"seed")) + "\n"}


@any_study
@given(seed=seeds, number=st.integers(0, 3))
def test_pages_before_allocation_are_the_same_with_and_without_a_sequence(
    study: Study, seed: bytes, number: int
) -> None:
    open_plan = plan(study, None, seed)
    whole = plan(study, sequences(study.protocol.design)[number], seed)
    assert open_plan.allocate_at == whole.allocate_at == len(open_plan.pages)
    assert whole.pages[: whole.allocate_at] == open_plan.pages


def test_no_session_changes_the_plan_of_another(study: Study) -> None:
    planner = Planner(study)
    asked = [(sequence, bytes([seed])) for seed in range(12) for sequence in (None, *sequences(study.protocol.design))]
    together = [planner.plan(sequence, seed) for sequence, seed in asked]
    assert together == [plan(study, sequence, seed) for sequence, seed in asked]
    items = [item for drawn in together for page in drawn.pages for item in page.items]
    orders = {(item.id, item.options) for item in items}
    assert len(orders) > len({item for item, _ in orders})
    blocks = {tuple(item.id for item in drawn.page("p1.block").items) for drawn in together if drawn.sequence}
    assert len(blocks) > 1


@any_study
@given(seed=seeds, number=st.integers(0, 3))
def test_every_case_is_seen_once_in_its_cell(study: Study, seed: bytes, number: int) -> None:
    sequence = sequences(study.protocol.design)[number]
    pages = [page for page in plan(study, sequence, seed).pages if page.step == "first"]
    seen = {(page.case, page.condition, page.period) for page in pages}
    promised = {
        (case, condition, period.number)
        for period in sequence.periods
        for case_set, condition in period.cells
        for case in study.protocol.design.case_sets[case_set]
    }
    assert seen == promised
    assert [page.position for page in pages] == list(range(1, 13))


@any_study
@given(seed=seeds, number=st.integers(0, 3))
def test_page_names_are_unique_and_equal_in_every_sequence(study: Study, seed: bytes, number: int) -> None:
    drawn = plan(study, sequences(study.protocol.design)[number], seed)
    names = [page.id for page in drawn.pages]
    assert max(Counter(names).values()) == 1
    assert names == [page.id for page in plan(study, sequences(study.protocol.design)[0], b"other").pages]


def test_seeds_give_different_orders(study: Study) -> None:
    first = sequences(study.protocol.design)[0]
    orders = {
        tuple(page.case for page in plan(study, first, bytes([seed])).pages if page.step == "first")
        for seed in range(50)
    }
    assert len(orders) == 50


def test_each_case_comes_at_each_place_about_equally_often(study: Study) -> None:
    first = sequences(study.protocol.design)[0]
    places = Counter(
        (page.case, page.position)
        for seed in range(600)
        for page in plan(study, first, seed.to_bytes(2, "big")).pages
        if page.step == "first" and page.period == 1
    )
    assert len(places) == 36
    assert all(60 < count < 145 for count in places.values())  # 100 expected, standard deviation 9


def test_a_fixed_case_order_is_kept(study: Study) -> None:
    design = study.protocol.design.model_copy(update={"case_order": "fixed"})
    fixed = replace(study, protocol=study.protocol.model_copy(update={"design": design}))
    pages = plan(fixed, sequences(design)[0], b"seed").pages
    assert [page.case for page in pages if page.step == "first"] == [
        *study.protocol.design.case_sets["one"],
        *study.protocol.design.case_sets["two"],
    ]


def test_items_keep_their_order_over_periods(study: Study) -> None:
    drawn = plan(study, sequences(study.protocol.design)[0], b"seed")
    assert drawn.page("p1.block").items == drawn.page("p2.block").items


def test_the_ai_is_named_by_the_period_whatever_the_condition(study: Study) -> None:
    for sequence in sequences(study.protocol.design):
        pages = plan(study, sequence, b"seed").pages
        assert {page.label for page in pages if page.period == 1} == {0}
        assert {page.label for page in pages if page.period == 2} == {1}
        assert {page.label for page in pages if page.period is None} == {None}


def test_judgements_offer_the_options_of_the_case_in_their_fixed_order(study: Study) -> None:
    drawn = plan(study, None, b"seed").page("practice.final")
    judgement, _, keyed, _ = drawn.items
    assert judgement.options == study.stimuli.case("case-p1").options
    assert keyed.options == ("a", "b", "c")
    assert (drawn.position, drawn.condition, drawn.case) == (0, None, "case-p1")


def test_within_and_between_show_all_cases_in_one_period(study: Study) -> None:
    for kind, conditions_seen in (("within", 2), ("between", 1)):
        design = study.protocol.design.model_copy(update={"kind": kind, "labels": ()})
        other = replace(study, protocol=study.protocol.model_copy(update={"design": design}))
        pages = plan(other, sequences(design)[0], b"seed").pages
        cases = [page for page in pages if page.step == "first"]
        assert len(cases) == 12
        assert len({page.condition for page in cases}) == conditions_seen
        assert {page.label for page in pages} == {None}
        assert not any(page.kind == "break" for page in pages)
