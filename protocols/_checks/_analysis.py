"""Checks of the analysis plan: everything it promises can be computed from what is asked."""

from __future__ import annotations

from collections.abc import Iterator

from protocols._analysis_plan import Exclusion, Hypothesis, Outcome
from protocols._checks._checked import Checked
from protocols._checks._models import check_model
from protocols._document import Keys
from protocols._finding import Finding, did_you_mean, listed


def check_analysis(checked: Checked) -> Iterator[Finding]:
    """Findings about outcomes, hypotheses and exclusions."""
    plan = checked.study.protocol.analysis
    conditions = [condition.id for condition in checked.study.protocol.design.conditions]
    if plan.reference != conditions[0]:
        fix = f"use the first condition, `{conditions[0]}`"
        yield checked.error(("analysis", "reference"), f"`{plan.reference}` is not the reference condition", fix)
    yield from _unique(checked)
    for number, outcome in enumerate(plan.outcomes):
        yield from _outcome(checked, ("analysis", "outcomes", number), outcome)
    for number, hypothesis in enumerate(plan.hypotheses):
        yield from _hypothesis(checked, ("analysis", "hypotheses", number), hypothesis, conditions)
    yield from _families(checked)
    for number, exclusion in enumerate(plan.exclusions):
        yield from _exclusion(checked, ("analysis", "exclusions", number), exclusion)


def _families(checked: Checked) -> Iterator[Finding]:
    protocol = checked.study.protocol
    keys, hypotheses = ("analysis", "hypotheses"), protocol.analysis.hypotheses
    if not hypotheses:
        reason = "no hypothesis is declared: nothing is confirmatory, the report only describes"
        yield checked.note(("analysis",), reason, "declare `hypotheses` if the study is to test anything")
    elif protocol.design.kind == "single":
        reason = "a hypothesis compares two conditions, a single design has one"
        yield checked.error(keys, reason, "remove the hypotheses, or compare conditions in another design")
    elif not any(hypothesis.family == "primary" for hypothesis in hypotheses):
        reason = "no hypothesis is primary"
        yield checked.warning(keys, reason, "declare the test that decides the study as primary")


def _unique(checked: Checked) -> Iterator[Finding]:
    plan = checked.study.protocol.analysis
    for name, parts in (
        ("outcomes", plan.outcomes),
        ("hypotheses", plan.hypotheses),
        ("exclusions", plan.exclusions),
    ):
        ids = [part.id for part in parts]
        for number, part_id in enumerate(ids):
            if part_id in ids[:number]:
                keys = ("analysis", name, number, "id")
                yield checked.error(keys, f"`{part_id}` is declared twice", "give each an id of its own")


def _outcome(checked: Checked, keys: Keys, outcome: Outcome) -> Iterator[Finding]:
    given = [name for name in ("items", "score", "measure") if getattr(outcome, name)]
    if len(given) != 1:
        reason = f"outcome `{outcome.id}` says {len(given)} ways to compute it"
        yield checked.error(keys, reason, "give exactly one of `items`, `score` and `measure`")
    in_trial = {place.item.id: place for place in checked.items if place.phase == "trial"}
    for number, item_id in enumerate(outcome.items):
        place = in_trial.get(item_id)
        if place is None:
            fix = did_you_mean(item_id, in_trial, f"the trial asks {listed(in_trial)}")
            yield checked.error((*keys, "items", number), f"item `{item_id}` is not asked in the trial", fix)
        elif not place.is_numeric:
            reason = f"the answers to `{item_id}` are not numbers"
            yield checked.error((*keys, "items", number), reason, "use rating, confidence or number items")
    if outcome.score is not None:
        yield from _score(checked, keys, outcome.score)
    if outcome.measure == "keyed_correct" and not any(place.item.type == "keyed" for place in checked.items):
        reason = "no keyed question is asked"
        yield checked.error((*keys, "measure"), reason, "add an item of type `keyed` to the trial")
    judgements = sum(place.item.type == "judgement" for place in in_trial.values())
    needed = {"first_accuracy": 1, "final_accuracy": 1, "over_reliance": 2, "under_reliance": 2, "switched": 2}
    if judgements < needed.get(outcome.measure or "", 0):
        reason = (
            f"`{outcome.measure}` needs {needed[outcome.measure or '']} judgements a case, the trial asks {judgements}"
        )
        yield checked.error((*keys, "measure"), reason, "add items of type `judgement` to the trial")
    if outcome.range is not None and outcome.range[0] >= outcome.range[1]:
        yield checked.error((*keys, "range"), "the range is empty", "give the smallest value first")


def _score(checked: Checked, keys: Keys, score_id: str) -> Iterator[Finding]:
    scores = {score.id: score for instrument in checked.study.instruments.values() for score in instrument.scores}
    in_period = {place.item.id for place in checked.items if place.phase == "period"}
    asked = [name for name, score in scores.items() if in_period.issuperset(score.items)]
    if score_id not in scores:
        fix = did_you_mean(score_id, asked, f"scores asked in each period are {listed(asked)}")
        yield checked.error((*keys, "score"), f"no instrument has a score `{score_id}`", fix)
    elif score_id not in asked:
        reason = f"the items of score `{score_id}` are not all asked in each period"
        yield checked.error((*keys, "score"), reason, "ask the instrument in `flow.period`")


def _hypothesis(checked: Checked, keys: Keys, hypothesis: Hypothesis, conditions: list[str]) -> Iterator[Finding]:
    outcomes = {outcome.id: outcome for outcome in checked.study.protocol.analysis.outcomes}
    outcome = outcomes.get(hypothesis.outcome)
    if outcome is None:
        fix = did_you_mean(hypothesis.outcome, outcomes, f"declared outcomes are {listed(outcomes)}")
        yield checked.error((*keys, "outcome"), f"outcome `{hypothesis.outcome}` is not declared", fix)
    elif hypothesis.contrast == "condition:ai_correct" and outcome.score is not None:
        reason = f"`{outcome.id}` is rated once a period, not for each case"
        yield checked.error((*keys, "contrast"), reason, "use an outcome that is measured for each case")
    if hypothesis.treatment not in conditions[1:]:
        fix = did_you_mean(hypothesis.treatment, conditions[1:], f"use one of {listed(conditions[1:])}")
        yield checked.error((*keys, "treatment"), f"`{hypothesis.treatment}` is no treatment condition", fix)
    if hypothesis.family == "primary" and hypothesis.smallest_effect is None:
        reason = f"primary hypothesis `{hypothesis.id}` declares no smallest effect of interest"
        yield checked.warning(keys, reason, "add `smallest_effect`, in units of the outcome")
    yield from check_model(checked, (*keys, "model"), hypothesis, outcome)


def _exclusion(checked: Checked, keys: Keys, exclusion: Exclusion) -> Iterator[Finding]:
    if exclusion.rule != "failed_attention_checks":
        return
    design = checked.study.protocol.design
    periods = len(design.conditions) if design.kind == "crossover" else 1
    cases = sum(len(members) for members in design.case_sets.values())
    times = {"before": 1, "after": 1, "period": periods, "trial": cases}
    checks = sum(times[place.phase] for place in checked.items if place.item.instructed is not None)
    if checks < exclusion.limit:
        reason = f"the rule needs {exclusion.limit:g} failed checks, the session has {checks}"
        yield checked.error((*keys, "limit"), reason, "lower the limit or add items with `instructed`")
