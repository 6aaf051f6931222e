"""One outcome under two conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.confirmatory._adjusted import AdjustedDifference, adjusted_difference
from analysis.outcomes import participant_means
from analysis.paired import (
    BootstrapResult,
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
    wilcoxon,
)
from protocols import AnalysisPlan, Outcome


@dataclass(frozen=True, eq=False)
class Comparison:
    """Everything computed about one outcome and one contrast of two conditions."""

    outcome: Outcome
    """The declared outcome."""
    contrast: str
    """`condition`, or `condition:ai_correct`; then `pairs` hold each participant's effect of the condition when the AI was
    wrong (as reference) and when it was right (as treatment), and the difference is a difference of differences."""
    reference: str
    """Reference condition."""
    treatment: str
    """Condition compared with it."""
    pairs: Pairs
    """One value a participant on either side, of those with both."""
    test: WilcoxonResult | PairedTResult
    """The declared test."""
    t: PairedTResult
    """Mean difference with its interval."""
    signed_rank: WilcoxonResult
    """Exact signed-rank test (Pratt) with Hodges-Lehmann estimate."""
    adjusted: AdjustedDifference
    """Mean difference adjusted for period and case set."""
    plan: AnalysisPlan
    """The plan, for levels and seeds."""
    notes: tuple[str, ...] = ()
    """What the design rules out."""

    @cached_property
    def effects(self) -> EffectSizes:
        """Standardised and ordinal effect sizes."""
        return effect_sizes(self.pairs, confidence=self.plan.confidence)

    @cached_property
    def percent(self) -> PercentChange:
        """Percent change of the mean over the reference condition; descriptive."""
        rng = np.random.default_rng(self.plan.seed)
        return percent_change(self.pairs, rng, resamples=self.plan.resamples, confidence=self.plan.confidence)

    @cached_property
    def bootstrap(self) -> BootstrapResult:
        """Bootstrap distribution of the mean difference."""
        rng = np.random.default_rng(self.plan.seed)
        return bootstrap_mean_difference(
            self.pairs, rng, resamples=self.plan.resamples, confidence=self.plan.confidence
        )

    @property
    def means(self) -> tuple[float, float]:
        """Means of the two sides over the pairs; NaN without pairs."""
        if not self.pairs.n:
            return float("nan"), float("nan")
        return float(self.pairs.reference.mean()), float(self.pairs.treatment.mean())

    @property
    def sds(self) -> tuple[float, float]:
        """Standard deviations of the two sides; NaN for fewer than two pairs."""
        if self.pairs.n < 2:
            return float("nan"), float("nan")
        return float(self.pairs.reference.std(ddof=1)), float(self.pairs.treatment.std(ddof=1))

    @property
    def messages(self) -> tuple[str, ...]:
        """Who was left out and what could not be computed, in words, each once."""
        return tuple(
            dict.fromkeys(
                (*self.notes, *self.pairs.messages, *self.test.messages, *self.t.messages, *self.adjusted.messages)
            )
        )


def compare(
    values: pd.DataFrame,
    outcome: Outcome,
    plan: AnalysisPlan,
    treatment: str,
    *,
    contrast: str = "condition",
    codes: Mapping[str, pd.Series] | None = None,
    notes: tuple[str, ...] = (),
) -> Comparison:
    """Compare a condition with the plan's reference condition within participants.

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
    codes
        Codes of the design, see `adjusted_difference`.
    notes
        Sentences to put before the messages.
    """
    rows = values[(values["outcome"] == outcome.id) & values["condition"].isin([plan.reference, treatment])]
    if contrast == "condition":
        means = participant_means(rows).rename(columns={"value": outcome.id})
        pairs = pair(means, outcome.id, reference=plan.reference, treatment=treatment)
    else:
        pairs = _effects_by_correctness(rows, outcome.id, plan.reference, treatment)
    signed_rank = wilcoxon(pairs, confidence=plan.confidence)
    t = paired_t(pairs, confidence=plan.confidence)
    return Comparison(
        outcome=outcome,
        contrast=contrast,
        reference=plan.reference,
        treatment=treatment,
        pairs=pairs,
        test=signed_rank if plan.test == "wilcoxon_pratt" else t,
        t=t,
        signed_rank=signed_rank,
        adjusted=adjusted_difference(pairs, codes or {}, confidence=plan.confidence),
        plan=plan,
        notes=notes,
    )


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
