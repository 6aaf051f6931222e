"""Minimization: the declared measure, an honest coin, every draw from its own stream."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import Allocation, Allocator
from protocols._minimization import minimized

SEQUENCES = ("s1", "s2", "s3")


def allocation(**minimization: object) -> Allocation:
    factors = [
        {"item": "training", "levels": {"yes": ["yes"], "no": ["no"]}, "weight": 3},
        {"item": "age", "levels": {"young": [1], "old": [2]}},
    ]
    return Allocation.model_validate(
        {"method": "minimization", "strata": factors, "target": 10, "minimization": minimization}
    )


def counts(training: tuple[int, int, int], age: tuple[int, int, int]) -> list[dict[str, int]]:
    return [dict(zip(SEQUENCES, numbers, strict=True)) for numbers in (training, age)]


@pytest.mark.parametrize(
    ("measure", "training", "age", "best"),
    [
        # Ranges left by s1, s2, s3: training 2 0 2 (times 3), age 1 3 2.
        ("range", (2, 1, 2), (0, 2, 1), "s2"),
        # Variances left, times nine: training 6 0 6 (times 3), age 2 14 8.
        ("variance", (2, 1, 2), (0, 2, 1), "s2"),
        # Training ties s1 and s2 (14 14 32), age tips it (8 14 26).
        ("variance", (0, 0, 3), (2, 3, 5), "s1"),
        # The heavier factor decides (2 2 0) against the lighter one (1 1 2).
        ("range", (4, 4, 3), (0, 0, 1), "s3"),
    ],
)
def test_the_sequence_that_leaves_the_least_imbalance_is_preferred(
    measure: str, training: tuple[int, int, int], age: tuple[int, int, int], best: str
) -> None:
    certain = allocation(imbalance=measure, probability=1.0)
    drawn = {minimized(bytes([key]), 7, counts(training, age), SEQUENCES, certain) for key in range(30)}
    assert drawn == {best}


def test_ties_are_broken_at_random_and_the_coin_favours_one_of_the_best() -> None:
    # s1 and s2 tie: each is preferred half of the time, kept with 0.7, else one of the two others.
    drawn = Counter(
        minimized(b"key", number, counts((0, 0, 1), (0, 0, 1)), SEQUENCES, allocation(probability=0.7))
        for number in range(20_000)
    )
    assert drawn["s1"] / drawn.total() == pytest.approx(0.7 / 2 + 0.3 / 4, abs=0.012)
    assert drawn["s2"] / drawn.total() == pytest.approx(0.7 / 2 + 0.3 / 4, abs=0.012)
    assert drawn["s3"] / drawn.total() == pytest.approx(0.3 / 2, abs=0.012)


def test_without_a_difference_every_sequence_is_equally_likely() -> None:
    drawn = Counter(
        minimized(b"key", number, counts((1, 1, 1), (2, 2, 2)), SEQUENCES, allocation(probability=0.9))
        for number in range(12_000)
    )
    assert all(count / drawn.total() == pytest.approx(1 / 3, abs=0.015) for count in drawn.values())


def test_a_single_open_sequence_needs_no_coin() -> None:
    only = minimized(b"key", 1, [{"s2": 4}, {"s2": 9}], ("s2",), allocation(probability=0.5))
    assert only == "s2"


@given(st.binary(min_size=1, max_size=32), st.lists(st.sampled_from(["yes;old", "yes;young", "no;old"]), max_size=40))
def test_with_a_certain_coin_two_sequences_never_differ_by_more_than_one_in_the_heavier_factor(
    secret: bytes, arrivals: list[str]
) -> None:
    always_best = allocation(probability=1.0)
    allocator = Allocator(secret, always_best, ("s1", "s2"), limited=False)
    taken = Counter[tuple[int, str, str]]()
    for arrival in arrivals:
        training, age = arrival.split(";")
        slot = allocator.next_slot(f"training={training};age={age}")
        assert slot is not None
        allocator.take(slot)
        taken.update([(0, training, slot.sequence)])
        assert abs(taken[0, training, "s1"] - taken[0, training, "s2"]) <= 1
