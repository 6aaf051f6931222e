"""Simulated data: do the intervals cover the effects that are true?"""

import math
from dataclasses import dataclass

import pandas as pd

from analysis._result import Estimate
from analysis.confirmatory import Comparison, Results, compare, participant_design
from analysis.data import TrueEffect


@dataclass(frozen=True, eq=False)
class TruthRow:
    """One true effect and its estimate."""

    truth: TrueEffect
    """The true effect."""
    comparison: Comparison
    """Its estimate from participants' means."""
    model: Estimate | None
    """Average effect of the model that a hypothesis declares for it, in units of the outcome; None without one."""

    @property
    def covered(self) -> bool | None:
        """Whether the interval of the mean difference covers the truth; None without an interval."""
        return _covers(self.comparison.t.ci_low, self.comparison.t.ci_high, self.truth.difference)

    @property
    def model_covered(self) -> bool | None:
        """Whether the interval of the model's effect covers the truth; None without an interval."""
        return None if self.model is None else _covers(self.model.ci_low, self.model.ci_high, self.truth.difference)


def _covers(low: float, high: float, truth: float) -> bool | None:
    return None if math.isnan(low) else low <= truth <= high


def truth_rows(results: Results) -> tuple[TruthRow, ...]:
    """The true effects that a declared outcome estimates; empty for data of people.

    >>> from dataclasses import replace
    >>> from analysis import example_dataset, run_plan
    >>> from analysis.data import Simulation, TrueEffect
    >>> known = Simulation(8, 1, {}, (TrueEffect("trust", "condition", 0.9),))
    >>> results = run_plan(replace(example_dataset(2), simulation=known))
    >>> [(row.truth.outcome, row.covered) for row in truth_rows(results)]
    [('trust', True)]
    """
    simulation = results.dataset.simulation
    if simulation is None:
        return ()
    study = results.dataset.study.protocol
    declared = {outcome.id: outcome for outcome in study.analysis.outcomes}
    by_measure = {outcome.measure: outcome for outcome in study.analysis.outcomes if outcome.measure}
    treatment = study.analysis.hypotheses[0].treatment
    design = participant_design(results.dataset, treatment, study.analysis.reference)
    rows = []
    for truth in simulation.true_effects:
        outcome = declared.get(truth.outcome) or by_measure.get(truth.outcome)  # type: ignore[call-overload]
        if outcome is not None and not math.isnan(truth.difference):
            comparison = compare(
                results.values, outcome, study.analysis, treatment, contrast=truth.contrast, design=design
            )
            rows.append(TruthRow(truth, comparison, _model_effect(results, outcome.id, truth.contrast)))
    return tuple(rows)


def _model_effect(results: Results, outcome: str, contrast: str) -> Estimate | None:
    for result in results.hypotheses:
        hypothesis = result.hypothesis
        if result.model is not None and (hypothesis.outcome, hypothesis.contrast) == (outcome, contrast):
            return result.model.effect
    return None


def truth_table(results: Results) -> pd.DataFrame:
    """The same as a tidy frame: `outcome, contrast, truth, estimate, ci_low, ci_high, covered`, and for the declared model
    `model_estimate, model_low, model_high, model_covered` (NaN and None without one).

    >>> from dataclasses import replace
    >>> from analysis import example_dataset, run_plan
    >>> from analysis.data import Simulation, TrueEffect
    >>> known = Simulation(8, 1, {}, (TrueEffect("trust", "condition", 0.9),))
    >>> results = run_plan(replace(example_dataset(2), simulation=known))
    >>> truth_table(results)[["outcome", "truth", "covered"]].to_dict("records")
    [{'outcome': 'trust', 'truth': 0.9, 'covered': True}]
    """
    return pd.DataFrame(
        [
            {
                "outcome": row.truth.outcome,
                "contrast": row.truth.contrast,
                "truth": row.truth.difference,
                "estimate": row.comparison.t.mean,
                "ci_low": row.comparison.t.ci_low,
                "ci_high": row.comparison.t.ci_high,
                "covered": row.covered,
                "model_estimate": math.nan if row.model is None else row.model.estimate,
                "model_low": math.nan if row.model is None else row.model.ci_low,
                "model_high": math.nan if row.model is None else row.model.ci_high,
                "model_covered": row.model_covered,
            }
            for row in truth_rows(results)
        ]
    )
