"""A declared model at its estimates, read for one contrast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis._equivalence import TostResult, two_one_sided
from analysis._result import Estimate
from analysis.confirmatory._model_fit import Fit
from analysis.confirmatory._profiled import Scenarios, profiled
from analysis.linear import LmmResult
from analysis.ordinal import ClmmResult, nominal_test
from protocols import AnalysisPlan, Hypothesis, Outcome

_NONE = Estimate("")


@dataclass(frozen=True, eq=False)
class ModelResult:
    """A declared model at its estimates, or the reason why there are none; what only a report needs is computed when asked for."""

    hypothesis: Hypothesis
    """Whose model it is."""
    outcome: Outcome
    """Its outcome."""
    plan: AnalysisPlan
    """For levels, reference condition and kind of intervals."""
    formula: str
    """Formula that was fitted: the declared one unless slopes were dropped by rule."""
    link: str
    """`identity` (linear mixed model), or the link of a cumulative link mixed model."""
    messages: tuple[str, ...]
    """What was dropped, and what a reader must know of the fit, in words."""
    fit: Fit | None = None
    """The fitted model; None where data and formula do not fit."""
    wald: Estimate = _NONE
    """The contrast on the scale of the link, with Wald interval from t with `effect_df`."""
    test: str = ""
    """`likelihood-ratio` or `t`."""
    statistic: float = math.nan
    """Chi-squared or t."""
    df: float = math.nan
    """Degrees of freedom of chi-squared or t; infinite where t is z."""
    p_value: float = math.nan
    """Two-sided; NaN where the model gives no answer that may be used."""
    effect: Estimate = _NONE
    """Average marginal effect in units of the outcome; interval from t, of an ordinal model by the delta method."""
    effect_df: float = math.nan
    """Degrees of freedom of that t: as declared for a linear model, containment (infinite where nothing contains the effect) for an
    ordinal one; NaN where there are too few groups for any."""
    scores: tuple[float, ...] = ()
    """Values of the outcome that occur, ascending."""

    @property
    def declared(self) -> str:
        """Formula in the protocol."""
        return self.hypothesis.model or ""

    @property
    def usable(self) -> bool:
        """Whether the model can decide."""
        return not math.isnan(self.p_value)

    @cached_property
    def coefficient(self) -> Estimate:
        """The contrast on the scale of the link, with the declared interval (Wald or profile likelihood): log odds for `logit`."""
        if self.plan.model_intervals == "wald" or not isinstance(self.fit, ClmmResult):
            return self.wald
        return profiled(
            self.wald, self.fit, contrast_scenarios(self.hypothesis, self.plan.reference), self.plan.confidence
        )

    @cached_property
    def agreement(self) -> Estimate | None:
        """Average marginal effect on P(answer above the middle of the scale), as a share; None but for ratings."""
        if not isinstance(self.fit, ClmmResult) or not self.outcome.items or self.outcome.range is None:
            return None
        above = [float(score > sum(self.outcome.range) / 2) for score in self.scores]
        scenarios = contrast_scenarios(self.hypothesis, self.plan.reference)
        return estimate(expected(self.fit, scenarios, above, self.plan.confidence), "agreement")

    @cached_property
    def means(self) -> pd.DataFrame:
        """`condition, estimate, std_error, ci_low, ci_high`: expected outcome under each condition, over the cases and people here."""
        columns = ["condition", "estimate", "std_error", "ci_low", "ci_high"]
        if self.fit is None:
            return pd.DataFrame(columns=columns)
        parts = [
            expected(self.fit, [(1.0, {"condition": condition})], self.scores, self.plan.confidence).assign(
                condition=condition
            )
            for condition in self.fit.frame.data["condition"].cat.categories
        ]
        return pd.concat(parts, ignore_index=True)[columns]

    @property
    def equivalence(self) -> TostResult | None:
        """The effect against the smallest one of interest, where one is declared and the model can decide."""
        bound = self.hypothesis.smallest_effect
        if bound is None or self.fit is None or not self.usable or not self.effect.std_error > 0:
            return None
        alpha, n = min(self.plan.alpha, 0.49), self.fit.n_observations
        return two_one_sided(self.effect.estimate, self.effect.std_error, self.effect_df, bound, alpha, n=n)

    @cached_property
    def proportional_odds(self) -> float:
        """P value of an effect that differs by threshold, without random effects; NaN for other models."""
        if not isinstance(self.fit, ClmmResult) or len(self.fit.categories) < 3:
            return math.nan
        try:
            table = nominal_test(self.fit)
        except np.linalg.LinAlgError:
            return math.nan
        wanted = set(self.hypothesis.contrast.split(":"))
        own = table[table["term"].map(lambda term: set(term.split(":"))) == wanted]
        return float(own["p_value"].iloc[0]) if len(own) else math.nan

    @property
    def probabilities(self) -> pd.DataFrame:
        """`condition, category, estimate, ci_low, ci_high`: probability of every answer; empty for a linear model."""
        if not isinstance(self.fit, ClmmResult) or not self.usable:
            return pd.DataFrame(columns=["condition", "category", "estimate", "ci_low", "ci_high"])
        return self.fit.marginal_means(
            "condition", mode="probability", confidence=self.plan.confidence, df="containment"
        )


def contrast_scenarios(hypothesis: Hypothesis, reference: str) -> Scenarios:
    """What is set to what, with which weight, for the contrast of a hypothesis."""
    treated, untreated = {"condition": hypothesis.treatment}, {"condition": reference}
    if hypothesis.contrast == "condition":
        return [(1.0, treated), (-1.0, untreated)]
    return [
        (sign * side, {**condition, "ai_correct": right})
        for sign, right in ((1.0, True), (-1.0, False))
        for side, condition in ((1.0, treated), (-1.0, untreated))
    ]


def expected(fit: Fit, scenarios: Scenarios, scores: Sequence[float] | None, confidence: float) -> pd.DataFrame:
    """One row, with its degrees of freedom: the weighted sum of what is expected in the scenarios, in units of the outcome, or on the
    scale of the link without scores."""
    if isinstance(fit, LmmResult):
        return fit.expected_contrast(scenarios, confidence)
    return fit.expected_contrast(scenarios, scores, confidence, df="containment")


def estimate(table: pd.DataFrame, term: str) -> Estimate:
    """The first row of a summary under another name."""
    names = ("estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high")
    return Estimate(term, *(float(table[name].iloc[0]) for name in names))
