"""The allocator: targets, quotas and vacated slots, for any design, method and order of arrivals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from protocols import Allocation, Allocator, Slot, imbalance_bound, strata_of

KEY = bytes(range(32))


def names(count: int) -> tuple[str, ...]:
    return tuple(f"s{number}" for number in range(1, count + 1))


def declared(**fields: Any) -> Allocation:
    """Two strata, blocks of 2 and 4, target 8; keywords replace fields."""
    training = {"item": "training", "levels": {"yes": ["yes"], "no": ["no"]}}
    return Allocation.model_validate({"block_sizes": [2, 4], "strata": [training], "target": 8} | fields)


@dataclass
class Recruitment:
    """A study while it recruits: who came, which slots they got, who left."""

    allocator: Allocator
    slots: list[Slot]
    vacated: list[int]
    turned_away: int = 0

    @classmethod
    def of(cls, allocation: Allocation, sequences: int = 2) -> Recruitment:
        return cls(Allocator(KEY, allocation, names(sequences), limited=True), [], [])

    def arrive(self, stratum: str) -> Slot | None:
        slot = self.allocator.next_slot(stratum, self.vacated)
        assert self.allocator.has_place(stratum, self.vacated) == (slot is not None)
        if slot is None:
            self.turned_away += 1
        else:
            self.allocator.take(slot)
            self.slots.append(slot)
        return slot

    def leave(self, number: int) -> None:
        self.vacated.append(number)


@st.composite
def recruitments(draw: st.DrawFn) -> tuple[Allocation, int, Recruitment]:
    """Any allocation, and a study in which people came and left in any order."""
    sequences = draw(st.integers(2, 4))
    factors = [
        {"item": f"f{factor}", "levels": {f"l{level}": [level] for level in range(draw(st.integers(2, 3)))}}
        | {"weight": draw(st.integers(1, 5))}
        for factor in range(draw(st.integers(0, 2)))
    ]
    methods = ["permuted_blocks", "simple"] + (["minimization"] if factors else [])
    target = draw(st.integers(1, 30))
    fields: dict[str, Any] = {
        "method": draw(st.sampled_from(methods)),
        "block_sizes": [sequences * size for size in draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))],
        "strata": factors,
        "target": target,
        "vacated": draw(st.sampled_from(["keep", "replace"])),
        "minimization": {"imbalance": draw(st.sampled_from(["range", "variance"])), "probability": 0.75},
    }
    if draw(st.booleans()):
        fields["target_per_sequence"] = -(-target // sequences) + draw(st.integers(0, 3))
    strata = strata_of(Allocation.model_validate(fields))
    fields["quotas"] = draw(st.dictionaries(st.sampled_from(strata), st.integers(1, 12)))
    allocation = Allocation.model_validate(fields)
    recruitment = Recruitment.of(allocation, sequences)
    for stratum, leaver in draw(st.lists(st.tuples(st.sampled_from(strata), st.integers(0, 8)), max_size=60)):
        recruitment.arrive(stratum)
        staying = [n for n in range(1, len(recruitment.slots) + 1) if n not in recruitment.vacated]
        if leaver < len(staying):
            recruitment.leave(staying[leaver])
    return allocation, sequences, recruitment


@given(recruitments())
def test_no_target_and_no_quota_is_ever_exceeded(made: tuple[Allocation, int, Recruitment]) -> None:
    allocation, _, recruitment = made
    regular = [slot for slot in recruitment.slots if slot.replaces is None]
    assert len(regular) <= allocation.target
    in_stratum = Counter(slot.stratum for slot in regular)
    assert all(in_stratum[stratum] <= quota for stratum, quota in allocation.quotas.items())
    most = allocation.target_per_sequence
    assert most is None or all(count <= most for count in Counter(slot.sequence for slot in regular).values())


@given(recruitments())
def test_within_a_stratum_two_sequences_never_differ_by_more_than_the_bound(
    made: tuple[Allocation, int, Recruitment],
) -> None:
    allocation, sequences, recruitment = made
    bound = imbalance_bound(allocation, sequences)
    assert (bound is None) == (allocation.method != "permuted_blocks")
    if bound is None:
        return
    if allocation.target_per_sequence is None:
        assert bound == max(allocation.block_sizes) // sequences
    counts = Counter((slot.stratum, slot.sequence) for slot in recruitment.slots if slot.replaces is None)
    for stratum in strata_of(allocation):
        taken = [counts[stratum, name] for name in names(sequences)]
        assert max(taken) - min(taken) <= bound


@given(recruitments())
def test_a_slot_is_replaced_once_in_its_stratum_and_by_its_sequence(
    made: tuple[Allocation, int, Recruitment],
) -> None:
    allocation, sequences, recruitment = made
    replaced = [slot for slot in recruitment.slots if slot.replaces is not None]
    originals = [slot.replaces for slot in replaced if slot.replaces is not None]
    assert len(originals) == len(set(originals))
    assert allocation.vacated == "replace" or not originals
    for slot, number in zip(replaced, originals, strict=True):
        original = recruitment.slots[number - 1]
        assert number in recruitment.vacated
        assert (slot.stratum, slot.sequence) == (original.stratum, original.sequence)
    rounds = [slot for slot in recruitment.slots if slot.put_up]
    assert all(len(slot.put_up) >= sequences and slot.put_up[0] == slot.replaces for slot in rounds)
    put_up = [number for slot in rounds for number in slot.put_up]
    assert len(put_up) == len(set(put_up))


@given(recruitments())
def test_the_same_list_comes_out_when_it_is_replayed(made: tuple[Allocation, int, Recruitment]) -> None:
    allocation, sequences, recruitment = made
    replay = Allocator(KEY, allocation, names(sequences), limited=True)
    for slot in recruitment.slots:
        assert replay.next_slot(slot.stratum, slot.put_up) == slot
        replay.take(slot)


def test_a_full_study_turns_everybody_away() -> None:
    study = Recruitment.of(declared(target=3))
    assert [study.arrive("training=no") is None for _ in range(5)] == [False, False, False, True, True]
    assert not study.allocator.has_place()


def test_a_full_stratum_turns_away_its_own_people_only() -> None:
    study = Recruitment.of(declared(quotas={"training=no": 2}))
    assert [study.arrive("training=no") is None for _ in range(3)] == [False, False, True]
    assert study.allocator.has_place()
    assert study.arrive("training=yes") is not None


def test_sequences_end_exactly_even_when_each_has_a_target() -> None:
    study = Recruitment.of(declared(block_sizes=[8], target=12, target_per_sequence=6, quotas={"training=no": 7}))
    for number in range(20):
        study.arrive("training=no" if number % 2 else "training=yes")
    assert Counter(slot.sequence for slot in study.slots) == {"s1": 6, "s2": 6}
    uneven = Recruitment.of(declared(block_sizes=[8], target=12, quotas={"training=no": 7}))
    for number in range(20):
        uneven.arrive("training=no" if number % 2 else "training=yes")
    assert Counter(slot.sequence for slot in uneven.slots) != {"s1": 6, "s2": 6}


def test_vacated_slots_wait_until_the_regular_ones_are_taken_and_are_as_many_as_the_sequences() -> None:
    study = Recruitment.of(declared(target=4, vacated="replace"))
    study.arrive("training=no")
    study.leave(1)
    for _ in range(3):
        assert study.arrive("training=no").replaces is None  # type: ignore[union-attr]
    assert study.arrive("training=no") is None
    study.leave(2)
    first, second = study.arrive("training=no"), study.arrive("training=no")
    assert first is not None
    assert second is not None
    assert sorted(first.put_up) == [1, 2]
    assert (first.replaces, second.replaces) == first.put_up
    assert second.put_up == ()
    assert study.arrive("training=no") is None


def test_the_order_of_vacated_slots_does_not_follow_the_order_of_leaving() -> None:
    orders = set()
    for key in range(40):
        allocator = Allocator(bytes([key]), declared(target=4, vacated="replace"), names(2), limited=True)
        for _ in range(4):
            slot = allocator.next_slot("training=no")
            assert slot is not None
            allocator.take(slot)
        assert allocator.next_slot("training=no", [3, 1, 2]) == allocator.next_slot("training=no", [1, 2, 3])
        orders.add(allocator.next_slot("training=no", [3, 1, 2]).put_up)  # type: ignore[union-attr]
    assert len(orders) == 6


def test_a_slot_that_was_put_up_again_may_be_vacated_again() -> None:
    study = Recruitment.of(declared(target=2, vacated="replace", strata=[]))
    for _ in range(2):
        study.arrive("all")
    for number in range(1, 7):
        study.leave(number)
        study.arrive("all")
    assert [slot.replaces is None for slot in study.slots] == [True, True] + [False] * 5
    assert {slot.replaces for slot in study.slots[2:6]} == {1, 2, 3, 4}


def test_test_runs_know_no_target() -> None:
    allocator = Allocator(KEY, declared(target=1, target_per_sequence=1, vacated="replace"), names(2), limited=False)
    for _ in range(10):
        slot = allocator.next_slot("training=no", range(1, 5))
        assert slot is not None
        assert slot.replaces is None
        allocator.take(slot)
