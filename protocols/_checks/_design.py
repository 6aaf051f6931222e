"""Checks of design and allocation: case sets in balance, blocks that fit, strata that cover every answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod

from protocols._checks._checked import Checked
from protocols._design import Stratum
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._sequences import sequences


def check_design(checked: Checked) -> Iterator[Finding]:
    """Findings about conditions, case sets and allocation."""
    yield from _conditions(checked)
    yield from _labels(checked)
    unknown = list(_cases(checked))
    yield from unknown
    if not unknown:
        yield from _sets(checked)
    yield from _blocks(checked)
    for number, stratum in enumerate(checked.study.protocol.allocation.strata):
        yield from _stratum(checked, ("allocation", "strata", number), stratum)


def _conditions(checked: Checked) -> Iterator[Finding]:
    conditions = checked.study.protocol.design.conditions
    for number, condition in enumerate(conditions):
        keys = ("design", "conditions", number)
        for other in conditions[:number]:
            if condition.id == other.id:
                reason = f"condition `{condition.id}` is declared twice"
                yield checked.error((*keys, "id"), reason, "give each condition an id of its own")
            if set(condition.shows) == set(other.shows):
                reason = f"conditions `{other.id}` and `{condition.id}` show the same"
                yield checked.error((*keys, "shows"), reason, "let them differ in `shows`, or remove one")


def _labels(checked: Checked) -> Iterator[Finding]:
    design = checked.study.protocol.design
    periods = len(design.conditions) if design.kind == "crossover" else 1
    texts = [str(label) for label in design.labels]
    if design.labels and len(design.labels) != periods:
        reason = f"{len(design.labels)} public names for {periods} periods"
        yield checked.error(("design", "labels"), reason, "give one name a period, or none")
    if len(set(texts)) != len(texts):
        yield checked.error(("design", "labels"), "two periods have the same public name", "let the names differ")


def _cases(checked: Checked) -> Iterator[Finding]:
    known = [case.id for case in checked.study.stimuli.cases]
    seen: dict[str, str] = {}
    for name, cases in checked.study.protocol.design.case_sets.items():
        keys: Keys = ("design", "case_sets", name)
        if not cases:
            yield checked.error(keys, "the case set is empty", "add cases")
        for number, case in enumerate(cases):
            if case not in known:
                fix = did_you_mean(case, known, f"the set holds {listed(known)}")
                yield checked.error((*keys, number), f"case `{case}` is not in the stimulus set", fix)
            elif case in seen:
                reason = f"case `{case}` is already in case set `{seen[case]}`"
                yield checked.error((*keys, number), reason, "show each case once")
            seen.setdefault(case, name)


def _sets(checked: Checked) -> Iterator[Finding]:
    design = checked.study.protocol.design
    if design.kind == "between":
        return
    keys = ("design", "case_sets")
    if len(design.case_sets) != len(design.conditions):
        reason = f"{len(design.case_sets)} case sets for {len(design.conditions)} conditions"
        yield checked.error(keys, reason, "give as many case sets as conditions")
    cases = {name: [checked.study.stimuli.case(case) for case in members] for name, members in design.case_sets.items()}
    sizes = {name: len(members) for name, members in cases.items()}
    if len(set(sizes.values())) > 1:
        yield checked.error(keys, f"case sets are unbalanced in size: {_counts(sizes)}", "give all sets the same size")
    wrong = {name: sum(not case.ai_correct for case in members) for name, members in cases.items()}
    if len(set(wrong.values())) > 1:
        reason = f"case sets are unbalanced in wrong AI answers: {_counts(wrong)}"
        yield checked.error(keys, reason, "exchange cases until each set has as many")
    for name, members in cases.items():
        types = Counter(case.skin_type for case in members)
        if len(types) < 6 or len(set(types.values())) > 1:
            reason = f"skin types are unbalanced in case set `{name}`: {_counts(dict(sorted(types.items())))}"
            yield checked.error((*keys, name), reason, "let each set hold each of the six skin types equally often")


def _blocks(checked: Checked) -> Iterator[Finding]:
    protocol = checked.study.protocol
    allocation = protocol.allocation
    try:
        count = len(sequences(protocol.design))
    except ValueError:
        return
    for number, size in enumerate(allocation.block_sizes):
        if size % count:
            reason = f"block size {size} is no multiple of the {count} sequences"
            fix = f"use multiples of {count}, for example [{count}, {2 * count}]"
            yield checked.error(("allocation", "block_sizes", number), reason, fix)
    strata = prod(len(stratum.levels) for stratum in allocation.strata)
    largest = max(allocation.block_sizes, default=0)
    if strata * largest > allocation.target / 2:
        reason = f"{strata} strata with blocks of up to {largest} may leave arms unequal with a target of {allocation.target}"
        yield checked.warning(("allocation", "strata"), reason, "use fewer strata or smaller blocks")


def _stratum(checked: Checked, keys: Keys, stratum: Stratum) -> Iterator[Finding]:
    before = [place for place in checked.items if place.phase == "before"]
    place = next((place for place in before if place.item.id == stratum.item), None)
    if place is None:
        fix = did_you_mean(stratum.item, [place.item.id for place in before], "name an item of `flow.before`")
        yield checked.error((*keys, "item"), f"item `{stratum.item}` is not asked before allocation", fix)
        return
    if not place.item.required or place.item.show_if is not None or place.page_show_if is not None:
        reason = f"item `{stratum.item}` may stay unanswered"
        yield checked.error((*keys, "item"), reason, "make it `required` and show it to everybody")
    if place.values is None or place.item.type in ("multiple", "ranking"):
        yield checked.error((*keys, "item"), f"the answers to `{stratum.item}` are no levels", "use a `single` item")
        return
    levels = [(name, value) for name, values in stratum.levels.items() for value in values]
    counts = Counter(value for _, value in levels)
    for name, value in levels:
        if value not in place.values:
            fix = did_you_mean(str(value), map(str, place.values), f"its answers are {listed(place.values)}")
            yield checked.error((*keys, "levels", name), f"`{value}` is no answer to `{stratum.item}`", fix)
        elif counts[value] > 1:
            yield checked.error((*keys, "levels", name), f"`{value}` belongs to more than one level", "keep it in one")
    missing = [value for value in place.values if value not in counts]
    if missing:
        reason = f"answers to `{stratum.item}` that belong to no level: {listed(missing)}"
        yield checked.error((*keys, "levels"), reason, "add them to a level")


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"`{name}` {number}" for name, number in numbers.items())
