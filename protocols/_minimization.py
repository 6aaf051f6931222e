"""Minimization: the sequence that leaves the stratification factors most alike, by a biased coin.

Pocock and Simon (1975), Sequential treatment assignment with balancing for prognostic factors in the controlled
clinical trial, Biometrics 31, 103-115, doi 10.2307/2529712. Defined to the last draw in `docs/allocation.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from protocols._allocation import Slot
from protocols._design import Allocation
from protocols._draw import Draws

THOUSANDTHS = 1000
"""The coin's probability is declared in thousandths."""


class MarginalCounts:
    """How many participants each level of each factor has in each sequence."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str, str]] = Counter()

    def add(self, slot: Slot) -> None:
        """Counts one more participant."""
        self._counts.update((factor, level, slot.sequence) for factor, level in enumerate(slot.stratum.split(";")))

    def of(self, stratum: str, sequences: Sequence[str]) -> tuple[dict[str, int], ...]:
        """For each factor, those who share the level that it has in the stratum, by sequence."""
        return tuple(
            {sequence: self._counts[factor, level, sequence] for sequence in sequences}
            for factor, level in enumerate(stratum.split(";"))
        )


def minimized(
    secret: bytes, number: int, counts: Sequence[Mapping[str, int]], sequences: tuple[str, ...], allocation: Allocation
) -> str:
    """The sequence of the participant who takes slot `number`, counted from 1 over all strata.

    `counts` has one mapping a factor, from sequence to the number of earlier participants who share the newcomer's
    level. Draws come from the stream `minimization|<number>`: one among the sequences with the least total imbalance
    gives the preferred one, one below 1000 is the coin, and if it falls against the preferred, one among the others.
    """
    totals = {sequence: _total(sequence, counts, sequences, allocation) for sequence in sequences}
    best = [sequence for sequence in sequences if totals[sequence] == min(totals.values())]
    draws = Draws(secret, f"minimization|{number}")
    preferred = best[draws.below(len(best))]
    others = [sequence for sequence in sequences if sequence != preferred]
    favoured = draws.below(THOUSANDTHS) < round(THOUSANDTHS * allocation.minimization.probability)
    return preferred if favoured or not others else others[draws.below(len(others))]


def _total(
    sequence: str, counts: Sequence[Mapping[str, int]], sequences: tuple[str, ...], allocation: Allocation
) -> int:
    """Weighted sum over factors of the imbalance that would be left if the newcomer got that sequence."""
    return sum(
        factor.weight
        * _imbalance([count[name] + (name == sequence) for name in sequences], allocation.minimization.imbalance)
        for factor, count in zip(allocation.strata, counts, strict=True)
    )


def _imbalance(numbers: Sequence[int], measure: str) -> int:
    """Range, or variance times the squared number of sequences, which keeps it whole so that ties are exact."""
    if measure == "range":
        return max(numbers) - min(numbers)
    return len(numbers) * sum(number**2 for number in numbers) - sum(numbers) ** 2
