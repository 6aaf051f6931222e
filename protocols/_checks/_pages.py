"""Checks of the flow: pages in their places, consent first, one place for the cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from protocols._checks._checked import Checked
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._pages import DebriefPage, PracticePage


def check_pages(checked: Checked) -> Iterator[Finding]:
    """Findings about the pages."""
    yield from _ids(checked)
    yield from _consent(checked)
    yield from _places(checked)
    yield from _skipping(checked)
    yield from _comparing(checked)
    for keys, _, page in checked.pages:
        if isinstance(page, PracticePage):
            yield from _practice(checked, keys, page)
    yield from _public_names(checked)


def _ids(checked: Checked) -> Iterator[Finding]:
    seen: set[str] = set()
    for keys, _, page in checked.pages:
        if page.id in seen:
            yield checked.error((*keys, "id"), f"page id `{page.id}` is used twice", "give each page an id of its own")
        if re.fullmatch(r"p\d+", page.id):
            reason = f"page id `{page.id}` looks like the number of a period"
            yield checked.error((*keys, "id"), reason, "choose a word")
        seen.add(page.id)
    steps: set[str] = set()
    for number, step in enumerate(checked.study.protocol.trial.steps):
        if step.id in steps:
            reason = f"step id `{step.id}` is used twice"
            yield checked.error(("trial", "steps", number, "id"), reason, "give each step an id of its own")
        steps.add(step.id)


def _consent(checked: Checked) -> Iterator[Finding]:
    before = checked.study.protocol.flow.before
    if not before or before[0].kind != "consent":
        fix = "put a page of kind `consent` first in `flow.before`"
        yield checked.error(("flow", "before"), "the session does not begin with consent", fix)
    for keys, _, page in checked.pages:
        if page.kind == "consent" and keys != ("flow", "before", 0):
            yield checked.error(
                (*keys, "kind"), "consent is not the first page", "move it to the start of `flow.before`"
            )


def _places(checked: Checked) -> Iterator[Finding]:
    trials = [keys for keys, phase, page in checked.pages if page.kind == "trials" and phase == "period"]
    if len(trials) != 1:
        fix = "put exactly one page of kind `trials` into `flow.period`"
        yield checked.error(("flow", "period"), f"the period has {len(trials)} pages of kind `trials`", fix)
    only_in = {"trials": "period", "practice": "before", "screening": "before", "comprehension_check": "before"}
    for keys, phase, page in checked.pages:
        place = only_in.get(page.kind, phase)
        if phase != place:
            reason = f"a page of kind `{page.kind}` stands in `flow.{phase}`"
            yield checked.error((*keys, "kind"), reason, f"move it to `flow.{place}`")
    debriefs = [page for page in checked.study.protocol.flow.after if isinstance(page, DebriefPage)]
    if not debriefs:
        reason = "participants are never told what the study was about"
        yield checked.warning(("flow", "after"), reason, "add a page of kind `debrief`")
    elif not any(page.cases for page in debriefs):
        reason = "participants are never shown what the cases really were"
        yield checked.warning(("flow", "after"), reason, "leave `cases: false` out of the last page of kind `debrief`")


def _skipping(checked: Checked) -> Iterator[Finding]:
    trial = checked.study.protocol.trial
    first = trial.steps[0]
    if trial.skippable and (first.photo != "large" or first.panel or not first.ask):
        reason = (
            "a case is skipped on its first page, which must show the photo large, ask something, and not show the AI"
        )
        fix = f"give step `{first.id}` `photo: large` and items, show the panel on a later step, or allow no skipping"
        yield checked.error(("trial", "skippable"), reason, fix)


def _comparing(checked: Checked) -> Iterator[Finding]:
    for number, step in enumerate(checked.study.protocol.trial.steps):
        if step.compare != "none" and not (step.panel and step.photo == "large"):
            reason = f"step `{step.id}` compares reference images with the photo, but does not show both"
            fix = "give it `panel: true` and `photo: large`, or compare on a step that shows both"
            yield checked.error(("trial", "steps", number, "compare"), reason, fix)


def _practice(checked: Checked, keys: Keys, page: PracticePage) -> Iterator[Finding]:
    protocol, stimuli = checked.study.protocol, checked.study.stimuli
    cases = [case.id for case in stimuli.cases]
    if page.case not in cases:
        used = {case for members in protocol.design.case_sets.values() for case in members}
        free = [case for case in cases if case not in used]
        fix = did_you_mean(page.case, free, f"cases that are in no case set: {listed(free) or 'none'}")
        yield checked.error((*keys, "case"), f"case `{page.case}` is not in the stimulus set", fix)
    for name, members in protocol.design.case_sets.items():
        if page.case in members:
            reason = f"practice case `{page.case}` is also in case set `{name}`"
            yield checked.error((*keys, "case"), reason, "practise with a case that is in no case set")
    conditions = [condition.id for condition in protocol.design.conditions]
    for number, name in enumerate(page.formats):
        if name not in conditions:
            fix = did_you_mean(name, conditions, f"use one of {listed(conditions)}")
            yield checked.error((*keys, "formats", number), f"there is no condition `{name}`", fix)
    steps = [step.id for step in protocol.trial.steps]
    for number, name in enumerate(page.steps):
        if name not in steps:
            fix = did_you_mean(name, steps, f"use some of {listed(steps)}")
            yield checked.error((*keys, "steps", number), f"there is no trial step `{name}`", fix)


def _public_names(checked: Checked) -> Iterator[Finding]:
    for keys, phase, page in checked.pages:
        if phase != "period" and "{label}" in str(page.title):
            reason = "`{label}` stands for the AI's public name, which is known only within a period"
            yield checked.error((*keys, "title"), reason, "write the name out")
    for place in checked.items:
        if place.phase in ("before", "after") and "{label}" in str(place.item.prompt):
            reason = f"item `{place.item.id}` names the AI by `{{label}}`, which is known only within a period"
            yield checked.error(place.ask, reason, "ask it in `flow.period` or in the trial")
