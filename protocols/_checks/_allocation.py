"""Checks of the allocation: blocks that fit, strata that cover every answer, targets and quotas that can be met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import prod

from protocols._allocation import strata_of
from protocols._checks._checked import Checked
from protocols._design import Stratum
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._pages import ComprehensionCheckPage
from protocols._sequences import sequences


def check_allocation(checked: Checked) -> Iterator[Finding]:
    """Findings about method, strata, targets, quotas and the code of a full study."""
    try:
        count = len(sequences(checked.study.protocol.design))
    except ValueError:
        count = None
    if count is not None:
        yield from _blocks(checked, count)
        yield from _coin(checked, count)
        yield from _target_per_sequence(checked, count)
    yield from _settings_of_another_method(checked)
    for number, stratum in enumerate(checked.study.protocol.allocation.strata):
        yield from _stratum(checked, ("allocation", "strata", number), stratum)
    yield from _factors_twice(checked)
    yield from _quotas(checked)
    yield from _full_code(checked)


def _blocks(checked: Checked, count: int) -> Iterator[Finding]:
    allocation = checked.study.protocol.allocation
    for number, size in enumerate(allocation.block_sizes):
        if size % count:
            reason = f"block size {size} is no multiple of the {count} sequences"
            fix = f"use multiples of {count}, for example [{count}, {2 * count}]"
            yield checked.error(("allocation", "block_sizes", number), reason, fix)
    if allocation.method != "permuted_blocks":
        return
    strata = prod(len(stratum.levels) for stratum in allocation.strata)
    largest = max(allocation.block_sizes)
    if strata * largest > allocation.target / 2:
        reason = f"{strata} strata with blocks of up to {largest} may leave arms unequal with a target of {allocation.target}"
        yield checked.warning(("allocation", "strata"), reason, "use fewer strata or smaller blocks")


def _coin(checked: Checked, count: int) -> Iterator[Finding]:
    allocation = checked.study.protocol.allocation
    if allocation.method != "minimization":
        return
    keys, probability = ("allocation", "minimization", "probability"), allocation.minimization.probability
    if probability * count <= 1:
        reason = f"probability {probability:g} is no better than chance among {count} sequences"
        yield checked.error(keys, reason, "use 0.7 to 0.9")
    elif probability == 1:
        reason = "with probability 1 whoever knows the earlier allocations knows the next one"
        yield checked.warning(keys, reason, "use 0.7 to 0.9")


def _settings_of_another_method(checked: Checked) -> Iterator[Finding]:
    allocation = checked.study.protocol.allocation
    if allocation.method != "permuted_blocks" and allocation.block_sizes:
        reason = f"`block_sizes` have no effect with {allocation.method}"
        yield checked.warning(("allocation", "block_sizes"), reason, "remove them, or use permuted_blocks")
    if allocation.method == "minimization":
        return
    if "minimization" in allocation.model_fields_set:
        reason = f"`minimization` has no effect with {allocation.method}"
        yield checked.warning(("allocation", "minimization"), reason, "remove it, or use method: minimization")
    for number, stratum in enumerate(allocation.strata):
        if stratum.weight != 1:
            keys = ("allocation", "strata", number, "weight")
            reason = f"the weight of `{stratum.item}` has no effect with {allocation.method}"
            yield checked.warning(keys, reason, "remove it, or use method: minimization")


def _target_per_sequence(checked: Checked, count: int) -> Iterator[Finding]:
    allocation = checked.study.protocol.allocation
    most = allocation.target_per_sequence
    if most is not None and most * count < allocation.target:
        reason = (
            f"{count} sequences of at most {most} hold {most * count} participants, the target is {allocation.target}"
        )
        fix = f"use {-(-allocation.target // count)} or more, or lower the target"
        yield checked.error(("allocation", "target_per_sequence"), reason, fix)


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


def _factors_twice(checked: Checked) -> Iterator[Finding]:
    items = [stratum.item for stratum in checked.study.protocol.allocation.strata]
    for number, item in enumerate(items):
        if item in items[:number]:
            keys = ("allocation", "strata", number, "item")
            yield checked.error(keys, f"`{item}` is already a factor", "name each factor once")


def _quotas(checked: Checked) -> Iterator[Finding]:
    allocation = checked.study.protocol.allocation
    known = strata_of(allocation)
    for name, quota in allocation.quotas.items():
        keys = ("allocation", "quotas", name)
        if name not in known:
            fix = did_you_mean(name, known, f"the strata are {listed(known)}")
            yield checked.error(keys, f"`{name}` is no stratum", fix)
        elif quota > allocation.target:
            reason = f"a quota of {quota} is never reached with a target of {allocation.target}"
            yield checked.warning(keys, reason, "lower it, or remove it")
    total = sum(allocation.quotas.values())
    if allocation.quotas.keys() >= set(known) and total < allocation.target:
        reason = f"the quotas hold {total} participants, the target is {allocation.target}"
        yield checked.error(("allocation", "quotas"), reason, "raise a quota, or lower the target")


def _full_code(checked: Checked) -> Iterator[Finding]:
    protocol = checked.study.protocol
    codes = {page.code for _, _, page in checked.pages if isinstance(page, ComprehensionCheckPage)}
    codes |= {place.item.screen_out.code for place in checked.items if place.item.screen_out is not None}
    code = protocol.allocation.full_code
    if code in {*codes, protocol.completion.code}:
        reason = f"code `{code}` also ends sessions for another reason"
        yield checked.error(("allocation", "full_code"), reason, "give it a code of its own")
