"""Do people follow the AI when they should?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import FloatArray, confidence_level, counted
from analysis._result import Estimate, Result
from analysis.decisions._detection import detection
from analysis.decisions._trials import BoolArray, Judgements, count_by, judgements


@dataclass(frozen=True)
class Rate:
    """One rate in one group of trials."""

    group: str
    """Level of the grouping column, "" without one."""
    name: str
    """Which rate."""
    numerator: int
    """Trials that count."""
    denominator: int
    """Trials that could."""
    participants: int
    """Participants for whom the rate is defined."""
    undefined: int
    """Participants without any such trial: undefined, not zero."""
    estimate: Estimate
    """Pooled rate with its interval, clustered by participant."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RelianceResult(Result):
    """Reliance on the AI, over trials and for each participant."""

    rates: tuple[Rate, ...]
    """Every rate of every group."""
    detection: tuple[Estimate, ...]
    """d' and criterion of following a right against a wrong AI."""
    per_participant: pd.DataFrame
    """One row a participant and group, one column a measure; NaN where undefined."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a rate and group, then d' and criterion."""
        return [*(rate.estimate for rate in self.rates), *self.detection]

    def counts(self) -> pd.DataFrame:
        """Numerators, denominators and undefined participants of each rate.

        >>> judged = {"first_judgement": "eczema", "ai_answer": "acne", "final_judgement": "acne", "truth": "acne"}
        >>> reliance(pd.DataFrame([judged | {"participant": 1}])).counts().iloc[0].to_dict()
        {'group': '', 'name': 'agreement', 'numerator': 1, 'denominator': 1, 'participants': 1, 'undefined': 0}
        """
        names = ["group", "name", "numerator", "denominator", "participants", "undefined"]
        return pd.DataFrame([{name: getattr(rate, name) for name in names} for rate in self.rates], columns=names)


def reliance(
    trials: pd.DataFrame,
    *,
    first: str | None = "first_judgement",
    ai: str = "ai_answer",
    final: str = "final_judgement",
    truth: str = "truth",
    participant: str = "participant",
    by: str | None = None,
    confidence: float = 0.95,
) -> RelianceResult:
    """Reliance from the judgement before the AI's answer, that answer, and the final judgement.

    - agreement = P(final = AI); switch = P(final = AI | first != AI)
    - rair = P(final right | first wrong, AI right), relative AI reliance
    - rsr = P(final right | first right, AI wrong), relative self-reliance
    - over_reliance = P(final = AI | AI wrong, first != AI); under_reliance = P(final != AI | AI right, first != AI)
    - d_prime = z(hit) - z(fa), criterion = -(z(hit) + z(fa)) / 2, with hit = P(final = AI | AI right) and
      fa = P(final = AI | AI wrong), 0.5 added to each count and 1 to each total

    Rates pool trials; their standard errors are those of a ratio of sums over participants (Cochran), those of d' and
    criterion jackknifed over participants, with t intervals. A rate without any trial that could count is undefined.
    For tests prefer a mixed logit on trials.

    Parameters
    ----------
    trials
        One row a trial.
    first
        Column of the judgement before the AI's answer, or `None` where there was none.
    ai, final, truth, participant
        Names of the columns; answers are compared as they are.
    by
        Column that separates groups of trials, such as the condition.
    confidence
        Level of the intervals.

    References
    ----------
    Schemmer et al. 2023, arXiv 2302.02187. Log-linear correction: Hautus 1995, Behavior Research Methods 27:46.
    Cochran 1977, Sampling Techniques, section 6.3.

    Examples
    --------
    >>> import pandas as pd
    >>> trials = pd.DataFrame({
    ...     "participant": [1, 1, 1, 2, 2, 2],
    ...     "truth": ["acne", "acne", "eczema", "acne", "acne", "eczema"],
    ...     "ai_answer": ["acne", "eczema", "eczema", "acne", "eczema", "eczema"],
    ...     "first_judgement": ["eczema", "acne", "eczema", "eczema", "acne", "acne"],
    ...     "final_judgement": ["acne", "acne", "eczema", "eczema", "eczema", "eczema"],
    ... })
    >>> result = reliance(trials)
    >>> {rate.name: (rate.numerator, rate.denominator) for rate in result.rates if rate.name in ("rair", "rsr")}
    {'rair': (2, 3), 'rsr': (1, 2)}
    """
    confidence_level(confidence)
    data = judgements(trials, first, ai, final, truth, participant, by)
    groups = sorted(set(data.group.tolist())) if by else [""]
    rates: list[Rate] = []
    sensitivity: list[Estimate] = []
    rows: list[pd.DataFrame] = []
    for group in groups:
        part = data.group == group
        each, members = _by_participant(data, part)
        for name, (numerator, denominator) in each.items():
            rates.append(_rate(group, name, numerator, denominator, confidence))
        measures = detection(data.participant[part], data.ai_correct[part], data.follows[part], confidence)
        sensitivity += [_grouped(group, row) for row in measures.pooled]
        values = {name: _quotient(numerator, denominator) for name, (numerator, denominator) in each.items()}
        head = {participant: members} | ({by: group} if by else {})
        rows.append(pd.DataFrame(head | values | measures.per_participant))
    messages = list(data.messages)
    if not len(data.follows):
        messages.append("No complete trial: nothing can be computed.")
    messages += [_undefined(rate) for rate in rates if rate.undefined or not rate.denominator]
    return RelianceResult(
        rates=tuple(rates),
        detection=tuple(sensitivity),
        per_participant=pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(),
        messages=tuple(messages),
    )


