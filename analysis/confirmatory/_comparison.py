"""One outcome under two conditions."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis._bootstrap import BootstrapResult
from analysis._equivalence import TostResult
from analysis.between import (
    BetweenEffects,
    Groups,
    MannWhitneyResult,
    WelchResult,
    between_effects,
    between_mean_difference,
    between_percent_change,
    mann_whitney,
    split,
    welch_t,
    welch_tost,
)
from analysis.confirmatory._adjusted import AdjustedDifference, adjusted_difference
from analysis.confirmatory._covariates import adjusted_contrast, adjusted_groups
from analysis.confirmatory._design import ParticipantDesign
from analysis.outcomes import correctness_effects, participant_means
from analysis.paired import (
    EffectSizes,
    PairedTResult,
    Pairs,
    PercentChange,
    WilcoxonResult,
    bootstrap_mean_difference,
    effect_sizes,
    pair,
    paired_t,
    percent_change,
    tost,
    wilcoxon,
)
from protocols import AnalysisPlan, Outcome


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything computed about one outcome and one contrast of two conditions.

    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> plan = dataset.study.protocol.analysis
    >>> found = compare(outcomes(dataset), plan.outcomes[1], plan, "skingen")
    >>> [round(mean, 2) for mean in found.means], round(found.effects.dz.estimate, 2), round(found.equivalence(0.5).p_value, 3)
    ([4.6, 5.52], 2.36, 0.991)
    """

    outcome: Outcome
    """The declared outcome."""
    contrast: str
    """`condition`, or `condition:ai_correct`; then the difference is a difference of differences. `Pairs` hold each participant's
    effect of the condition when the AI was wrong (as reference) and when it was right (as treatment), `Groups` each one's mean
    when the AI was right minus that when it was wrong."""
    reference: str
    """Reference condition."""
    treatment: str
    """Condition compared with it."""
    sample: Pairs | Groups
    """One value a participant on either side, of those with both; between participants, one value a participant."""
    test: WilcoxonResult | PairedTResult | MannWhitneyResult | WelchResult
    """The declared test."""
    t: PairedTResult | WelchResult
    """Mean difference with its interval."""
    ranks: WilcoxonResult | MannWhitneyResult
    """Exact signed-rank test (Pratt), or rank-sum test between participants, with Hodges-Lehmann estimate."""
    adjusted: AdjustedDifference
    """Mean difference adjusted for period and case set, or for strata."""
    plan: AnalysisPlan
    """The plan, for levels and seeds."""
    notes: tuple[str, ...] = ()
    """What the design rules out."""

    @cached_property
    def effects(self) -> EffectSizes | BetweenEffects:
        """Standardised and ordinal effect sizes."""
        if isinstance(self.sample, Groups):
            return between_effects(self.sample, confidence=self.plan.confidence)
        return effect_sizes(self.sample, confidence=self.plan.confidence)

    @cached_property
    def percent(self) -> PercentChange:
        """Percent change of the mean over the reference condition; descriptive."""
        rng, plan = np.random.default_rng(self.plan.seed), self.plan
        if isinstance(self.sample, Groups):
            return between_percent_change(self.sample, rng, resamples=plan.resamples, confidence=plan.confidence)
        return percent_change(self.sample, rng, resamples=plan.resamples, confidence=plan.confidence)

    @cached_property
    def bootstrap(self) -> BootstrapResult:
        """Bootstrap distribution of the mean difference."""
        rng, plan = np.random.default_rng(self.plan.seed), self.plan
        if isinstance(self.sample, Groups):
            return between_mean_difference(self.sample, rng, resamples=plan.resamples, confidence=plan.confidence)
        return bootstrap_mean_difference(self.sample, rng, resamples=plan.resamples, confidence=plan.confidence)

    def equivalence(self, bound: float) -> TostResult:
        """Two one-sided t tests of the mean difference against -bound and bound, in units of the outcome."""
        alpha = min(self.plan.alpha, 0.49)
        if isinstance(self.sample, Groups):
            return welch_tost(self.sample, bound, alpha=alpha)
        return tost(self.sample, bound, alpha=alpha)

    @property
    def means(self) -> tuple[float, float]:
        """Means of the two sides over those compared; NaN where nobody is."""
        if not self.sample.n:
            return float("nan"), float("nan")
        return float(self.sample.reference.mean()), float(self.sample.treatment.mean())

    @property
    def sds(self) -> tuple[float, float]:
        """Standard deviations of the two sides; NaN for a side with fewer than two participants."""
        low, high = (
            float(side.std(ddof=1)) if self.sample.n and len(side) > 1 else float("nan")
            for side in (self.sample.reference, self.sample.treatment)
        )
        return low, high

    @property
    def messages(self) -> tuple[str, ...]:
        """Who was left out and what could not be computed, in words, each once."""
        return tuple(
            dict.fromkeys(
                (*self.notes, *self.sample.messages, *self.test.messages, *self.t.messages, *self.adjusted.messages)
            )
        )


