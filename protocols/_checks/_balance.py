"""The balance table: how often each case is seen in each condition and period over a full set of sequences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from protocols._design import Design
from protocols._sequences import sequences


@dataclass(frozen=True)
class BalanceRow:
    """One case in one condition and period."""

    case: str
    """Case."""
    case_set: str
    """Its case set."""
    condition: str
    """Condition."""
    period: int
    """Period, from 1."""
    sequences: int
    """Sequences in which the case is seen so; equal in all rows of a balanced design."""


def balance_of(design: Design) -> tuple[BalanceRow, ...]:
    """All rows, zeros included, in the order of case sets, cases, conditions and periods.

    Empty if the design has no sequences, since case sets and conditions differ in number.
    """
    try:
        drawn = sequences(design)
    except ValueError:
        return ()
    seen = Counter(
        (case, condition, period.number)
        for sequence in drawn
        for period in sequence.periods
        for case_set, condition in period.cells
        for case in design.case_sets[case_set]
    )
    periods = range(1, len(drawn[0].periods) + 1)
    return tuple(
        BalanceRow(case, name, condition.id, period, seen[case, condition.id, period])
        for name, cases in design.case_sets.items()
        for case in cases
        for condition in design.conditions
        for period in periods
    )
