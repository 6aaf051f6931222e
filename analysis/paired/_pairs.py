"""From tidy answers to one pair of values a participant."""

from dataclasses import dataclass
from typing import Any, TypeAlias, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis._gate import AnalysisError, FloatArray, column, counted, levels, named, numeric_column, one_of, vector

DECIMALS = 9
"""Means of Likert answers are binary floats (0.3 is not 0.1 + 0.2): differences are rounded before ranking, else ties split."""


class Columns(TypedDict, total=False):
    """Where a comparison of two conditions finds its values in a tidy frame; see `pair` and `analysis.between.split`."""

    outcome: str
    condition: str
    participant: str
    reference: Any
    treatment: Any


@dataclass(frozen=True, eq=False)
class Pairs:
    """The value of each participant under two conditions."""

    outcome: str
    """Name of the outcome."""
    participants: tuple[Any, ...]
    """Who has a value in both conditions, sorted."""
    reference: FloatArray
    """Values under the reference condition, shape (n,)."""
    treatment: FloatArray
    """Values under the other condition, shape (n,)."""
    reference_condition: str
    """Label of the reference condition."""
    treatment_condition: str
    """Label of the other condition."""
    messages: tuple[str, ...] = ()
    """Who was left out, and why nothing can be paired."""

    @property
    def n(self) -> int:
        """Number of complete pairs."""
        return len(self.reference)

    @property
    def differences(self) -> FloatArray:
        """Treatment minus reference, rounded to 9 decimals, shape (n,)."""
        return np.round(self.treatment - self.reference, DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


PairedData: TypeAlias = pd.DataFrame | Pairs | ArrayLike
"""A tidy frame (with `outcome=`), pairs made by `pair`, or the differences themselves, shape (n,)."""


def pair(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    reference: Any = None,
    treatment: Any = None,
    average: str = "mean",
) -> Pairs:
    """Reduce tidy answers to one value per participant and condition, and keep the complete pairs.

    Parameters
    ----------
    frame
        One row an answer. Empty cells of `outcome` are missing answers and are left out of a participant's average.
    outcome, condition, participant
        Names of the columns.
    reference, treatment
        The two conditions to compare; by default the first and second of the levels (declared order, else sorted).
    average
        "mean" or "median" of a participant's answers under one condition.

    Returns
    -------
    Pairs
        Empty, with a message, where a condition has no answers.

    Source: summary measures, Matthews et al. 1990, BMJ 300:230 (one number a participant and condition, then a simple test).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({
    ...     "participant": [1, 1, 1, 2, 2, 3],
    ...     "condition": ["text", "visual", "visual", "text", "visual", "text"],
    ...     "trust": [3, 4, 5, 2, 4, 5],
    ... })
    >>> pairs = pair(answers, "trust")
    >>> pairs.differences.tolist(), pairs.messages
    ([1.5, 2.0], ("1 participant without 'trust' in both conditions is left out: 3.",))
    """
    one_of(average, ("mean", "median"), "average")
    cells = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "participant": column(frame, participant, "participant"),
        }
    )
    known = levels(cells["condition"])
    first, second = _two_conditions(known, condition, reference, treatment)
    messages: list[str] = []
    if reference is None and treatment is None and len(known) > 2:
        raise AnalysisError(
            f"Column '{condition}' has {len(known)} conditions ({named(known)}): name two, reference=... and treatment=..."
        )
    answered = cells.dropna()
    wide = {
        label: answered[answered["condition"] == label].groupby("participant", observed=True)["value"].agg(average)
        for label in (first, second)
    }
    for label, values in wide.items():
        if values.empty:
            messages.append(f"No answer to '{outcome}' under {_shown(label)}: nothing can be paired.")
    both = wide[first].index.intersection(wide[second].index).sort_values()
    seen = cells.loc[cells["condition"].isin([first, second]), "participant"].dropna().unique().tolist()
    partial = [person for person in seen if person not in both]
    if partial:
        verb = "is" if len(partial) == 1 else "are"
        messages.append(
            f"{counted(len(partial), 'participant')} without '{outcome}' in both conditions {verb} left out: "
            f"{named(sorted(partial, key=str))}."
        )
    return Pairs(
        outcome=outcome,
        participants=tuple(both),
        reference=wide[first].loc[both].to_numpy(dtype=float),
        treatment=wide[second].loc[both].to_numpy(dtype=float),
        reference_condition=str(first),
        treatment_condition=str(second),
        messages=tuple(messages),
    )


def _two_conditions(known: list[Any], name: str, reference: Any, treatment: Any) -> tuple[Any, Any]:
    """The reference and the other condition; `None` stands for one that the data do not have."""
    for role, label in (("reference", reference), ("treatment", treatment)):
        if label is not None and known and label not in known and len(known) > 1:
            raise AnalysisError(f"{role}={label!r} is not a condition in column '{name}': choose from {named(known)}.")
    if reference is None:
        reference = next((label for label in known if label != treatment), None)
    if treatment is None:
        treatment = next((label for label in known if label != reference), None)
    return reference, treatment


def _shown(label: Any) -> str:
    return "a second condition" if label is None else f"condition '{label}'"


def as_pairs(data: PairedData, columns: Columns) -> Pairs:
    """The pairs in `data`; differences alone are not enough."""
    if isinstance(data, Pairs):
        return data
    if not isinstance(data, pd.DataFrame):
        raise AnalysisError("Differences alone are not enough here: give a tidy frame with outcome=..., or use pair().")
    if "outcome" not in columns:
        raise AnalysisError("Which column holds the answers? Name it with outcome=...")
    return pair(data, **columns)


def as_differences(data: PairedData, columns: Columns) -> tuple[FloatArray, tuple[str, ...]]:
    """The finite differences in `data`, rounded to 9 decimals, and what was left out."""
    if isinstance(data, pd.DataFrame | Pairs):
        pairs = as_pairs(data, columns)
        return pairs.differences, pairs.messages
    differences = vector(data, "differences")
    finite = np.isfinite(differences)
    lost = int((~finite).sum())
    messages = (f"{counted(lost, 'missing difference')} left out.",) if lost else ()
    return np.round(differences[finite], DECIMALS) + 0.0, messages
