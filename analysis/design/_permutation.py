"""Randomisation test that deals the sequences out again as the study did."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis._gate import AnalysisError, FloatArray, column, counted, generator, levels, named, numeric_column
from analysis._result import Estimate, Result

RESAMPLES = 9999
BATCH = 500
"""Deals that are held in memory at once."""


@dataclass(frozen=True, kw_only=True)
class PermutationResult(Result):
    """Test of the sharp null that no answer depends on the condition."""

    n: int
    """Participants with answers."""
    groups: int
    """Blocks (or strata) within which sequences were dealt out again."""
    estimate: float
    """Mean difference, treatment minus reference, after removing period means."""
    p_value: float
    """Two-sided Monte Carlo p, (1 + exceedances) / (1 + resamples); never zero."""
    resamples: int
    """Number of random allocations."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [Estimate("permutation", self.estimate, p_value=self.p_value)]


def permutation_test(
    frame: pd.DataFrame,
    outcome: str,
    rng: np.random.Generator,
    *,
    condition: str = "condition",
    period: str | None = "period",
    participant: str = "participant",
    within: Sequence[str] = (),
    reference: Any = None,
    resamples: int = RESAMPLES,
) -> PermutationResult:
    """Permute whole sequences of conditions among participants, within blocks and strata as they were allocated.

    Under the sharp null a participant's answers in each period stay what they are whatever sequence was allocated. So
    each participant's row of period means is kept and the rows of conditions are shuffled among the participants of the
    same block. The statistic is the mean of treatment cells minus that of reference cells after removing period means.
    Without periods (a between-participants study) the conditions themselves are shuffled.

    Parameters
    ----------
    frame
        One row an answer; a participant's answers in one period are averaged.
    outcome, condition, participant
        Names of the columns.
    period
        Column of the period, or `None` where each participant has one condition.
    within
        Columns of strata and blocks: allocations are only exchanged where all of them agree.
    rng
        Seeded generator.
    reference
        Reference condition; by default the first of two levels.
    resamples
        Number of random allocations.

    References
    ----------
    Edgington and Onghena 2007, Randomization Tests. Monte Carlo p: Phipson and Smyth 2010, Statistical Applications in
    Genetics and Molecular Biology 9:39.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> frame = pd.DataFrame({"participant": range(8), "condition": ["a", "b"] * 4, "score": [1, 5, 2, 6, 1, 7, 2, 5]})
    >>> result = permutation_test(frame, "score", np.random.default_rng(1), period=None)
    >>> result.estimate, 0.02 < result.p_value < 0.04
    (4.25, True)
    """
    generator(rng)
    if resamples < 1:
        raise AnalysisError(f"resamples={resamples}: give at least 1, usefully 9999.")
    known = levels(column(frame, condition, "condition"))
    if len(known) > 2:
        raise AnalysisError(f"Column '{condition}' has {len(known)} conditions ({named(known)}): keep two of them.")
    if reference is not None and len(known) == 2 and reference not in known:
        raise AnalysisError(f"reference={reference!r} is not a condition in column '{condition}': {named(known)}.")
    cells = _cells(frame, outcome, condition, period, participant, within)
    complete = cells.groupby("participant", observed=True)["value"].transform("size") == cells["period"].nunique()
    lost = cells.loc[~complete, "participant"].unique().tolist()
    messages: tuple[str, ...] = ()
    if lost:
        messages = (f"{counted(len(lost), 'participant')} without every period left out: {named(lost)}.",)
    cells = cells[complete].sort_values(["group", "participant", "period"])
    n = cells["participant"].nunique()
    if len(known) < 2 or n < 2:
        messages += ("Fewer than two conditions or participants: nothing can be exchanged.",)
        return PermutationResult(n=n, groups=0, estimate=math.nan, p_value=math.nan, resamples=0, messages=messages)
    first = known[0] if reference is None else reference
    answers = cells["value"].to_numpy().reshape(n, -1)
    treated = (cells["condition"] != first).to_numpy().reshape(n, -1)
    group = pd.factorize(cells["group"])[0].reshape(n, -1)[:, 0]
    residuals = answers - answers.mean(axis=0)
    estimate = float(_contrasts(residuals, treated[None])[0])
    if not _exchangeable(treated, group):
        messages += ("Everybody in each block had the same sequence: nothing can be exchanged.",)
        p_value, resamples = math.nan, 0
    else:
        extreme = 0
        for start in range(0, resamples, BATCH):
            dealt = treated[_shuffled(group, min(BATCH, resamples - start), rng)]
            extreme += int((np.abs(_contrasts(residuals, dealt)) >= abs(estimate) - 1e-12).sum())
        p_value = (1 + extreme) / (1 + resamples)
    return PermutationResult(
        n=n,
        groups=int(group.max()) + 1,
        estimate=estimate,
        p_value=p_value,
        resamples=resamples,
        messages=messages,
    )


def _cells(
    frame: pd.DataFrame, outcome: str, condition: str, period: str | None, participant: str, within: Sequence[str]
) -> pd.DataFrame:
    """Mean answer, condition and block of each participant in each period."""
    answers = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "period": column(frame, period, "period") if period else 1,
            "participant": column(frame, participant, "participant"),
            "group": [tuple(row) for row in frame[[column(frame, name, "within").name for name in within]].to_numpy()],
        }
    ).dropna()
    groups = answers.groupby(["participant", "period"], observed=True)
    mixed = groups[["condition", "group"]].nunique()
    if (mixed > 1).any(axis=None):
        person, when = mixed[(mixed > 1).any(axis=1)].index[0]
        place = f" in period {when}" if period else ""
        raise AnalysisError(
            f"Participant {person} has several conditions or blocks{place}: sequences can only be exchanged whole. "
            "Name the right period=... and within=..."
        )
    return groups.agg(value=("value", "mean"), condition=("condition", "first"), group=("group", "first")).reset_index()


def _contrasts(residuals: FloatArray, treated: NDArray[np.bool_]) -> FloatArray:
    """Mean of the treated less mean of the other cells, shape (deals,), for `treated` of shape (deals, participants, periods)."""
    flat = treated.reshape(len(treated), -1)
    sums, counts = flat.astype(float) @ residuals.ravel(), flat.sum(axis=1)
    return np.asarray(sums / counts - (residuals.sum() - sums) / (residuals.size - counts))


def _exchangeable(treated: NDArray[np.bool_], group: NDArray[np.int64]) -> bool:
    return any((treated[group == label] != treated[group == label][0]).any() for label in np.unique(group))


def _shuffled(group: NDArray[np.int64], deals: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Random orders of the participants that keep everybody's block, shape (deals, participants); `group` is sorted."""
    return np.argsort(group + rng.random((deals, len(group))), axis=1)