def compare(
    values: pd.DataFrame,
    outcome: Outcome,
    plan: AnalysisPlan,
    treatment: str,
    *,
    contrast: str = "condition",
    design: ParticipantDesign | None = None,
    notes: tuple[str, ...] = (),
) -> Comparison:
    """Compare a condition with the plan's reference condition, within participants or between them.

    Between participants, `wilcoxon_pratt` stands for the exact rank-sum test and `paired_t` for Welch's t test: the tests of the
    same kind that the design allows.

    Parameters
    ----------
    values
        Tidy outcomes, as `outcomes` gives them.
    outcome
        The outcome to compare.
    plan
        Test, levels, resamples and seed.
    treatment
        The condition compared with the reference.
    contrast
        `condition`: d = mean under treatment - mean under reference, per participant. `condition:ai_correct`: d over cases in
        which the AI was right minus d over those in which it was wrong.
    design
        Who met what, see `participant_design`; by default two conditions met by everyone, and no adjustment.
    notes
        Sentences to put before the messages.

    References
    ----------
    Senn 2002, Cross-over Trials in Clinical Research, ch. 3 (two conditions); tests, intervals and effect sizes are those of
    `analysis.paired` and `analysis.between`, each with its own source.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> plan = dataset.study.protocol.analysis
    >>> found = compare(outcomes(dataset), plan.outcomes[0], plan, "skingen")
    >>> found.sample.n, round(found.t.mean, 3), round(found.ranks.p_value, 4)
    (8, 0.597, 0.0078)
    """
    design = design or ParticipantDesign()
    of_outcome = values[values["outcome"] == outcome.id]
    rows = of_outcome[of_outcome["condition"].isin([plan.reference, treatment])]
    t: PairedTResult | WelchResult
    ranks: WilcoxonResult | MannWhitneyResult
    sample: Pairs | Groups
    if design.between:
        sample = split(_means(rows, outcome.id, contrast), outcome.id, reference=plan.reference, treatment=treatment)
        t, ranks = welch_t(sample, confidence=plan.confidence), mann_whitney(sample, confidence=plan.confidence)
        strata = pd.Series(dtype=object) if design.strata is None else design.strata
        adjusted = adjusted_groups(sample, strata, confidence=plan.confidence)
    else:
        if contrast == "condition":
            means = _means(rows, outcome.id, contrast)
            sample = pair(means, outcome.id, reference=plan.reference, treatment=treatment)
        else:
            sample = _effects_by_correctness(rows, outcome.id, plan.reference, treatment)
        t, ranks = paired_t(sample, confidence=plan.confidence), wilcoxon(sample, confidence=plan.confidence)
        if design.places is None:
            adjusted = adjusted_difference(sample, design.codes, confidence=plan.confidence)
        else:
            every = _means(of_outcome, "value", contrast)
            adjusted = adjusted_contrast(every, design.places, plan.reference, treatment, confidence=plan.confidence)
    return Comparison(
        outcome=outcome,
        contrast=contrast,
        reference=plan.reference,
        treatment=treatment,
        sample=sample,
        test=ranks if plan.test == "wilcoxon_pratt" else t,
        t=t,
        ranks=ranks,
        adjusted=adjusted,
        plan=plan,
        notes=notes,
    )


def _means(rows: pd.DataFrame, name: str, contrast: str) -> pd.DataFrame:
    """`participant, condition` and the participant's mean (or AI right minus AI wrong) in a column of that name."""
    means = participant_means(rows) if contrast == "condition" else correctness_effects(rows)
    return means[["participant", "condition", "value"]].rename(columns={"value": name})


def _effects_by_correctness(rows: pd.DataFrame, outcome: str, reference: str, treatment: str) -> Pairs:
    """Each participant's effect of the condition when the AI was wrong and when it was right."""
    means = participant_means(rows, by=("ai_correct",))
    wide = means.pivot(index="participant", columns=["ai_correct", "condition"], values="value")
    cells = [(correct, condition) for correct in (False, True) for condition in (reference, treatment)]
    complete = wide.reindex(columns=pd.MultiIndex.from_tuples(cells)).astype(float).dropna()
    wrong, right = (
        (complete[correct, treatment] - complete[correct, reference]).to_numpy() for correct in (False, True)
    )
    lost = rows["participant"].nunique() - len(complete)
    message = (
        f"{lost} of {lost + len(complete)} participants lack '{outcome}' in one of the four cells of condition and AI "
        "correctness and are left out."
    )
    if not len(complete):
        message = f"Nobody has '{outcome}' in all four cells of condition and AI correctness: nothing can be compared."
    return Pairs(
        outcome=outcome,
        participants=tuple(complete.index),
        reference=wrong,
        treatment=right,
        reference_condition="effect when the AI is wrong",
        treatment_condition="effect when the AI is right",
        messages=(message,) if lost or not len(complete) else (),
    )
