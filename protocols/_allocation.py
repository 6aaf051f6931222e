"""Allocation lists: pure generators; the `Allocator` decides who takes which slot. Defined in `docs/allocation.md`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from protocols._answers import Answers
from protocols._design import Allocation
from protocols._draw import Draws, keyed_hash
from protocols._study import Study


@dataclass(frozen=True)
class Slot:
    """One place to which a participant is allocated."""

    stratum: str
    """Stratum of the participant."""
    sequence: str
    """Id of the sequence."""
    stream_index: int | None
    """Place in the list, from 0: the stratum's list, or with minimization the one of all; None if it replaces another slot."""
    block: int = 0
    """Block in the stratum, from 1; 0 where there are no blocks."""
    slot: int = 0
    """Place in the block, from 1; 0 where there are no blocks."""
    replaces: int | None = None
    """Number of the slot, counted from 1 over all that were taken, whose vacated sequence this one repeats."""
    put_up: tuple[int, ...] = ()
    """Numbers of the vacated slots that were put up again when this one was taken, in the order of taking; this one's first."""


def permuted_blocks(
    secret: bytes, stratum: str, sequences: tuple[str, ...], block_sizes: tuple[int, ...]
) -> Iterator[Slot]:
    """The endless list of a stratum: blocks of randomly chosen size, each a random permutation of whole sets.

    All draws come from one stream, labelled `allocation|<stratum>`: first the block's size, then its permutation.
    `ValueError` if a block size is no multiple of the number of sequences.
    """
    for size in block_sizes:
        if size % len(sequences):
            raise ValueError(f"block size {size} is no multiple of the {len(sequences)} sequences")
    return _blocks(Draws(secret, f"allocation|{stratum}"), stratum, sequences, block_sizes)


def _blocks(draws: Draws, stratum: str, sequences: tuple[str, ...], block_sizes: tuple[int, ...]) -> Iterator[Slot]:
    index = 0
    block = 0
    while True:
        block += 1
        size = block_sizes[draws.below(len(block_sizes))]
        for slot, sequence in enumerate(draws.shuffled(sequences * (size // len(sequences))), start=1):
            yield Slot(stratum=stratum, sequence=sequence, stream_index=index, block=block, slot=slot)
            index += 1


def simple(secret: bytes, stratum: str, sequences: tuple[str, ...]) -> Iterator[Slot]:
    """The endless list of a stratum: independent draws from the stream `allocation|<stratum>`."""
    draws = Draws(secret, f"allocation|{stratum}")
    index = 0
    while True:
        yield Slot(stratum=stratum, sequence=sequences[draws.below(len(sequences))], stream_index=index)
        index += 1


def imbalance_bound(allocation: Allocation, sequences: int) -> int | None:
    """Largest difference between the numbers of two sequences within a stratum that the method can produce.

    Slots that replace others do not count. Whole blocks are even and an unfinished one holds at most
    `size / sequences` of each, hence `b = largest size / sequences`. With `target_per_sequence` and `k > 1` strata,
    a sequence may be full before the others: when the first one is, each of the others lacks at most `k * b`, all of
    which one stratum may receive, hence `b + k * b`. None where the method sets no bound.
    """
    if allocation.method != "permuted_blocks":
        return None
    bound = max(allocation.block_sizes) // sequences
    strata = len(strata_of(allocation))
    return bound if allocation.target_per_sequence is None or strata == 1 else bound * (1 + strata)


def strata_of(allocation: Allocation) -> tuple[str, ...]:
    """All strata, in declared order of factors and levels.

    >>> strata_of(Allocation(method="simple", target=10))
    ('all',)
    """
    factors = [[f"{factor.item}={level}" for level in factor.levels] for factor in allocation.strata]
    return tuple(";".join(levels) or "all" for levels in product(*factors))


def stratum_of(study: Study, answers: Answers) -> str:
    """The stratum of a participant: `medical_training=none`, factors joined by `;`, `all` without factors.

    `ValueError` if an answer is missing or belongs to no level.
    """
    levels = []
    for factor in study.protocol.allocation.strata:
        answer = answers.get(factor.item)
        level = next((name for name, members in factor.levels.items() if answer in members), None)
        if level is None:
            raise ValueError(f"answer {answer!r} to {factor.item!r} belongs to no level of the stratum")
        levels.append(f"{factor.item}={level}")
    return ";".join(levels) or "all"


def page_seed(secret: bytes, pseudonym: str) -> bytes:
    """Seed of a participant's page orders, 32 bytes: HMAC-SHA256(secret, "pages|<pseudonym>").

    Reveals nothing about the allocation list, which lies under another label.
    """
    return keyed_hash(secret, f"pages|{pseudonym}")
