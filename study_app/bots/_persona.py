"""One simulated person: traits drawn once, answers drawn item by item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from protocols import Case
from study_app.bots._effects import KEYED_BASE, Effects, World, rating_shift, thresholds


@dataclass(frozen=True)
class Persona:
    """Traits in standard deviations, and the person's own stream of random numbers."""

    effects: Effects
    world: World
    rng: np.random.Generator
    traits: dict[str, float]
    careless: bool

    @classmethod
    def draw(cls, effects: Effects, world: World, rng: np.random.Generator, careless: float) -> Persona:
        """A new person."""
        traits = {
            name: float(rng.normal())
            for name in ("perceived_comprehension", "trust", "keyed", "skill", "follow", "scale")
        }
        return cls(effects, world, rng, traits, bool(rng.random() < careless))

    def rate_case(self, outcome: str, case: Case, treated: bool, points: int) -> int:
        """A rating of a case, 1 to `points`."""
        shift = rating_shift(self.effects, outcome, treated, case.ai_correct)
        return self._rating(shift + self.effects.case_sd * self.world.cases.get(case.id, 0.0), outcome, points)

    def rate_scale(self, treated: bool, points: int) -> int:
        """A rating of an instrument's item, 1 to `points`."""
        return self._rating(self.effects.scale * treated, "scale", points)

    def answers_key(self, case: Case, treated: bool) -> bool:
        """Whether the keyed question is answered rightly."""
        eta = KEYED_BASE + self.effects.keyed * treated + self.effects.case_sd * self.world.cases.get(case.id, 0.0)
        return self._happens(eta + self.effects.participant_sd * self.traits["keyed"])

    def first_is_right(self, case: Case) -> bool:
        """Whether the first judgement is right."""
        return self._happens(-0.4 + 0.6 * self.traits["skill"] + 0.5 * self.world.cases.get(case.id, 0.0))

    def follows(self, case: Case, treated: bool) -> bool:
        """Whether a person who judged differently switches to the AI's answer."""
        effect = self.effects.follow_right if case.ai_correct else self.effects.follow_wrong
        base = 0.6 if case.ai_correct else -0.2
        return self._happens(base + effect * treated + 0.8 * self.traits["follow"])

    def finds_relevant(self, case: Case) -> bool:
        """Whether a reviewer finds the picture clinically relevant."""
        eta = self.effects.relevance + self.effects.case_sd * self.world.cases.get(case.id, 0.0)
        return self._happens(eta + self.effects.participant_sd * self.traits["scale"])

    def takes_for_genuine(self, *, genuine: bool) -> bool:
        """Whether a reviewer takes a picture for a genuine one; right more often than not if d' is above 0."""
        half = self.effects.discrimination / 2
        return bool(self.rng.normal(half if genuine else -half) > 0)

    def _rating(self, shift: float, trait: str, points: int) -> int:
        eta = shift + self.effects.participant_sd * self.traits[trait]
        return 1 + int((self.rng.logistic(eta) > thresholds(points)).sum())

    def _happens(self, eta: float) -> bool:
        return bool(self.rng.random() < expit(eta))
