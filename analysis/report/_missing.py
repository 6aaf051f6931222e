"""Missing values as text: what was imputed, and what it would take to change a conclusion."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.confirmatory import Results
from analysis.imputation import IMPUTATIONS, SHIFTS, MissingDataResult
from analysis.report._numbers import DASH, Measure, decimal, p_cell


def missing_view(results: Results, found: Sequence[MissingDataResult]) -> dict[str, Any]:
    """What the section on missing values prints."""
    shown = dict(zip((result.hypothesis.id for result in found), found, strict=True))
    primary = [shown[result.hypothesis.id] for result in results.family("primary")]
    return {
        "complete": any(result.planned for result in found) and not any(result.missing for result in found),
        "any": any(result.pooled is not None for result in found),
        "imputations": IMPUTATIONS,
        "rows": [_row(result, results) for result in found],
        "steps": [f"{decimal(step, sign=True)} SD" if step else "0" for step in SHIFTS],
        "shifts": [_shifted(result, results) for result in primary if result.pooled is not None],
        "notes": list(dict.fromkeys(_notes(found))),
    }


def _row(missing: MissingDataResult, results: Results) -> dict[str, Any]:
    tested = next(result for result in results.hypotheses if result.hypothesis.id == missing.hypothesis.id)
    measure, effect, pooled = _measure(missing, results), tested.effect, missing.pooled
    return {
        "id": missing.hypothesis.id,
        "outcome": _title(missing, results),
        "unit": measure.difference_unit,
        "planned": missing.planned,
        "missing": missing.missing,
        "percent": decimal(100 * missing.missing / missing.planned, 1) if missing.planned else "",
        "participants": missing.participants,
        "incomplete": missing.incomplete,
        "deciding": measure.value(effect.estimate, sign=True),
        "deciding_interval": measure.interval(effect.ci_low, effect.ci_high),
        "imputed": None
        if pooled is None
        else {
            "estimate": measure.value(pooled.pooled.estimate, sign=True),
            "interval": measure.interval(pooled.pooled.ci_low, pooled.pooled.ci_high),
            "p": p_cell(pooled.pooled.p_value),
            "information": DASH
            if math.isnan(pooled.missing_information)
            else f"{decimal(100 * pooled.missing_information, 1)}%",
        },
    }


def _shifted(missing: MissingDataResult, results: Results) -> dict[str, Any]:
    measure = _measure(missing, results)
    return {
        "id": missing.hypothesis.id,
        "outcome": _title(missing, results),
        "unit": measure.difference_unit,
        "cells": [
            {
                "delta": measure.value(row.delta, sign=True),
                "estimate": measure.value(row.estimate, sign=True),
                "interval": measure.interval(row.ci_low, row.ci_high),
            }
            for row in missing.shifts.itertuples()
        ],
        "tipping": _tipping(missing, results),
    }


def _tipping(missing: MissingDataResult, results: Results) -> str:
    """The tipping points of a contrast in one sentence."""
    assert missing.pooled is not None  # only imputed contrasts are shifted
    measure, pooled = _measure(missing, results), missing.pooled.pooled
    apart = pooled.ci_low > 0 or pooled.ci_high < 0
    ways = [
        f"{measure.value(abs(shift))} {measure.difference_unit} {way}"
        for shift, way in zip(missing.tipping, ("lower", "higher"), strict=True)
        if not math.isnan(shift)
    ]
    treatment = results.dataset.conditions[missing.hypothesis.treatment]
    if not ways:
        reach = f"{measure.value(missing.reach)} {measure.difference_unit}"
        return f"No shift of the missing values under “{treatment}” by up to {reach} brings the interval to another side of zero."
    return (
        f"The interval would {'cease' if apart else 'begin'} to exclude zero if the missing values under “{treatment}” lay "
        f"{' or '.join(ways)} than people like those who left would have answered."
    )


def _notes(found: Sequence[MissingDataResult]) -> Iterator[str]:
    for result in found:
        yield from (f"{result.hypothesis.id.upper()}: {sentence}" for sentence in result.messages)


def _measure(missing: MissingDataResult, results: Results) -> Measure:
    declared = results.dataset.study.protocol.analysis.outcomes
    return Measure.of(next(outcome for outcome in declared if outcome.id == missing.hypothesis.outcome))


def _title(missing: MissingDataResult, results: Results) -> str:
    declared = results.dataset.study.protocol.analysis.outcomes
    title = next(outcome.title for outcome in declared if outcome.id == missing.hypothesis.outcome)
    return title + (" × AI right" if missing.hypothesis.contrast != "condition" else "")
