"""The declared outcomes: one value a case or period, and one mean a participant and condition."""

from analysis.outcomes._decisions import MEASURES, decision
from analysis.outcomes._means import correctness_effects, participant_means, undefined
from analysis.outcomes._outcomes import outcomes

__all__ = ["MEASURES", "correctness_effects", "decision", "outcomes", "participant_means", "undefined"]
