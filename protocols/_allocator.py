"""Who gets which slot: method, targets, quotas and vacated slots in one rule, replayed row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from protocols._allocation import Slot, permuted_blocks, simple, strata_of
from protocols._design import Allocation
from protocols._draw import Draws
from protocols._minimization import MarginalCounts, minimized


class Allocator:
    """The allocation of one version in one mode, up to some slot. A function of its arguments and of what was taken.

    Whoever replays a ledger calls `take` with every row in order; `next_slot` is then what the next newcomer gets.

    >>> allocator = Allocator(b"key", Allocation(method="simple", target=2), ("s1", "s2"), limited=True)
    >>> allocator.take(allocator.next_slot("all"))
    >>> allocator.take(allocator.next_slot("all"))
    >>> allocator.next_slot("all") is None
    True
    """

    def __init__(self, secret: bytes, allocation: Allocation, sequences: tuple[str, ...], *, limited: bool) -> None:
        """`limited`: whether targets and quotas hold and vacated slots are put up again, as in live sessions."""
        self._secret = secret
        self._allocation = allocation
        self._sequences = sequences
        self._limited = limited
        self._taken: list[Slot] = []
        self._in_stratum: Counter[str] = Counter()
        self._in_sequence: Counter[str] = Counter()
        self._marginal = MarginalCounts()
        self._lists: dict[str, tuple[Iterator[Slot], list[Slot]]] = {}
        self._next_index: Counter[str] = Counter()
        self._waiting: dict[str, list[int]] = {}
        self._put_up: set[int] = set()
        self._rounds: Counter[str] = Counter()

    def next_slot(self, stratum: str, vacated: Collection[int] = ()) -> Slot | None:
        """What the next newcomer of that stratum gets; None if no place is left.

        `vacated` are the numbers of the slots, counted from 1, that their owners have left.
        """
        if self._has_regular_place(stratum):
            return self._regular_slot(stratum)
        waiting = tuple(self._waiting.get(stratum, ()))
        put_up = () if waiting else self._next_round(stratum, vacated)
        for original in waiting or put_up:
            sequence = self._taken[original - 1].sequence
            return Slot(stratum=stratum, sequence=sequence, stream_index=None, replaces=original, put_up=put_up)
        return None

    def has_place(self, stratum: str | None = None, vacated: Collection[int] = ()) -> bool:
        """Whether a newcomer of that stratum, or of any stratum if it is None, can get a slot."""
        asked = strata_of(self._allocation) if stratum is None else (stratum,)
        return any(
            self._has_regular_place(one) or self._waiting.get(one) or self._next_round(one, vacated) for one in asked
        )

    def take(self, slot: Slot) -> None:
        """Counts a slot as taken."""
        self._taken.append(slot)
        self._marginal.add(slot)
        if slot.put_up:
            self._rounds[slot.stratum] += 1
            self._put_up.update(slot.put_up)
            self._waiting[slot.stratum] = list(slot.put_up)
        if slot.replaces is not None:
            self._waiting[slot.stratum].remove(slot.replaces)
            return
        self._in_stratum[slot.stratum] += 1
        self._in_sequence[slot.sequence] += 1
        if slot.stream_index is not None:
            self._next_index[slot.stratum] = slot.stream_index + 1

    def _has_regular_place(self, stratum: str) -> bool:
        if not self._limited:
            return True
        allocation = self._allocation
        left = self._in_stratum.total() < allocation.target
        within_quota = self._in_stratum[stratum] < allocation.quotas.get(stratum, allocation.target)
        return left and within_quota and bool(self._open_sequences())

    def _open_sequences(self) -> tuple[str, ...]:
        most = self._allocation.target_per_sequence
        if most is None or not self._limited:
            return self._sequences
        return tuple(sequence for sequence in self._sequences if self._in_sequence[sequence] < most)

    def _regular_slot(self, stratum: str) -> Slot:
        sequences = self._open_sequences()
        if self._allocation.method == "minimization":
            number, counts = len(self._taken) + 1, self._marginal.of(stratum, sequences)
            sequence = minimized(self._secret, number, counts, sequences, self._allocation)
            return Slot(stratum=stratum, sequence=sequence, stream_index=number - 1)
        index = self._next_index[stratum]
        while self._listed(stratum, index).sequence not in sequences:
            index += 1
        return self._listed(stratum, index)

    def _listed(self, stratum: str, index: int) -> Slot:
        if stratum not in self._lists:
            self._lists[stratum] = (self._list_of(stratum), [])
        rest, known = self._lists[stratum]
        while len(known) <= index:
            known.append(next(rest))
        return known[index]

    def _list_of(self, stratum: str) -> Iterator[Slot]:
        if self._allocation.method == "simple":
            return simple(self._secret, stratum, self._sequences)
        return permuted_blocks(self._secret, stratum, self._sequences, self._allocation.block_sizes)

    def _next_round(self, stratum: str, vacated: Collection[int]) -> tuple[int, ...]:
        """The vacated slots that are put up together, in order of taking; none while they are fewer than the sequences."""
        if self._allocation.vacated == "keep" or not self._limited:
            return ()
        left = [
            number
            for number in sorted(vacated)
            if number not in self._put_up and self._taken[number - 1].stratum == stratum
        ]
        if len(left) < len(self._sequences):
            return ()
        return Draws(self._secret, f"vacated|{stratum}|{self._rounds[stratum] + 1}").shuffled(left)
