"""What a simulated study takes to be true."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from scipy.optimize import brentq

from analysis._gate import AnalysisError, named
from analysis.power._responses import Response, response_of
from protocols import AnalysisPlan, Hypothesis, Outcome, Study

LARGEST = 8.0
"""Largest effect that is looked for, logits."""


@dataclass(frozen=True)
class Assumptions:
    """Effects and spreads on the latent scale, in logits.

    Level of an answer = condition effect + AI correctness + their product + participant + participant's own effect +
    case + case's own effect + occasion, all spreads normal and independent. The defaults of effects on ratings are
    of the size seen in studies of explanations; replace them by those of a pilot.

    >>> round(Assumptions(participant_sd=1.0, case_sd=0.5).level_sd(by_case=True), 3)
    1.287
    """

    effects: Mapping[str, float] = field(default_factory=dict)
    """By hypothesis. Where none is given: the effect that amounts to the hypothesis' smallest effect of interest on the
    scale of its outcome, or `default_effect` where the protocol declares none."""
    default_effect: float = 0.5
    """Effect of a hypothesis for which nothing is declared."""
    participant_sd: float = 1.0
    """Spread of participants."""
    participant_effect_sd: float = 0.5
    """Spread of the condition's effect over participants."""
    case_sd: float = 0.5
    """Spread of cases."""
    case_effect_sd: float = 0.25
    """Spread of the condition's effect over cases."""
    occasion_sd: float = 0.5
    """Spread of one participant's judgements of one case, shared by its items."""
    wrongness: float = 0.6
    """How much lower answers are where the AI is wrong; levels are centred over the cases."""

    def __post_init__(self) -> None:
        """Refuses what is no spread."""
        for name in SPREADS:
            value = getattr(self, name)
            if not math.isfinite(value) or (name.endswith("_sd") and value < 0):
                raise AnalysisError(
                    f"{name}={value} is not possible: give a number of logits, for a spread not below 0."
                )

    def level_sd(self, *, by_case: bool) -> float:
        """Standard deviation of levels over participants, cases and occasions under either condition, logits."""
        parts = [self.participant_sd, self.participant_effect_sd / math.sqrt(2), self.occasion_sd]
        return math.hypot(*parts, *((self.case_sd, self.case_effect_sd / math.sqrt(2)) if by_case else ()))


SPREADS = tuple(declared.name for declared in fields(Assumptions) if declared.name != "effects")
"""Names of the single numbers that can be assumed."""


@dataclass(frozen=True)
class Effect:
    """A true effect on both scales."""

    hypothesis: str
    """Hypothesis that it is about."""
    logits: float
    """On the latent scale."""
    difference: float
    """Expected difference, treatment minus reference, in units of the outcome; of an interaction when the AI is right minus
    when it is wrong."""


@dataclass(frozen=True)
class Gains:
    """Expected differences of one outcome, from effects in logits."""

    response: Response
    """How it is answered."""
    right: float | None
    """Share of cases in which the AI is right, of those that count; None for scores of a period."""
    assumptions: Assumptions
    """Spreads."""

    @classmethod
    def of(cls, study: Study, outcome: Outcome, assumptions: Assumptions) -> "Gains":
        """Those of an outcome of the study."""
        return cls(response_of(study, outcome), right_share(study, outcome), assumptions)

    def difference(self, contrast: str, main: float, interaction: float) -> float:
        """Expected difference over the population of participants and cases, in units of the outcome.

        Parameters
        ----------
        contrast
            `condition` or `condition:ai_correct`.
        main
            Effect of the condition, averaged over cases.
        interaction
            That effect when the AI is right minus when it is wrong.
        """
        share = self.right or 0.0
        right, wrong = self._gain(1 - share, main, interaction), self._gain(-share, main, interaction)
        return share * right + (1 - share) * wrong if contrast == "condition" else right - wrong

    def _gain(self, code: float, main: float, interaction: float) -> float:
        level = self.assumptions.wrongness * code
        sd = self.assumptions.level_sd(by_case=self.right is not None)
        treated = self.response.expected(level + main + interaction * code, sd)
        return treated - self.response.expected(level, sd)


