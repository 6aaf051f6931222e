"""From trials to what was right and who followed whom."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis._gate import FloatArray, column, counted

BoolArray = NDArray[np.bool_]

RATES = (
    "agreement",
    "switch",
    "rair",
    "rsr",
    "over_reliance",
    "under_reliance",
    "first_accuracy",
    "final_accuracy",
)
"""Rates of a set of trials, in the order of the summary."""


@dataclass(frozen=True, eq=False)
class Judgements:
    """Trials as arrays of shape (trials,)."""

    participant: NDArray[np.object_]
    """Who judged."""
    group: NDArray[np.object_]
    """Level of the grouping column, "" without one."""
    ai_correct: BoolArray
    """Whether the AI's answer was right."""
    first_correct: BoolArray | None
    """Whether the judgement before the AI's answer was right; `None` where there was none."""
    final_correct: BoolArray
    """Whether the final judgement was right."""
    follows: BoolArray
    """Whether the final judgement is the AI's answer."""
    differs: BoolArray | None
    """Whether the first judgement differs from the AI's answer."""
    messages: tuple[str, ...]
    """How many trials were left out."""

    def events(self) -> dict[str, tuple[BoolArray, BoolArray]]:
        """What counts (numerator) among what (denominator) for each of `RATES` that is defined."""
        everything = np.ones(len(self.follows), dtype=bool)
        rates = {"agreement": (self.follows, everything)}
        if self.first_correct is not None and self.differs is not None:
            helpful = self.ai_correct & ~self.first_correct
            harmful = ~self.ai_correct & self.first_correct
            wrong_advice, right_advice = ~self.ai_correct & self.differs, self.ai_correct & self.differs
            rates |= {
                "switch": (self.follows, self.differs),
                "rair": (self.final_correct, helpful),
                "rsr": (self.final_correct, harmful),
                "over_reliance": (self.follows, wrong_advice),
                "under_reliance": (~self.follows, right_advice),
                "first_accuracy": (self.first_correct, everything),
            }
        return rates | {"final_accuracy": (self.final_correct, everything)}


def judgements(
    trials: pd.DataFrame, first: str | None, ai: str, final: str, truth: str, participant: str, by: str | None
) -> Judgements:
    """The complete trials of a tidy frame; those with a missing answer are left out and counted."""
    roles = {"ai": ai, "final": final, "truth": truth, "participant": participant}
    roles |= {"first": first} if first else {}
    roles |= {"by": by} if by else {}
    cells = pd.DataFrame({role: column(trials, name, role).astype(object) for role, name in roles.items()})
    complete = cells.dropna()
    lost = len(cells) - len(complete)
    answers = {role: complete[role].to_numpy(dtype=object) for role in roles}
    return Judgements(
        participant=answers["participant"],
        group=answers["by"].astype(str) if by else np.full(len(complete), "", dtype=object),
        ai_correct=_equal(answers["ai"], answers["truth"]),
        first_correct=_equal(answers["first"], answers["truth"]) if first else None,
        final_correct=_equal(answers["final"], answers["truth"]),
        follows=_equal(answers["final"], answers["ai"]),
        differs=~_equal(answers["first"], answers["ai"]) if first else None,
        messages=(f"{counted(lost, 'trial')} with a missing answer left out.",) if lost else (),
    )


def count_by(clusters: NDArray[np.int64], which: BoolArray, n: int) -> FloatArray:
    """Number of trials that are `which` in each of `n` clusters, shape (n,)."""
    return np.bincount(clusters, which, n).astype(np.float64)


def _equal(one: NDArray[np.object_], other: NDArray[np.object_]) -> BoolArray:
    return np.asarray(one == other, dtype=bool)
