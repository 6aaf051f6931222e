"""Sequences: over a full set of them every case is seen equally often in each condition and period."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from protocols import Condition, Design, sequences
from protocols._checks import balance_of
from protocols._sequences import williams_rows


def design(kind: str, conditions: int, sets: int | None = None) -> Design:
    return Design(
        kind=kind,
        conditions=tuple(Condition(id=f"c{number}", title="C", shows=("answer",)) for number in range(conditions)),
        case_sets={f"set{number}": (f"case-{number}a", f"case-{number}b") for number in range(sets or conditions)},
    )


def test_two_conditions_give_both_orders_with_both_rotations() -> None:
    drawn = sequences(design("crossover", 2))
    assert [sequence.id for sequence in drawn] == ["s1", "s2", "s3", "s4"]
    assert {tuple(period.cells[0] for period in sequence.periods) for sequence in drawn} == {
        (("set0", "c0"), ("set1", "c1")),
        (("set0", "c1"), ("set1", "c0")),
        (("set1", "c0"), ("set0", "c1")),
        (("set1", "c1"), ("set0", "c0")),
    }


@pytest.mark.parametrize("conditions", range(2, 8))
def test_a_crossover_is_balanced_over_cases_conditions_and_periods(conditions: int) -> None:
    rows = balance_of(design("crossover", conditions))
    assert len(rows) == 2 * conditions**3
    assert len({row.sequences for row in rows}) == 1
    assert rows[0].sequences > 0


@pytest.mark.parametrize("conditions", range(2, 8))
def test_each_condition_follows_each_other_equally_often(conditions: int) -> None:
    rows = williams_rows(conditions)
    followed = Counter(pair for row in rows for pair in pairwise(row))
    assert len(followed) == conditions * (conditions - 1)
    assert len(set(followed.values())) == 1


@pytest.mark.parametrize("conditions", range(2, 7))
def test_within_shows_every_condition_in_one_period(conditions: int) -> None:
    drawn = sequences(design("within", conditions))
    assert len(drawn) == conditions
    assert all(len(sequence.periods) == 1 and len(sequence.periods[0].cells) == conditions for sequence in drawn)
    assert {row.sequences for row in balance_of(design("within", conditions))} == {1}


def test_between_has_one_sequence_a_condition_with_all_cases() -> None:
    drawn = sequences(design("between", 3, sets=2))
    assert [sequence.periods[0].cells for sequence in drawn] == [
        (("set0", condition), ("set1", condition)) for condition in ("c0", "c1", "c2")
    ]


@pytest.mark.parametrize("kind", ["within", "crossover"])
def test_too_few_case_sets_are_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="as many case sets as conditions: 3"):
        sequences(design(kind, 3, sets=2))


def test_a_single_design_has_one_sequence_with_all_cases() -> None:
    drawn = sequences(design("single", 1, sets=2))
    assert [sequence.periods[0].cells for sequence in drawn] == [(("set0", "c0"), ("set1", "c0"))]
    assert {row.sequences for row in balance_of(design("single", 1, sets=2))} == {1}


@pytest.mark.parametrize(("kind", "conditions"), [("single", 2), ("between", 1), ("within", 1), ("crossover", 1)])
def test_only_a_single_design_has_one_condition(kind: str, conditions: int) -> None:
    with pytest.raises(ValueError, match=r"a single design has one condition|compares two conditions or more"):
        design(kind, conditions)