def right_share(study: Study, outcome: Outcome) -> float | None:
    """Share of cases in which the AI is right, of those that count for the outcome; None for scores of a period, and
    where no AI was asked."""
    if outcome.score is not None:
        return None
    if outcome.measure in {"over_reliance", "under_reliance"}:
        return float(outcome.measure == "under_reliance")
    shown = {case for cases in study.protocol.design.case_sets.values() for case in cases}
    asked = [case.ai_correct for case in study.stimuli.cases if case.id in shown and case.ai_correct is not None]
    return sum(asked) / len(asked) if asked else None


def assumed_effects(study: Study, assumptions: Assumptions) -> tuple[Effect, ...]:
    """The true effect behind every hypothesis of the study's plan, in declared order.

    An effect that follows from a smallest effect of interest is found with the other contrast of its outcome at zero; the
    differences given back hold with both.

    Parameters
    ----------
    study
        With the hypotheses that are to be simulated.
    assumptions
        Spreads, and effects by hypothesis. `AnalysisError` for an effect of an unknown hypothesis, or a smallest effect
        that no effect on the latent scale amounts to.

    References
    ----------
    Agresti 2010, Analysis of Ordinal Categorical Data, ch. 10 (cumulative logits with normal effects); expected
    differences by Gauss-Hermite quadrature.

    Examples
    --------
    >>> from protocols import load_study
    >>> found = assumed_effects(load_study("skingen"), Assumptions(effects={"h1": 0.5}))
    >>> found[0].hypothesis, found[0].logits, round(found[0].difference, 3)
    ('h1', 0.5, 0.33)
    """
    plan = study.protocol.analysis
    known = [hypothesis.id for hypothesis in plan.hypotheses]
    strangers = [name for name in assumptions.effects if name not in known]
    if strangers:
        raise AnalysisError(f"There is no hypothesis '{strangers[0]}': the simulated ones are {named(known)}.")
    gains = {
        outcome.id: Gains.of(study, outcome, assumptions) for outcome in plan.outcomes if outcome.id in _tested(plan)
    }
    logits = {
        hypothesis.id: _logits(hypothesis, gains[hypothesis.outcome], assumptions) for hypothesis in plan.hypotheses
    }
    both = outcome_effects(plan, logits)
    return tuple(
        Effect(
            hypothesis.id,
            logits[hypothesis.id],
            gains[hypothesis.outcome].difference(
                hypothesis.contrast, *both.get((hypothesis.outcome, hypothesis.treatment), (0.0, 0.0))
            ),
        )
        for hypothesis in plan.hypotheses
    )


def outcome_effects(plan: AnalysisPlan, logits: Mapping[str, float]) -> Mapping[tuple[str, str], tuple[float, float]]:
    """Effect of the condition and its interaction with AI correctness, in logits, by outcome and treatment.

    Where two hypotheses are about the same contrast, the first one's effect holds.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for hypothesis in plan.hypotheses:
        contrasts = found.setdefault((hypothesis.outcome, hypothesis.treatment), {})
        contrasts.setdefault(hypothesis.contrast, logits[hypothesis.id])
    return {
        key: (contrasts.get("condition", 0.0), contrasts.get("condition:ai_correct", 0.0))
        for key, contrasts in found.items()
    }


def _tested(plan: AnalysisPlan) -> set[str]:
    return {hypothesis.outcome for hypothesis in plan.hypotheses}


def _logits(hypothesis: Hypothesis, gains: Gains, assumptions: Assumptions) -> float:
    stated = assumptions.effects.get(hypothesis.id)
    if stated is not None:
        return stated
    target = hypothesis.smallest_effect
    if target is None:
        return assumptions.default_effect

    def missed(logits: float) -> float:
        effects = (logits, 0.0) if hypothesis.contrast == "condition" else (0.0, logits)
        return gains.difference(hypothesis.contrast, *effects) - target

    if missed(LARGEST) < 0:
        raise AnalysisError(
            f"The smallest effect of interest of {hypothesis.id} ({target:g}) cannot be reached on the scale of "
            f"'{hypothesis.outcome}': correct the protocol, or state an effect of {hypothesis.id} in logits."
        )
    return float(brentq(missed, -LARGEST, LARGEST))
