"""The two-period, two-condition crossover."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, FloatArray, column, confidence_level, counted, levels, named, numeric_column
from analysis._result import Estimate, Result
from analysis.design._rank_sum import rank_sum
from analysis.paired._pairs import DECIMALS


@dataclass(frozen=True, kw_only=True)
class CrossoverResult(Result):
    """Effects of condition, period and carry-over in an AB/BA design."""

    n: tuple[int, int]
    """Participants who met the reference condition first, and who met it second, with both periods answered."""
    sequences: tuple[str, str]
    """The two sequences, "reference, treatment" first."""
    treatment: Estimate
    """Treatment minus reference, adjusted for period: half the difference between sequences of period 2 - period 1."""
    treatment_welch: Estimate
    """The same without assuming equal variances."""
    treatment_rank: Estimate
    """Half the Hodges-Lehmann shift of the period differences; `statistic` is U (Koch 1972)."""
    period: Estimate
    """Second minus first period, adjusted for condition."""
    carry_over: Estimate
    """Difference between sequences of participants' sums; reported, never a gate for the analysis."""
    df: int
    """Degrees of freedom of the t tests."""
    df_welch: float
    """Degrees of freedom of the Welch test."""
    confidence: float
    """Level of the intervals."""

    def estimates(self) -> Sequence[Estimate]:
        """One row an effect."""
        return [self.treatment, self.treatment_welch, self.treatment_rank, self.period, self.carry_over]


class Periods(NamedTuple):
    """Both periods of the participants of one sequence, shapes (n,)."""

    first: FloatArray
    second: FloatArray

    @property
    def differences(self) -> FloatArray:
        """Second minus first period, rounded to 9 decimals."""
        return np.round(self.second - self.first, DECIMALS)


def crossover(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    period: str = "period",
    participant: str = "participant",
    reference: Any = None,
    confidence: float = 0.95,
) -> CrossoverResult:
    """t tests of the 2x2 crossover on period differences and sums.

    With d = period 2 - period 1 of each participant, sequence A meeting the reference condition first and B second:
    treatment = (mean d_A - mean d_B) / 2, period = (mean d_A + mean d_B) / 2, each with the pooled variance of d (and
    Welch's for the treatment); carry-over = mean sum_A - mean sum_B. The rank version compares d_A and d_B by the exact
    rank-sum test.

    A test of carry-over has little power and, used as a gate, spoils the level of what follows (Freeman 1989): the
    estimate is there to be read, not to choose the analysis by.

    Parameters
    ----------
    frame
        One row an answer; a participant's answers in one period are averaged.
    outcome, condition, period, participant
        Names of the columns. Sequences follow from which condition a participant met in which period.
    reference
        Reference condition; by default the first level.
    confidence
        Level of the intervals.

    References
    ----------
    Senn 2002, Cross-over Trials in Clinical Research, ch. 3. Koch 1972, Biometrics 28:577. Freeman 1989, Statistics in
    Medicine 8:1421.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": [1, 1, 2, 2, 3, 3, 4, 4],
    ...     "period": [1, 2] * 4,
    ...     "condition": ["text", "visual"] * 2 + ["visual", "text"] * 2,
    ...     "trust": [3, 5, 4, 5, 4, 3, 5, 3],
    ... })
    >>> result = crossover(frame, "trust")
    >>> result.treatment.estimate, result.period.estimate, result.n
    (1.5, 0.0, (2, 2))
    """
    confidence_level(confidence)
    cells, messages = _cells(frame, outcome, condition, period, participant)
    conditions, periods = levels(cells["condition"]), levels(cells["period"])
    for name, known in ((condition, conditions), (period, periods)):
        if len(known) > 2:
            raise AnalysisError(f"Column '{name}' has {len(known)} levels ({named(known)}): a 2x2 crossover has two.")
    if reference is not None and conditions and reference not in conditions and len(conditions) == 2:
        raise AnalysisError(f"reference={reference!r} is not a condition in column '{condition}': {named(conditions)}.")
    if len(conditions) < 2 or len(periods) < 2:
        messages += ("One condition or one period only: nothing can be compared within participants.",)
        return _result(None, ("", ""), messages, confidence)
    reference = conditions[0] if reference is None else reference
    other = next(label for label in conditions if label != reference)
    values = cells.pivot(index="participant", columns="period", values="value")
    start = cells[cells["period"] == periods[0]].set_index("participant")["condition"]
    both = values.dropna().index
    lost = [person for person in cells["participant"].unique() if person not in both]
    if lost:
        messages += (
            f"{counted(len(lost), 'participant')} without both periods left out: {named(sorted(lost, key=str))}.",
        )
    sides = []
    for first in (reference, other):
        part = values.loc[[person for person in both if start[person] == first]].to_numpy(dtype=float)
        sides.append(Periods(part[:, 0], part[:, 1]))
    labels = (f"{reference}, {other}", f"{other}, {reference}")
    return _result((sides[0], sides[1]), labels, messages, confidence)


