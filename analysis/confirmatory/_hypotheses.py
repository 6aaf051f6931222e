"""The promised tests with their correction."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis._adjust import adjust
from analysis.confirmatory._comparison import Comparison, compare
from analysis.confirmatory._design import participant_design
from analysis.confirmatory._verdict import Verdict, verdict
from analysis.data import Dataset
from analysis.paired import TostResult, tost
from protocols import Hypothesis


@dataclass(frozen=True, eq=False)
class HypothesisResult:
    """One promised test."""

    hypothesis: Hypothesis
    """As declared."""
    comparison: Comparison
    """Estimates, intervals and the test."""
    p_adjusted: float
    """P value after the correction over the primary family; that of the test itself for a secondary hypothesis."""
    equivalence: TostResult | None
    """Test against the smallest effect of interest, where one is declared."""
    verdict: Verdict
    """What may be concluded."""

    @property
    def p_value(self) -> float:
        """Unadjusted p value of the declared test."""
        return self.comparison.test.p_value

    @property
    def messages(self) -> tuple[str, ...]:
        """Those of the comparison, and where interval and test seem to disagree."""
        t, rejected = self.comparison.t, self.p_adjusted < self.comparison.plan.alpha
        without_zero = t.ci_low > 0 or t.ci_high < 0
        if math.isnan(t.ci_low) or math.isnan(self.p_adjusted) or without_zero == rejected:
            return self.comparison.messages
        disagreement = (
            f"The interval of the mean difference {'excludes' if without_zero else 'includes'} zero, but the promised test "
            f"{'rejects' if rejected else 'does not reject'}; the test decides. Intervals are not corrected for multiplicity, and "
            "the one that belongs to a signed-rank test is that of the Hodges–Lehmann estimate."
        )
        return (disagreement, *self.comparison.messages)


def promised_tests(dataset: Dataset, values: pd.DataFrame) -> tuple[HypothesisResult, ...]:
    """All promised tests on these outcome values, in declared order; the primary ones share one correction.

    A primary hypothesis that could not be tested does not count in the family.
    """
    plan = dataset.study.protocol.analysis
    codes = {
        treatment: participant_design(dataset, treatment, plan.reference)
        for treatment in {hypothesis.treatment for hypothesis in plan.hypotheses}
    }
    comparisons = {
        hypothesis.id: _compared(dataset, values, hypothesis, codes[hypothesis.treatment])
        for hypothesis in plan.hypotheses
    }
    primary = {
        hypothesis.id: comparisons[hypothesis.id].test.p_value
        for hypothesis in plan.hypotheses
        if hypothesis.family == "primary"
    }
    adjusted: dict[str, float] = dict(primary)
    if primary and plan.correction != "none":
        family = adjust(primary, plan.correction)
        adjusted = dict(zip(family.terms, family.adjusted, strict=True))
    return tuple(
        _concluded(dataset, hypothesis, comparisons[hypothesis.id], adjusted) for hypothesis in plan.hypotheses
    )


def _compared(
    dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis, codes: Mapping[str, pd.Series]
) -> Comparison:
    plan = dataset.study.protocol.analysis
    outcome = next(declared for declared in plan.outcomes if declared.id == hypothesis.outcome)
    return compare(
        values,
        outcome,
        plan,
        hypothesis.treatment,
        contrast=hypothesis.contrast,
        codes=codes,
        notes=design_notes(dataset),
    )


def design_notes(dataset: Dataset) -> tuple[str, ...]:
    """Why nothing can be compared within participants, where that is so."""
    if dataset.withheld:
        return ("Conditions are withheld until the study is unblinded: nothing can be compared yet.",)
    if dataset.study.protocol.design.kind == "between":
        return ("Each participant met one condition: there are no differences within participants to analyse.",)
    return ()


def _concluded(
    dataset: Dataset, hypothesis: Hypothesis, comparison: Comparison, adjusted: Mapping[str, float]
) -> HypothesisResult:
    plan = dataset.study.protocol.analysis
    p_adjusted = adjusted.get(hypothesis.id, comparison.test.p_value)
    equivalence = None
    if hypothesis.smallest_effect is not None:
        equivalence = tost(comparison.pairs, hypothesis.smallest_effect, alpha=min(plan.alpha, 0.49))
    return HypothesisResult(
        hypothesis,
        comparison,
        p_adjusted,
        equivalence,
        verdict(
            p_adjusted,
            plan.alpha,
            comparison.t.mean,
            equivalence,
            treatment=dataset.conditions[hypothesis.treatment],
            outcome=comparison.outcome.title,
            interaction=hypothesis.contrast != "condition",
        ),
    )
