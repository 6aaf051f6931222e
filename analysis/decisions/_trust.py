"""Is trust higher where it is deserved?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, FloatArray, column, confidence_level, counted, levels, numeric_column
from analysis._result import Estimate, Result
from analysis.formula import IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class TrustCalibrationResult(Result):
    """How well a rating tells right from wrong, within participants and over all trials."""

    measures: tuple[Estimate, ...]
    """Slope, AUC within participants and AUC over all trials, for each group."""
    per_participant: pd.DataFrame
    """One row a participant and group: `participant`, the grouping column, `slope`, `auc`, `n_right`, `n_wrong`; NaN where one of
    the two kinds is absent."""

    def estimates(self) -> Sequence[Estimate]:
        """Three rows a group."""
        return self.measures


def trust_calibration(
    trials: pd.DataFrame,
    *,
    trust: str = "trust",
    correct: str = "ai_correct",
    participant: str = "participant",
    by: str | None = None,
    confidence: float = 0.95,
) -> TrustCalibrationResult:
    """Does a rating follow correctness: trust that of the AI, confidence that of one's own judgement?

    - slope: mean over participants of their slope of the rating on correctness (0 or 1), which is their mean where right minus
      their mean where wrong; 0 if trust ignores correctness. t test against 0.
    - auc: mean over participants of P(rating where right > rating where wrong) + P(equal) / 2; 0.5 if trust ignores correctness,
      1 if every right answer is trusted more than every wrong one. t test against 0.5. Free of how a person uses the scale.
    - auc_pooled: the same over all pairs of trials, also of different participants, with a standard error for clustered trials
      (Obuchowski) and normal interval; it mixes in how high people rate at all.

    Participants without a right or without a wrong trial do not enter the first two.

    Parameters
    ----------
    trials
        One row a trial; rows with a missing value are left out and counted.
    trust
        Column of the rating: trust in the AI's answer, or confidence in one's own judgement.
    correct
        Column of 0/1 or booleans: whether the AI (the judgement) was right.
    participant
        Column of the clusters.
    by
        Column that separates groups of trials, such as the condition.
    confidence
        Level of the intervals.

    References
    ----------
    Obuchowski 1997, Biometrics 53:567. Fleming and Lau 2014, Frontiers in Human Neuroscience 8:443 (sensitivity of confidence).
    Lee and See 2004, Human Factors 46:50 (calibration and resolution of trust).

    Examples
    --------
    >>> trials = pd.DataFrame({
    ...     "participant": [1, 1, 1, 2, 2, 2], "ai_correct": [1, 1, 0, 1, 0, 0], "trust": [5, 4, 4, 3, 1, 2],
    ... })
    >>> found = trust_calibration(trials).summary().set_index("term")
    >>> found["estimate"].round(3).to_dict()
    {'slope': 1.0, 'auc': 0.875, 'auc_pooled': 0.833}
    """
    confidence_level(confidence)
    outcome = column(trials, correct, "correct")
    cells = pd.DataFrame(
        {
            "rating": numeric_column(trials, trust, "trust"),
            "right": numeric_column(trials.assign(**{correct: outcome.astype("Float64")}), correct, "correct"),
            "participant": column(trials, participant, "participant"),
            "group": column(trials, by, "by") if by else "",
        }
    )
    rows = cells.dropna()
    if not rows["right"].isin([0, 1]).all():
        raise AnalysisError(f"Column '{correct}' must hold 0 and 1 (or false and true) only.")
    lost = len(cells) - len(rows)
    messages = [f"{counted(lost, 'trial')} without rating or correctness left out."] if lost else []
    measures: list[Estimate] = []
    people: list[pd.DataFrame] = []
    for group in levels(rows["group"]):
        part = rows[rows["group"] == group]
        own, prefix = _by_participant(part), f"{group}: " if by else ""
        undefined = int(own["auc"].isna().sum())
        if undefined:
            messages.append(
                f"{prefix}{counted(undefined, 'participant')} without both right and wrong trials left out of slope and auc."
            )
        measures += [
            _mean(f"{prefix}slope", own["slope"].dropna().to_numpy(dtype=float), 0.0, confidence),
            _mean(f"{prefix}auc", own["auc"].dropna().to_numpy(dtype=float), 0.5, confidence),
            _pooled(f"{prefix}auc_pooled", part, confidence),
        ]
        people.append(own.assign(**{by: group}) if by else own)
    if not people:
        messages.append("No trial with a rating: nothing can be computed.")
    names = ["participant", *([by] if by else []), "slope", "auc", "n_right", "n_wrong"]
    table = pd.concat(people, ignore_index=True)[names] if people else pd.DataFrame(columns=names)
    return TrustCalibrationResult(measures=tuple(measures), per_participant=table, messages=tuple(messages))


def _by_participant(rows: pd.DataFrame) -> pd.DataFrame:
    """Slope and area of each participant; the area from midranks, (R - m (m + 1) / 2) / (m n) with R those of the m right trials."""
    right = rows["right"] == 1
    people = rows.assign(
        ranks=rows.groupby("participant")["rating"].rank().where(right),
        where_right=rows["rating"].where(right),
        where_wrong=rows["rating"].where(~right),
    ).groupby("participant", sort=True)
    kinds = people[["where_right", "where_wrong"]]
    means, counts = kinds.mean(), kinds.count()
    m, n = counts["where_right"], counts["where_wrong"]
    pairs = (m * n).where(m * n > 0)
    areas = (people["ranks"].sum() - m * (m + 1) / 2) / pairs
    slopes = means["where_right"] - means["where_wrong"]
    return pd.DataFrame({"slope": slopes, "auc": areas, "n_right": m, "n_wrong": n}).reset_index()


def _placements(values: FloatArray, among: FloatArray) -> FloatArray:
    """Share of `among` below each value, ties counted half, shape (values,)."""
    ordered = np.sort(among)
    below, up_to = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return np.asarray((below + up_to) / (2 * len(among)))


def _mean(term: str, values: FloatArray, null: float, confidence: float) -> Estimate:
    """Mean with t interval and t test against `null`."""
    n = len(values)
    if n < 2 or np.ptp(values) == 0:
        return Estimate(term, float(values.mean()) if n else math.nan)
    mean, std_error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n)
    t = (mean - null) / std_error
    margin = float(stats.t.isf((1 - confidence) / 2, n - 1)) * std_error
    return Estimate(term, mean, std_error, t, float(2 * stats.t.sf(abs(t), n - 1)), mean - margin, mean + margin)


def _pooled(term: str, rows: pd.DataFrame, confidence: float) -> Estimate:
    """AUC over all pairs of trials with Obuchowski's standard error."""
    rating, right = rows["rating"].to_numpy(dtype=float), rows["right"].to_numpy(dtype=bool)
    person: IntArray = pd.factorize(rows["participant"])[0].astype(np.intp)
    m, n, people = int(right.sum()), int((~right).sum()), int(person.max()) + 1
    if not m or not n:
        return Estimate(term)
    of_right, of_wrong = _placements(rating[right], rating[~right]), 1 - _placements(rating[~right], rating[right])
    auc = float(of_right.mean())
    above = np.bincount(person[right], of_right - auc, people)
    below = np.bincount(person[~right], of_wrong - auc, people)
    with_right, with_wrong = len(np.unique(person[right])), len(np.unique(person[~right]))
    if min(with_right, with_wrong) < 2:
        return Estimate(term, auc)
    variance = (
        with_right / (with_right - 1) * float(above @ above) / m**2
        + with_wrong / (with_wrong - 1) * float(below @ below) / n**2
        + 2 * people / (people - 1) * float(above @ below) / (m * n)
    )
    if not variance > 0:
        return Estimate(term, auc)
    std_error = math.sqrt(variance)
    z, margin = (auc - 0.5) / std_error, float(stats.norm.isf((1 - confidence) / 2)) * std_error
    return Estimate(term, auc, std_error, z, float(2 * stats.norm.sf(abs(z))), auc - margin, auc + margin)