def clustered_ratio(
    numerator: FloatArray, denominator: FloatArray, confidence: float
) -> tuple[float, float, float, float]:
    """Ratio of two sums over clusters, its linearised standard error and t interval within 0 ... 1.

    Shapes (clusters,); clusters without denominator say nothing and do not count.

    Source: Cochran 1977, Sampling Techniques, section 6.3.

    >>> ratio, std_error, *_ = clustered_ratio(np.array([3.0, 1.0, 2.0]), np.array([4.0, 4.0, 4.0]), 0.95)
    >>> ratio, round(std_error, 3)
    (0.5, 0.144)
    """
    used = denominator > 0
    k, n = numerator[used], denominator[used]
    if len(n) == 0:
        return (math.nan,) * 4
    ratio = float(k.sum() / n.sum())
    if len(n) == 1:
        return ratio, math.nan, math.nan, math.nan
    std_error = math.sqrt(len(n) / (len(n) - 1) * float(((k - ratio * n) ** 2).sum())) / float(n.sum())
    margin = float(stats.t.isf((1 - confidence) / 2, len(n) - 1)) * std_error
    return ratio, std_error, max(ratio - margin, 0.0), min(ratio + margin, 1.0)


def _by_participant(data: Judgements, part: BoolArray) -> tuple[dict[str, tuple[FloatArray, FloatArray]], list[object]]:
    """Sums of numerator and denominator for each participant in `part` of the trials."""
    codes, members = pd.factorize(data.participant[part], sort=True)
    sums = {
        name: (
            count_by(codes, (counts & among)[part], len(members)),
            count_by(codes, among[part], len(members)),
        )
        for name, (counts, among) in data.events().items()
    }
    return sums, members.tolist()


def _rate(group: str, name: str, numerator: FloatArray, denominator: FloatArray, confidence: float) -> Rate:
    value, std_error, low, high = clustered_ratio(numerator, denominator, confidence)
    return Rate(
        group=group,
        name=name,
        numerator=int(numerator.sum()),
        denominator=int(denominator.sum()),
        participants=int((denominator > 0).sum()),
        undefined=int((denominator == 0).sum()),
        estimate=_grouped(group, Estimate(name, value, std_error, ci_low=low, ci_high=high)),
    )


def _grouped(group: str, row: Estimate) -> Estimate:
    term = f"{group}: {row.term}" if group else row.term
    return Estimate(term, row.estimate, row.std_error, row.statistic, row.p_value, row.ci_low, row.ci_high)


def _quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    rate: FloatArray = np.divide(numerator, denominator, out=np.full(len(numerator), np.nan), where=denominator > 0)
    return rate


def _undefined(rate: Rate) -> str:
    where = f" under {rate.group}" if rate.group else ""
    if not rate.denominator:
        return f"{rate.name}{where} is undefined: no trial could count."
    everybody = rate.participants + rate.undefined
    return f"{rate.name}{where} is undefined for {rate.undefined} of {counted(everybody, 'participant')}."
