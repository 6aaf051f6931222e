"""The promised tests with their correction."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analysis._adjust import adjust
from analysis._result import Estimate
from analysis.confirmatory._comparison import Comparison, compare
from analysis.confirmatory._design import ParticipantDesign, participant_design
from analysis.confirmatory._model import declared_model
from analysis.confirmatory._model_result import ModelResult
from analysis.confirmatory._verdict import Verdict, verdict
from analysis.data import Dataset
from analysis.paired import TostResult
from protocols import AnalysisPlan, Hypothesis

FAMILIES: tuple[str, ...] = ("primary", "secondary")
"""Families of hypotheses."""


@dataclass(frozen=True, eq=False)
class HypothesisResult:
    """One promised test."""

    hypothesis: Hypothesis
    """As declared."""
    comparison: Comparison
    """Estimates, intervals and the test."""
    model: ModelResult | None
    """The declared mixed model; None where the hypothesis declares none, or the set of participants is shown without."""
    decided_by: Literal["test", "model"]
    """Whose p value counts, as the plan declares; `test` also where the model gives none."""
    p_adjusted: float
    """Deciding p value after the correction over the primary family; unadjusted for a secondary hypothesis."""
    equivalence: TostResult | None
    """Test of the deciding estimate against the smallest effect of interest, where one is declared."""
    verdict: Verdict
    """What may be concluded."""

    @property
    def p_value(self) -> float:
        """Unadjusted p value that decides."""
        return _deciding(self.comparison, self.model, self.decided_by)[1]

    @property
    def effect(self) -> Estimate:
        """Deciding estimate in units of the outcome: of the model, or the mean difference."""
        return _deciding(self.comparison, self.model, self.decided_by)[0]

    @property
    def participants(self) -> tuple[Any, ...]:
        """Whose answers the deciding estimate rests on."""
        if self.decided_by == "model" and self.model is not None and self.model.fit is not None:
            rows = self.model.fit.frame.data
            if "participant" in rows:
                return tuple(rows["participant"].unique())
        return tuple(self.comparison.sample.participants)

    @property
    def messages(self) -> tuple[str, ...]:
        """Those of comparison and model, where the model could not decide, and where interval and test seem to disagree."""
        model = self.model.messages if self.model is not None else ()
        found = tuple(dict.fromkeys((*self.comparison.messages, *model)))
        if self.model is not None and self.decided_by == "test" and self.comparison.plan.decides == "model":
            reason = "The declared model gives no p value that may be used, so the design-based test decides, as the plan says."
            found = (reason, *found)
        effect, rejected = self.effect, self.p_adjusted < self.comparison.plan.alpha
        without_zero = effect.ci_low > 0 or effect.ci_high < 0
        if math.isnan(effect.ci_low) or math.isnan(self.p_adjusted) or without_zero == rejected:
            return found
        belongs = (
            f"it is a Wald interval{'' if self.model is None or self.model.test == 't' else ' beside a likelihood-ratio test'}"
            if self.decided_by == "model"
            else "the one that belongs to a rank test is that of the Hodges–Lehmann estimate"
        )
        disagreement = (
            f"The interval of the difference {'excludes' if without_zero else 'includes'} zero, but the promised test "
            f"{'rejects' if rejected else 'does not reject'}; the test decides. Intervals are not corrected for multiplicity, and "
            f"{belongs}."
        )
        return (disagreement, *found)


def _deciding(
    comparison: Comparison, model: ModelResult | None, decided_by: Literal["test", "model"]
) -> tuple[Estimate, float]:
    """Estimate in units of the outcome, and p value."""
    if decided_by == "model" and model is not None:
        return model.effect, model.p_value
    return comparison.t.estimates()[0], comparison.test.p_value


def promised_tests(
    dataset: Dataset,
    values: pd.DataFrame,
    *,
    models: Sequence[str] = FAMILIES,
    near: Mapping[str, ModelResult] | None = None,
    known: Sequence[HypothesisResult] = (),
) -> tuple[HypothesisResult, ...]:
    """All promised tests on these outcome values, in declared order; the primary ones share one correction.

    A primary hypothesis that could not be tested does not count in the family. `models` names the families whose
    declared models are fitted; in the others the design-based test of every hypothesis decides. `near` holds models of
    similar data by hypothesis: fits begin there. `known` are results of these very values: what they hold is not computed again.

    Source: corrections as in `analysis.adjust`; one family of primary hypotheses: Dmitrienko and D'Agostino 2013,
    Statistics in Medicine 32:5172.

    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> found = promised_tests(dataset, outcomes(dataset), models=())
    >>> [(result.hypothesis.id, round(result.p_value, 3), round(result.p_adjusted, 3)) for result in found[:3]]
    [('h1', 0.008, 0.023), ('h2', 0.008, 0.023), ('h3', 0.797, 0.797)]
    """
    plan = dataset.study.protocol.analysis
    designs = {
        treatment: participant_design(dataset, treatment, plan.reference)
        for treatment in {hypothesis.treatment for hypothesis in plan.hypotheses}
    }
    compared = {result.hypothesis.id: result.comparison for result in known}
    fitted = {result.hypothesis.id: result.model for result in known}
    comparisons = {
        hypothesis.id: compared.get(hypothesis.id)
        or _compared(dataset, values, hypothesis, designs[hypothesis.treatment])
        for hypothesis in plan.hypotheses
    }
    fits = {
        hypothesis.id: fitted.get(hypothesis.id)
        or declared_model(dataset, values, hypothesis, (near or {}).get(hypothesis.id))
        if hypothesis.family in models
        else None
        for hypothesis in plan.hypotheses
    }
    decided = {name: _who_decides(plan, fits[name]) for name in fits}
    primary = {
        hypothesis.id: _deciding(comparisons[hypothesis.id], fits[hypothesis.id], decided[hypothesis.id])[1]
        for hypothesis in plan.hypotheses
        if hypothesis.family == "primary"
    }
    adjusted: dict[str, float] = dict(primary)
    if primary and plan.correction != "none":
        family = adjust(primary, plan.correction)
        adjusted = dict(zip(family.terms, family.adjusted, strict=True))
    return tuple(
        _concluded(dataset, hypothesis, comparisons[hypothesis.id], fits[hypothesis.id], adjusted)
        for hypothesis in plan.hypotheses
    )


def _compared(dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis, design: ParticipantDesign) -> Comparison:
    plan = dataset.study.protocol.analysis
    outcome = next(declared for declared in plan.outcomes if declared.id == hypothesis.outcome)
    return compare(
        values,
        outcome,
        plan,
        hypothesis.treatment,
        contrast=hypothesis.contrast,
        design=design,
        notes=design_notes(dataset),
    )


def design_notes(dataset: Dataset) -> tuple[str, ...]:
    """Why nothing can be compared, where that is so."""
    if dataset.withheld:
        return ("Conditions are withheld until the study is unblinded: nothing can be compared yet.",)
    return ()


def _who_decides(plan: AnalysisPlan, model: ModelResult | None) -> Literal["test", "model"]:
    return "model" if plan.decides == "model" and model is not None and model.usable else "test"


def _concluded(
    dataset: Dataset,
    hypothesis: Hypothesis,
    comparison: Comparison,
    model: ModelResult | None,
    adjusted: Mapping[str, float],
) -> HypothesisResult:
    plan = dataset.study.protocol.analysis
    decided_by = _who_decides(plan, model)
    effect, p_value = _deciding(comparison, model, decided_by)
    p_adjusted = adjusted.get(hypothesis.id, p_value)
    equivalence = model.equivalence if decided_by == "model" and model is not None else None
    if hypothesis.smallest_effect is not None and decided_by == "test":
        equivalence = comparison.equivalence(hypothesis.smallest_effect)
    return HypothesisResult(
        hypothesis,
        comparison,
        model,
        decided_by,
        p_adjusted,
        equivalence,
        verdict(
            p_adjusted,
            plan.alpha,
            effect.estimate,
            equivalence,
            treatment=dataset.conditions[hypothesis.treatment],
            outcome=comparison.outcome.title,
            interaction=hypothesis.contrast != "condition",
        ),
    )