def _cells(
    frame: pd.DataFrame, outcome: str, condition: str, period: str, participant: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Mean answer and condition of each participant in each period."""
    answers = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "period": column(frame, period, "period"),
            "participant": column(frame, participant, "participant"),
        }
    )
    placed = answers.dropna(subset=["condition", "period", "participant"])
    groups = placed.groupby(["participant", "period"], observed=True)
    mixed = groups["condition"].nunique()
    if (mixed > 1).any():
        person, when = mixed[mixed > 1].index[0]
        raise AnalysisError(f"Participant {person} met several conditions in period {when}: this is no 2x2 crossover.")
    cells = groups.agg(value=("value", "mean"), condition=("condition", "first")).reset_index()
    repeated = cells.groupby("participant", observed=True)["condition"].agg(lambda met: met.duplicated().any())
    same = repeated[repeated].index.tolist()
    messages: tuple[str, ...] = ()
    if same:
        cells = cells[~cells["participant"].isin(same)]
        messages = (f"{counted(len(same), 'participant')} met one condition in both periods, left out: {named(same)}.",)
    return cells, messages


def _result(
    sides: tuple[Periods, Periods] | None, sequences: tuple[str, str], messages: tuple[str, ...], confidence: float
) -> CrossoverResult:
    names = ("treatment", "treatment_welch", "treatment_rank", "period", "carry_over")
    effects = {name: Estimate(name) for name in names}
    sizes = (len(sides[0].first), len(sides[1].first)) if sides else (0, 0)
    df, df_welch = max(sum(sizes) - 2, 0), math.nan
    if sides and min(sizes) == 0:
        messages += ("One sequence has no complete participant: condition and period cannot be told apart.",)
    elif sides and df == 0:
        messages += ("Two participants only: no variance, so no test.",)
    if sides and min(sizes) > 0:
        a, b = (side.differences for side in sides)
        sums = [np.round(side.first + side.second, DECIMALS) for side in sides]
        effects["treatment"] = _two_means("treatment", a, b, 0.5, confidence)
        effects["period"] = _two_means("period", a, -b, 0.5, confidence)
        effects["carry_over"] = _two_means("carry_over", sums[0], sums[1], 1.0, confidence)
        effects["treatment_welch"], df_welch = _welch("treatment_welch", a, b, 0.5, confidence)
        ranks = rank_sum(a, b, confidence)
        effects["treatment_rank"] = Estimate(
            "treatment_rank",
            ranks.shift / 2,
            statistic=ranks.u,
            p_value=ranks.p_value,
            ci_low=ranks.ci_low / 2,
            ci_high=ranks.ci_high / 2,
        )
        if df and math.isnan(effects["treatment"].p_value):
            messages += ("All period differences within a sequence are equal: no variance, so no test.",)
    return CrossoverResult(
        n=sizes, sequences=sequences, df=df, df_welch=df_welch, confidence=confidence, messages=messages, **effects
    )


def _two_means(term: str, first: FloatArray, second: FloatArray, scale: float, confidence: float) -> Estimate:
    """`scale` times the difference of two means, with the pooled variance."""
    estimate = float(first.mean() - second.mean())
    df = len(first) + len(second) - 2
    squares = float(((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum())
    if df < 1 or (np.ptp(first) == 0 and np.ptp(second) == 0):
        return Estimate(term, scale * estimate)
    std_error = math.sqrt(squares / df * (1 / len(first) + 1 / len(second)))
    return _t_row(term, estimate, std_error, df, scale, confidence)


def _welch(term: str, first: FloatArray, second: FloatArray, scale: float, confidence: float) -> tuple[Estimate, float]:
    """The same with separate variances and Welch's degrees of freedom."""
    estimate = float(first.mean() - second.mean())
    if min(len(first), len(second)) < 2 or (np.ptp(first) == 0 and np.ptp(second) == 0):
        return Estimate(term, scale * estimate), math.nan
    parts = [float(values.var(ddof=1)) / len(values) for values in (first, second)]
    df = sum(parts) ** 2 / sum(part**2 / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True))
    return _t_row(term, estimate, math.sqrt(sum(parts)), df, scale, confidence), df


def _t_row(term: str, estimate: float, std_error: float, df: float, scale: float, confidence: float) -> Estimate:
    t = estimate / std_error
    margin = float(stats.t.isf((1 - confidence) / 2, df)) * std_error
    return Estimate(
        term,
        scale * estimate,
        scale * std_error,
        t,
        2 * float(stats.t.sf(abs(t), df)),
        scale * (estimate - margin),
        scale * (estimate + margin),
    )
