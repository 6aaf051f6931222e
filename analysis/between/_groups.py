"""From tidy answers to one value a participant, in two groups."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray, column, counted, levels, named, numeric_column
from analysis.paired._pairs import DECIMALS, Columns


@dataclass(frozen=True, eq=False)
class Groups:
    """The value of each participant, by the one condition that they met."""

    outcome: str
    """Name of the outcome."""
    participants: tuple[Any, ...]
    """Who has a value: those under the reference condition, then the others, each sorted."""
    reference: FloatArray
    """Values under the reference condition, rounded to 9 decimals, shape (m,)."""
    treatment: FloatArray
    """Values under the other condition, rounded to 9 decimals, shape (n,)."""
    reference_condition: str
    """Label of the reference condition."""
    treatment_condition: str
    """Label of the other condition."""
    messages: tuple[str, ...] = ()
    """Who was left out, and why nothing can be compared."""

    @property
    def n(self) -> int:
        """Number of participants in both groups; 0 where a group is empty, as nothing can be compared then."""
        return len(self.participants) if self.sizes[0] and self.sizes[1] else 0

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of participants under the reference condition and under the other."""
        return len(self.reference), len(self.treatment)


GroupData: TypeAlias = pd.DataFrame | Groups
"""A tidy frame (with `outcome=`), or groups made by `split`."""


def split(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    reference: Any = None,
    treatment: Any = None,
) -> Groups:
    """Reduce tidy answers to one mean a participant, by condition.

    Parameters
    ----------
    frame
        One row an answer. Empty cells of `outcome` are missing answers and are left out of a participant's mean.
    outcome, condition, participant
        Names of the columns.
    reference, treatment
        The two conditions to compare; by default the first and second of the levels (declared order, else sorted).

    Raises
    ------
    AnalysisError
        For a participant with answers under both conditions (then `pair` is meant), and for more than two conditions
        of which none is named.

    Source: summary measures, Matthews et al. 1990, BMJ 300:230 (one number a participant, then a simple test).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({
    ...     "participant": [1, 1, 2, 3, 4],
    ...     "condition": ["text", "text", "text", "visual", "visual"],
    ...     "trust": [3, 4, 2, 4, None],
    ... })
    >>> groups = split(answers, "trust")
    >>> groups.reference.tolist(), groups.treatment.tolist(), groups.messages
    ([3.5, 2.0], [4.0], ("1 participant without 'trust' is left out: 4.",))
    """
    cells = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "participant": column(frame, participant, "participant"),
        }
    )
    known = levels(cells["condition"])
    if reference is None and treatment is None and len(known) > 2:
        raise AnalysisError(
            f"Column '{condition}' has {len(known)} conditions ({named(known)}): name two, reference=... and treatment=..."
        )
    first = next((label for label in known if label != treatment), None) if reference is None else reference
    second = next((label for label in known if label != first), None) if treatment is None else treatment
    cells = cells[cells["condition"].isin([first, second])].dropna(subset=["participant", "condition"])
    met = cells.groupby("participant", observed=True)["condition"].nunique()
    if (met > 1).any():
        raise AnalysisError(f"Participant {met[met > 1].index[0]} has answers under both conditions: use pair(...).")
    means = {
        label: cells[cells["condition"] == label]
        .groupby("participant", observed=True)["value"]
        .mean()
        .dropna()
        .sort_index()
        for label in (first, second)
    }
    lost = cells.loc[cells["value"].isna(), "participant"].unique().tolist()
    lost = [person for person in lost if not any(person in values.index for values in means.values())]
    messages = [
        f"No answer to '{outcome}' under {f'condition {str(label)!r}' if label is not None else 'a second condition'}: "
        "nothing can be compared."
        for label, values in means.items()
        if values.empty
    ]
    if lost:
        verb = "is" if len(lost) == 1 else "are"
        messages.append(
            f"{counted(len(lost), 'participant')} without '{outcome}' {verb} left out: {named(sorted(lost, key=str))}."
        )
    return Groups(
        outcome=outcome,
        participants=(*means[first].index, *means[second].index),
        reference=_rounded(means[first]),
        treatment=_rounded(means[second]),
        reference_condition=str(first),
        treatment_condition=str(second),
        messages=tuple(messages),
    )


def _rounded(values: pd.Series) -> FloatArray:
    return np.asarray(np.round(values.to_numpy(dtype=float), DECIMALS) + 0.0)  # + 0.0 turns -0.0 into 0.0


def as_groups(data: GroupData, columns: Columns) -> Groups:
    """The groups in `data`."""
    if isinstance(data, Groups):
        return data
    if "outcome" not in columns:
        raise AnalysisError("Which column holds the answers? Name it with outcome=...")
    return split(data, **columns)
