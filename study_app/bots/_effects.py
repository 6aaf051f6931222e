"""The true effects that bots live by, and what they amount to on the scales of the report.

Ratings follow a cumulative logit model: P(rating <= k) = F(theta_k - eta), with
eta = condition effect + AI-correctness effect + their product + participant + case, and thresholds at the
logits of equally likely categories. Right answers follow a logit model of the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import expit, logit

NAMES = (
    "comprehension",
    "trust",
    "trust_when_right",
    "keyed",
    "follow_right",
    "follow_wrong",
    "scale",
    "discrimination",
)


class EffectsError(ValueError):
    """A stated effect has an unknown name or is not a number."""


@dataclass(frozen=True)
class Effects:
    """Differences between `treatment` and reference condition in logits, what reviewers can tell, and spreads of the random
    parts."""

    comprehension: float = 0.8
    """Perceived comprehension of a case."""
    trust: float = 0.4
    """Trust in the answer to a case, averaged over right and wrong answers with equal weight."""
    trust_when_right: float = 0.5
    """Condition x AI correctness on trust: the condition's effect when the AI is right minus when it is wrong."""
    keyed: float = 0.5
    """Right answers to the keyed questions."""
    follow_right: float = 0.4
    """Switching to the AI's answer when it is right and differs from the first judgement."""
    follow_wrong: float = 0.3
    """Switching to the AI's answer when it is wrong and differs from the first judgement."""
    scale: float = 0.5
    """Items of instruments asked once a period."""
    discrimination: float = 1.0
    """How well reviewers tell genuine pictures from the others: d', in standard deviations of their impression."""
    participant_sd: float = 1.0
    """Standard deviation of participants, logits."""
    case_sd: float = 0.5
    """Standard deviation of cases, logits."""
    wrongness: float = 0.6
    """How much lower trust is when the AI is wrong, logits."""
    relevance: float = 2.5
    """Logit that an average reviewer finds an average picture clinically relevant."""

    @classmethod
    def parse(cls, stated: Iterable[str]) -> Effects:
        """Effects from `name=logits` pairs; the others keep their defaults.

        >>> Effects.parse(["trust=0"]).trust
        0.0
        """
        values: dict[str, float] = {}
        for pair in stated:
            name, _, number = pair.partition("=")
            if name not in NAMES:
                raise EffectsError(f"there is no effect {name!r}; the effects are {', '.join(NAMES)}")
            try:
                values[name] = float(number)
            except ValueError:
                raise EffectsError(f"the effect {name!r} needs a number of logits, as in `{name}=0.5`") from None
        return cls(**values)

    @classmethod
    def none(cls) -> Effects:
        """No difference between conditions in anything, and reviewers who can only guess."""
        return cls(**dict.fromkeys(NAMES, 0.0))


@dataclass(frozen=True)
class World:
    """What is drawn once for a simulation: the cases' own effects."""

    cases: Mapping[str, float] = field(default_factory=dict)
    """Case effect in standard deviations, by case id."""
    correct: Mapping[str, bool | None] = field(default_factory=dict)
    """Whether the AI is right, by case id; None where it was not asked."""


@dataclass(frozen=True)
class TrueEffect:
    """What a stated effect amounts to on the scale of the report."""

    outcome: str
    """Outcome of the analysis plan."""
    contrast: str
    """`condition` or `condition:ai_correct`."""
    difference: float
    """Expected mean difference, share of the scale's width for ratings, share for right answers."""


def thresholds(points: int) -> np.ndarray:
    """Thresholds of a rating scale with equally likely categories at eta = 0, logits, ascending."""
    return np.asarray(logit(np.arange(1, points) / points))


def expected_rating(eta: float, points: int, sd: float) -> float:
    """Mean rating (1 to `points`) over participants of that spread, by Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(61)
    above = expit(eta + sd * nodes[:, None] - thresholds(points)[None, :]).sum(axis=1)
    return 1.0 + float(above @ weights / weights.sum())


def expected_share(eta: float, sd: float) -> float:
    """Mean probability over participants of that spread."""
    return expected_rating(eta, 2, sd) - 1.0


def rating_shift(effects: Effects, outcome: str, treated: bool, ai_correct: bool | None) -> float:
    """The fixed part of eta for a rating of a case, logits."""
    half = 0.5 if ai_correct else -0.5
    if outcome == "perceived_comprehension":
        return effects.comprehension * treated
    condition = effects.trust + effects.trust_when_right * half
    return condition * treated + effects.wrongness * half


def true_effects(effects: Effects, world: World, points: Mapping[str, int]) -> tuple[TrueEffect, ...]:
    """Expected differences over exactly these cases; `points` gives the length of the scale by outcome."""
    found = []
    for outcome in points:
        mean = {
            (treated, right): np.mean(
                [
                    expected_rating(
                        rating_shift(effects, outcome, treated, right) + effects.case_sd * world.cases[case],
                        points[outcome],
                        effects.participant_sd,
                    )
                    for case, correct in world.correct.items()
                    if correct is right
                ]
                or [np.nan]
            )
            for treated in (False, True)
            for right in (False, True)
        }
        shares = {
            right: float(np.mean([value is right for value in world.correct.values()])) for right in (False, True)
        }
        difference = {right: float(mean[True, right] - mean[False, right]) for right in (False, True)}
        overall = sum(shares[right] * difference[right] for right in (False, True) if shares[right])
        found.append(TrueEffect(outcome, "condition", overall))
        found.append(TrueEffect(outcome, "condition:ai_correct", difference[True] - difference[False]))
    found.append(TrueEffect("keyed_correct", "condition", _keyed(effects, world)))
    return tuple(found)


def _keyed(effects: Effects, world: World) -> float:
    return float(
        np.mean(
            [
                expected_share(KEYED_BASE + effects.keyed + effects.case_sd * case, effects.participant_sd)
                - expected_share(KEYED_BASE + effects.case_sd * case, effects.participant_sd)
                for case in world.cases.values()
            ]
        )
    )


KEYED_BASE = 0.4
"""Logit of a right answer to a keyed question in the reference condition, at an average case and participant."""


def describe(effects: Effects) -> dict[str, Any]:
    """The effects as plain values, for the record."""
    return {name: getattr(effects, name) for name in (*NAMES, "participant_sd", "case_sd", "wrongness", "relevance")}
