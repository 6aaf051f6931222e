"""What missing values may have done to each promised test."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import bisect

from analysis._result import Estimate, Result
from analysis.data import Dataset
from analysis.imputation._contrast import Contrast, contrast
from analysis.imputation._impute import Imputations, impute
from analysis.imputation._planned import CONDITIONAL, planned_values
from analysis.imputation._rubin import RubinResult
from protocols import Hypothesis, Outcome

SHIFTS = (-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0)
"""Shifts of the imputed values, in standard deviations of the observed ones."""
STEPS = 40
"""Places on either side of 0 where the search for a tipping point looks."""
REACH = 3.0
"""How far it looks where the outcome has no range, in standard deviations."""
SHIFT_COLUMNS = ("delta", "estimate", "std_error", "df", "p_value", "ci_low", "ci_high", "missing_information")


@dataclass(frozen=True, kw_only=True, eq=False)
class MissingDataResult(Result):
    """One promised contrast with its gaps filled."""

    hypothesis: Hypothesis
    """As declared."""
    planned: int
    """Values that everyone allocated would have given under the conditions; 0 where that cannot be said."""
    missing: int
    """Of these, the missing ones."""
    participants: int
    """Participants in the plan."""
    incomplete: int
    """Of these, those with a missing value."""
    pooled: RubinResult | None
    """The contrast of participants' means over the imputations, in units of the outcome; None where nothing was imputed."""
    shifts: pd.DataFrame
    """One row a shift of the imputed values under the treatment: the columns of `SHIFT_COLUMNS`."""
    tipping: tuple[float, float]
    """Smallest shift down and up at which the interval begins, or ceases, to exclude zero; NaN where none within reach does."""
    reach: float
    """Largest shift that was tried: the width of the scale, or three standard deviations."""

    def estimates(self) -> Sequence[Estimate]:
        """The pooled contrast; no row where nothing was imputed."""
        return [] if self.pooled is None else [self.pooled.pooled]


def missing_data(dataset: Dataset, values: pd.DataFrame) -> tuple[MissingDataResult, ...]:
    """Each promised contrast on everyone allocated, with missing values imputed, and with these shifted.

    Values are imputed at the level of cases (of periods, for scores) by `impute`, and participants' means are compared as by
    the paired t test (two groups by the pooled one), pooled by `rubin`. That assumes that gaps depend on what was seen alone.
    How much the answer rests on this is shown by a shift delta of all imputed values under the treatment, as if people who left
    would have answered higher or lower there than others like them, and by the shift at which the conclusion tips.

    Parameters
    ----------
    dataset
        With the plan and the allocations.
    values
        Tidy outcomes of everyone allocated, as `allocated_outcomes` gives them.

    References
    ----------
    Carpenter and Kenward 2013, Multiple Imputation and its Application, chapter 10. Cro et al. 2020, Statistics in Medicine 39:2815
    (delta adjustment). Yan, Lee and Li 2009, Journal of Biopharmaceutical Statistics 19:1085 (tipping point).

    Examples
    --------
    >>> from analysis.confirmatory import allocated_outcomes
    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> empty = Dataset.from_frames(nobody, load_study("skingen"))
    >>> missing_data(empty, allocated_outcomes(empty))[0].messages
    ('Which values are missing cannot be said: no value under a known condition.',)
    """
    plan = dataset.study.protocol.analysis
    declared = {outcome.id: outcome for outcome in plan.outcomes}
    filled: dict[str, Imputations] = {}
    found = []
    for hypothesis in plan.hypotheses:
        outcome = declared[hypothesis.outcome]
        if outcome.id not in filled:
            planned = planned_values(dataset, values, outcome)
            scale = "log" if outcome.measure == "duration" else "linear"
            filled[outcome.id] = impute(planned, np.random.default_rng(plan.seed), scale=scale)  # type: ignore[arg-type]
        found.append(_examined(hypothesis, outcome, filled[outcome.id], plan.reference, plan.confidence))
    return tuple(found)


def _examined(
    hypothesis: Hypothesis, outcome: Outcome, filled: Imputations, reference: str, confidence: float
) -> MissingDataResult:
    by_correctness = hypothesis.contrast != "condition"
    kept = filled.rows["condition"].isin([reference, hypothesis.treatment])
    rows, missing = filled.rows[kept], int(filled.missing[kept].sum())
    messages, pooled, tipping = filled.messages, None, (math.nan, math.nan)
    shifts = pd.DataFrame(columns=list(SHIFT_COLUMNS))
    spread = float(rows["value"].astype(float).std())
    reach = REACH * spread if outcome.range is None else outcome.range[1] - outcome.range[0]
    if outcome.measure in CONDITIONAL:
        messages = ("Whether a missing case would have counted for this outcome is unknown, so nothing is imputed.",)
    elif rows.empty:
        messages = ("Which values are missing cannot be said: no value under a known condition.",)
    elif by_correctness and rows["ai_correct"].nunique() < 2:
        messages = ("There are no cases of both kinds, AI right and AI wrong: the contrast cannot be computed.",)
    elif missing and not messages:
        compared = contrast(filled, reference, hypothesis.treatment, by_correctness=by_correctness)
        pooled = compared.pooled(confidence=confidence)
        shifts = pd.DataFrame(
            list(_shifts(compared, [step * spread for step in SHIFTS], confidence)), columns=list(SHIFT_COLUMNS)
        )
        tipping = (_tipping(compared, -reach, confidence), _tipping(compared, reach, confidence))
        messages = pooled.messages
    return MissingDataResult(
        hypothesis=hypothesis,
        planned=len(rows),
        missing=missing,
        participants=rows["participant"].nunique(),
        incomplete=rows.loc[rows["value"].isna(), "participant"].nunique(),
        pooled=pooled,
        shifts=shifts,
        tipping=tipping,
        reach=reach,
        messages=messages,
    )


def _shifts(compared: Contrast, deltas: Sequence[float], confidence: float) -> Iterator[tuple[float, ...]]:
    for delta in deltas:
        found = compared.pooled(delta, confidence)
        row = found.pooled
        yield (
            delta,
            row.estimate,
            row.std_error,
            found.df,
            row.p_value,
            row.ci_low,
            row.ci_high,
            found.missing_information,
        )


def _tipping(compared: Contrast, furthest: float, confidence: float) -> float:
    """The shift nearest to 0, on the way to `furthest`, at which another end of the interval comes to lie beyond zero."""
    start = compared.pooled(0.0, confidence).pooled
    if math.isnan(start.ci_low):
        return math.nan
    pooled = cache(lambda delta: compared.pooled(delta, confidence).pooled)
    ends: list[Callable[[float], float]] = [lambda delta: pooled(delta).ci_low, lambda delta: pooled(delta).ci_high]
    before = 0.0
    for delta in np.linspace(0, furthest, STEPS + 1)[1:]:
        crossed = [
            float(bisect(end, before, delta, xtol=1e-9 * abs(furthest))) for end in ends if end(before) * end(delta) < 0
        ]
        if crossed:
            return min(crossed, key=abs)
        before = float(delta)
    return math.nan
