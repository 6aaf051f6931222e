"""Whether ratings and confidence follow correctness, as text."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis._result import Estimate
from analysis.data import Dataset
from analysis.decisions import TrustCalibrationResult, trust_calibration
from analysis.paired import pair, paired_t
from analysis.report._numbers import DASH, bounded, decimal, interval

CONFIDENCE = "Confidence in the final judgement"


def trust_rows(dataset: Dataset, values: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row a rating and condition, then the difference of a treatment from the reference.

    Ratings of an answer (outcomes made of trial items) stand against whether the AI was right, confidence in the final judgement
    against whether that was right.
    """
    conditions = dataset.conditions
    for title, trials in _ratings(dataset, values):
        found = trust_calibration(trials, by="condition", confidence=dataset.study.protocol.analysis.confidence)
        measures = {row.term: row for row in found.measures}
        present = [name for name in conditions if f"{name}: auc" in measures]
        for number, name in enumerate(present):
            own = found.per_participant[found.per_participant["condition"] == name]["auc"]
            yield {
                "title": title if number == 0 else "",
                "condition": conditions[name],
                "n": int(own.notna().sum()),
                "slope": _text(measures[f"{name}: slope"]),
                "auc": _area(measures[f"{name}: auc"]),
                "pooled": _area(measures[f"{name}: auc_pooled"]),
            }
        yield from _differences(found, dataset)


def _ratings(dataset: Dataset, values: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Titles and frames with `participant, condition, trust, ai_correct`."""
    rows = values[values["condition"].notna() & values["value"].notna()]
    for outcome in dataset.study.protocol.analysis.outcomes:
        if outcome.items:
            own = rows[rows["outcome"] == outcome.id]
            yield f"{outcome.title}, by AI right or wrong", own.rename(columns={"value": "trust"})
    trials = dataset.trials
    kept = trials["participant"].isin(dataset.allocations["participant"]) & trials["condition"].notna()
    kept &= trials["final_confidence"].notna() & trials["final_correct"].notna()
    stated = trials[kept].assign(trust=trials["final_confidence"], ai_correct=trials["final_correct"])
    yield f"{CONFIDENCE}, by its being right or wrong", stated


def _differences(found: TrustCalibrationResult, dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Paired differences of participants' slopes and areas between a treatment and the reference."""
    plan, conditions = dataset.study.protocol.analysis, dataset.conditions
    own = found.per_participant
    for treatment in conditions:
        if treatment == plan.reference or not {treatment, plan.reference} <= set(own["condition"]):
            continue
        tests = [
            paired_t(pair(own, name, reference=plan.reference, treatment=treatment), confidence=plan.confidence)
            for name in ("slope", "auc")
        ]
        if tests[0].n < 2:
            continue
        slope, area = (Estimate("difference", test.mean, ci_low=test.ci_low, ci_high=test.ci_high) for test in tests)
        yield {
            "title": "",
            "condition": f"{conditions[treatment]} minus {conditions[plan.reference]}",
            "n": tests[0].n,
            "slope": _text(slope, sign=True),
            "auc": _area(area),
            "pooled": DASH,
        }


def _text(row: Estimate, *, sign: bool = False) -> str:
    value = decimal(row.estimate, sign=sign)
    return value if math.isnan(row.ci_low) else f"{value} {interval(row.ci_low, row.ci_high)}"


def _area(row: Estimate) -> str:
    """An area, or a difference of areas."""
    if math.isnan(row.ci_low):
        return bounded(row.estimate)
    return f"{bounded(row.estimate)} [{bounded(row.ci_low)}, {bounded(row.ci_high)}]"
