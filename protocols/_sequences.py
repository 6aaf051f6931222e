"""Sequences: the orders of conditions and case sets to which participants are allocated."""

from __future__ import annotations

from protocols._design import Design
from protocols._planned import Period, Sequence


def sequences(design: Design) -> tuple[Sequence, ...]:
    """All sequences of a design, `s1`, `s2`, …; over all of them every case is seen equally often in each
    condition and period.

    - `single`: one sequence, one period with every case set.
    - `between`: one sequence a condition, one period with every case set.
    - `within`: one sequence a rotation of case sets over conditions, one period with all cases interleaved.
    - `crossover`: each row of a Williams square (for two conditions AB and BA) with each rotation of case sets.

    `ValueError` if a `within` or `crossover` design has not as many case sets as conditions.
    """
    conditions = tuple(condition.id for condition in design.conditions)
    sets = tuple(design.case_sets)
    orders: list[tuple[tuple[tuple[str, str], ...], ...]]
    if design.kind in ("single", "between"):
        orders = [(tuple((case_set, condition) for case_set in sets),) for condition in conditions]
    elif len(sets) != len(conditions):
        raise ValueError(f"a {design.kind} design needs as many case sets as conditions: {len(conditions)}")
    elif design.kind == "within":
        orders = [(tuple(zip(_rotated(sets, by), conditions, strict=True)),) for by in range(len(sets))]
    else:
        orders = [
            tuple(((case_set, conditions[place]),) for case_set, place in zip(_rotated(sets, by), row, strict=True))
            for by in range(len(sets))
            for row in williams_rows(len(conditions))
        ]
    return tuple(
        Sequence(
            id=f"s{number}",
            periods=tuple(Period(number=period, cells=cells) for period, cells in enumerate(order, start=1)),
        )
        for number, order in enumerate(orders, start=1)
    )


def williams_rows(treatments: int) -> tuple[tuple[int, ...], ...]:
    """Rows of a Williams design: each treatment once in each place, and after each other one equally often.

    `treatments` rows for an even number, twice as many for an odd one (Williams 1949, doi 10.1071/CH9490149).

    >>> williams_rows(2)
    ((0, 1), (1, 0))
    >>> williams_rows(4)[0]
    (0, 1, 3, 2)
    """
    zigzag = tuple((place + 1) // 2 if place % 2 else -(place // 2) for place in range(treatments))
    rows = tuple(tuple((step + row) % treatments for step in zigzag) for row in range(treatments))
    return rows if treatments % 2 == 0 else rows + tuple(row[::-1] for row in rows)


def _rotated(sets: tuple[str, ...], by: int) -> tuple[str, ...]:
    return sets[by:] + sets[:by]
