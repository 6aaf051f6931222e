"""What is known of simulated data: who made them, and which effects are true."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.data._schema import DataError


@dataclass(frozen=True)
class TrueEffect:
    """A true effect, on the scale of the report."""

    outcome: str
    """Outcome, or the measure behind it."""
    contrast: str
    """`condition` or `condition:ai_correct`."""
    difference: float
    """Expected mean difference, treatment minus reference, in units of the outcome."""


@dataclass(frozen=True)
class Simulation:
    """How bots made the data.

    >>> truth = {"outcome": "trust", "contrast": "condition", "difference": 0.4}
    >>> Simulation.parse({"participants": 24, "seed": 1, "true_effects": [truth]}).true_effects[0].difference
    0.4
    """

    participants: int | None
    """Bots that arrived."""
    seed: int | None
    """Seed."""
    effects: Mapping[str, float]
    """Effects as stated, logits."""
    true_effects: tuple[TrueEffect, ...]
    """What they amount to in the report."""

    @classmethod
    def parse(cls, record: Mapping[str, Any]) -> "Simulation":
        """The simulation that a record describes; `DataError` if a true effect is incomplete."""
        try:
            truths = tuple(
                TrueEffect(str(truth["outcome"]), str(truth["contrast"]), float(truth["difference"]))
                for truth in record.get("true_effects", ())
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"simulation.json: a true effect needs outcome, contrast and difference ({error!r}). Export again."
            ) from error
        return cls(record.get("participants"), record.get("seed"), record.get("effects", {}), truths)
