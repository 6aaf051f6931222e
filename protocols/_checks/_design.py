"""Checks of the design: conditions that differ, case sets in balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from protocols._checks._checked import Checked
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed


def check_design(checked: Checked) -> Iterator[Finding]:
    """Findings about conditions and case sets."""
    yield from _conditions(checked)
    yield from _labels(checked)
    unknown = list(_cases(checked))
    yield from unknown
    if not unknown:
        yield from _sets(checked)


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
    if design.kind in ("single", "between"):
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


def _counts(numbers: dict[str, int]) -> str:
    return ", ".join(f"`{name}` {number}" for name, number in numbers.items())
