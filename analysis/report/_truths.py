"""Simulated data: do the intervals cover the effects that are true?"""

import math
from dataclasses import dataclass

import pandas as pd

from analysis.confirmatory import Comparison, Results, compare, participant_design
from analysis.data import TrueEffect


@dataclass(frozen=True, eq=False)
class TruthRow:
    """One true effect and its estimate."""

    truth: TrueEffect
    """The true effect."""
    comparison: Comparison
    """Its estimate."""

    @property
    def covered(self) -> bool | None:
        """Whether the interval of the mean difference covers the truth; None without an interval."""
        t = self.comparison.t
        if math.isnan(t.ci_low):
            return None
        return t.ci_low <= self.truth.difference <= t.ci_high


def truth_rows(results: Results) -> tuple[TruthRow, ...]:
    """The true effects that a declared outcome estimates; empty for data of people."""
    simulation = results.dataset.simulation
    if simulation is None:
        return ()
    study = results.dataset.study.protocol
    declared = {outcome.id: outcome for outcome in study.analysis.outcomes}
    by_measure = {outcome.measure: outcome for outcome in study.analysis.outcomes if outcome.measure}
    treatment = study.analysis.hypotheses[0].treatment
    codes = participant_design(results.dataset, treatment, study.analysis.reference)
    rows = []
    for truth in simulation.true_effects:
        outcome = declared.get(truth.outcome) or by_measure.get(truth.outcome)  # type: ignore[call-overload]
        if outcome is not None and not math.isnan(truth.difference):
            comparison = compare(
                results.values, outcome, study.analysis, treatment, contrast=truth.contrast, codes=codes
            )
            rows.append(TruthRow(truth, comparison))
    return tuple(rows)


def truth_table(results: Results) -> pd.DataFrame:
    """The same as a tidy frame: `outcome, contrast, truth, estimate, ci_low, ci_high, covered`."""
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
            }
            for row in truth_rows(results)
        ]
    )
