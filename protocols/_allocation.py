"""Allocation lists: pure generators; the ledger decides who takes which slot. Defined in `docs/allocation.md`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from protocols._answers import Answers
from protocols._design import Allocation
from protocols._draw import Draws, keyed_hash
from protocols._study import Study


@dataclass(frozen=True)
class Slot:
    """One place of an allocation list."""

    stream_index: int
    """Place in the stratum's list, from 0."""
    block: int
    """Block in the stratum, from 1; 0 where the method has no blocks."""
    slot: int
    """Place in the block, from 1; 0 where the method has no blocks."""
    sequence: str
    """Id of the sequence."""


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
    return _blocks(Draws(secret, f"allocation|{stratum}"), sequences, block_sizes)


def _blocks(draws: Draws, sequences: tuple[str, ...], block_sizes: tuple[int, ...]) -> Iterator[Slot]:
    index = 0
    block = 0
    while True:
        block += 1
        size = block_sizes[draws.below(len(block_sizes))]
        for slot, sequence in enumerate(draws.shuffled(sequences * (size // len(sequences))), start=1):
            yield Slot(stream_index=index, block=block, slot=slot, sequence=sequence)
            index += 1


def simple(secret: bytes, stratum: str, sequences: tuple[str, ...]) -> Iterator[Slot]:
    """The endless list of a stratum: independent draws from the stream `allocation|<stratum>`."""
    draws = Draws(secret, f"allocation|{stratum}")
    index = 0
    while True:
        yield Slot(stream_index=index, block=0, slot=0, sequence=sequences[draws.below(len(sequences))])
        index += 1


def slot_at(secret: bytes, stratum: str, index: int, sequences: tuple[str, ...], allocation: Allocation) -> Slot:
    """The slot at a place of a stratum's list, from 0, under the declared method."""
    if allocation.method == "simple":
        slots = simple(secret, stratum, sequences)
    else:
        slots = permuted_blocks(secret, stratum, sequences, allocation.block_sizes)
    return next(islice(slots, index, None))


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
