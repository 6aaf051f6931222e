"""Allocation lists: exact blocks, bounded differences, re-derivable by anybody."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import Allocation, Allocator, Slot, Study, page_seed, permuted_blocks, simple, stratum_of
from protocols._draw import keyed_hash

DOCUMENT = Path(__file__).parents[2] / "docs" / "allocation.md"


secrets = st.binary(min_size=1, max_size=40)
strata = st.text(max_size=30)
counts = st.integers(2, 6)
multiples = st.lists(st.integers(1, 4), min_size=1, max_size=4)


def names(count: int) -> tuple[str, ...]:
    return tuple(f"s{number}" for number in range(1, count + 1))


@given(secrets, strata, counts, multiples)
def test_every_block_holds_each_sequence_equally_often(
    secret: bytes, stratum: str, count: int, factors: list[int]
) -> None:
    sizes = tuple(count * factor for factor in factors)
    blocks: dict[int, list[str]] = {}
    for slot in islice(permuted_blocks(secret, stratum, names(count), sizes), 100):
        blocks.setdefault(slot.block, []).append(slot.sequence)
    *whole, _ = blocks.values()
    for block in whole:
        assert len(block) in sizes
        assert len(set(Counter(block).values())) == 1
        assert len(set(block)) == count


@given(secrets, strata, counts, multiples, st.integers(0, 120))
def test_two_sequences_never_differ_by_more_than_a_blocks_share(
    secret: bytes, stratum: str, count: int, factors: list[int], arrivals: int
) -> None:
    sizes = tuple(count * factor for factor in factors)
    taken = Counter(slot.sequence for slot in islice(permuted_blocks(secret, stratum, names(count), sizes), arrivals))
    drawn = [taken[name] for name in names(count)]
    assert max(drawn) - min(drawn) <= max(sizes) // count


@given(secrets)
def test_places_in_a_block_count_from_one(secret: bytes) -> None:
    slots = list(islice(permuted_blocks(secret, "all", names(2), (2, 4)), 40))
    for before, slot in pairwise(slots):
        goes_on = slot.block == before.block and slot.slot == before.slot + 1
        begins = slot.block == before.block + 1 and slot.slot == 1
        assert goes_on or begins
    assert (slots[0].block, slots[0].slot) == (1, 1)


def listed(secret: bytes, stratum: str, length: int = 64) -> list[str]:
    return [slot.sequence for slot in islice(permuted_blocks(secret, stratum, names(4), (4, 8)), length)]


def test_strata_and_secrets_have_lists_of_their_own() -> None:
    lists = [tuple(listed(secret, stratum)) for secret in (b"one", b"two") for stratum in ("a", "b", "a|1")]
    assert len(set(lists)) == 6


def test_one_stratum_says_nothing_about_another() -> None:
    same = sum(
        first == second
        for secret in range(100)
        for first, second in zip(listed(bytes([secret]), "a"), listed(bytes([secret]), "b"), strict=True)
    )
    assert 1450 < same < 1750  # 1600 of 6400 expected, standard deviation 35


def test_block_sizes_and_orders_are_about_equally_likely() -> None:
    slots = list(islice(permuted_blocks(b"secret", "all", names(2), (2, 4)), 30_000))
    sizes = Counter(Counter(slot.block for slot in slots[:-4]).values())
    assert sizes.keys() == {2, 4}
    assert 0.47 < sizes[2] / sizes.total() < 0.53
    first = Counter(slot.sequence for slot in slots if slot.slot == 1)
    assert 0.48 < first["s1"] / first.total() < 0.52


def test_a_block_size_that_does_not_fit_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="block size 6 is no multiple of the 4 sequences"):
        permuted_blocks(b"secret", "all", names(4), (4, 6))


def test_simple_allocation_draws_each_slot_by_itself() -> None:
    slots = list(islice(simple(b"secret", "all", names(4)), 8000))
    assert {(slot.block, slot.slot) for slot in slots} == {(0, 0)}
    assert all(1850 < count < 2150 for count in Counter(slot.sequence for slot in slots).values())
    followed = Counter(pairwise(slot.sequence for slot in slots))
    assert all(400 < count < 600 for count in followed.values())


def functions_of_the_documentation() -> dict[str, Any]:
    """What the Python blocks of the page define; their assertions are part of them."""
    scope: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, scope)
    return scope


def test_the_worked_example_of_the_documentation_is_right() -> None:
    scope = functions_of_the_documentation()
    blocks = scope["blocks"](bytes(range(32)), "medical_training=none", list(names(4)), [4, 8])
    derived = [sequence for _ in range(40) for sequence in next(blocks)]
    assert derived == listed(bytes(range(32)), "medical_training=none", len(derived))


def test_the_table_of_the_documentation_is_right() -> None:
    rows = re.findall(r"^\| (\d) \| `([0-9a-f]{16})` \| (\d) \| (\d) \|", DOCUMENT.read_text(), re.MULTILINE)
    assert len(rows) == 5
    for counter, shown, limit, result in rows:
        digest = keyed_hash(bytes(range(32)), f"allocation|medical_training=none|{counter}")[:8]
        assert digest.hex() == shown
        assert int.from_bytes(digest, "big") % int(limit) == int(result)


def test_the_minimization_example_of_the_documentation_is_right() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    factors = {"training": {"none": [1], "any": [2]}, "age": {"young": [1], "old": [2]}}
    strata = [
        {"item": item, "levels": levels, "weight": 3 - place} for place, (item, levels) in enumerate(factors.items(), 1)
    ]
    allocation = Allocation.model_validate({"method": "minimization", "strata": strata, "target": 9})
    allocator = Allocator(bytes(range(32)), allocation, names(3), limited=False)
    came = re.findall(r"`(none|any);(young|old)`\s(?:got\s)?`(s\d)`", text)
    assert len(came) == 5
    for index, (training, age, sequence) in enumerate(came):
        allocator.take(Slot(f"training={training};age={age}", sequence, index))
    slot = allocator.next_slot("training=none;age=old")
    assert slot is not None
    assert slot.sequence == "s3"
    draws = re.findall(r"[Dd]raw\s(\d) \(`([0-9a-f]{16})`, below (\d+): (\d+)\)", text)
    assert len(draws) == 2
    for counter, shown, limit, result in draws:
        digest = keyed_hash(bytes(range(32)), f"minimization|6|{counter}")[:8]
        assert (digest.hex(), int.from_bytes(digest, "big") % int(limit)) == (shown, int(result))


def test_the_stratum_names_factor_and_level(study: Study) -> None:
    assert stratum_of(study, {"training": "yes", "years": 3}) == "training=any"
    assert stratum_of(study, {"training": "prefer_not"}) == "training=none"


def test_without_factors_there_is_one_stratum(study: Study) -> None:
    allocation = study.protocol.allocation.model_copy(update={"strata": ()})
    protocol = study.protocol.model_copy(update={"allocation": allocation})
    assert stratum_of(Study(protocol, study.instruments, study.texts, study.stimuli), {}) == "all"


@pytest.mark.parametrize("answers", [{}, {"training": "elsewhere"}, {"training": None}])
def test_an_answer_without_a_level_is_refused(study: Study, answers: dict[str, str | None]) -> None:
    with pytest.raises(ValueError, match="belongs to no level"):
        stratum_of(study, answers)


def test_page_seeds_differ_by_participant_and_from_the_lists() -> None:
    seeds = {page_seed(b"secret", pseudonym) for pseudonym in ("p1", "p2", "p3")}
    assert len(seeds) == 3
    assert all(len(seed) == 32 for seed in seeds)
    assert page_seed(b"secret", "p1") != page_seed(b"other", "p1")
