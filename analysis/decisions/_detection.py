"""Signal detection: telling a right AI from a wrong one."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis._gate import FloatArray
from analysis._result import Estimate
from analysis.decisions._trials import count_by


class Detection(NamedTuple):
    """d' and criterion, pooled and for each participant."""

    pooled: tuple[Estimate, Estimate]
    """d_prime and criterion over all trials, jackknifed over participants."""
    per_participant: dict[str, FloatArray]
    """d_prime and criterion of each participant, sorted, shape (participants,); NaN without right or wrong AI trials."""


def detection(
    participant: NDArray[np.object_], ai_correct: NDArray[np.bool_], follows: NDArray[np.bool_], confidence: float
) -> Detection:
    """d' and criterion of following the AI, pooled with jackknifed errors over participants; arrays of shape (trials,).

    Source: Green and Swets 1966, Signal Detection Theory; log-linear correction: Hautus 1995, Behavior Research Methods 27:46.

    >>> right, follows = np.array([True, True, False, False] * 2), np.array([True, True, True, False, True, False, False, False])
    >>> found = detection(np.array(list("aaaabbbb"), dtype=object), right, follows, 0.95)
    >>> round(found.pooled[0].estimate, 3)  # z(3.5 / 5) - z(1.5 / 5)
    1.049
    """
    codes, members = pd.factorize(participant, sort=True)
    signals, hits, noise, alarms = (
        count_by(codes, mask, len(members))
        for mask in (ai_correct, ai_correct & follows, ~ai_correct, ~ai_correct & follows)
    )
    own = _measures(hits, signals, alarms, noise)
    hit, signal, alarm, quiet = (np.asarray(counts.sum()) for counts in (hits, signals, alarms, noise))
    pooled = _measures(hit, signal, alarm, quiet)
    left_out = _measures(hits.sum() - hits, signals.sum() - signals, alarms.sum() - alarms, noise.sum() - noise)
    rows = [
        _jackknifed(term, float(value), without, confidence)
        for term, value, without in zip(("d_prime", "criterion"), pooled, left_out, strict=True)
    ]
    return Detection((rows[0], rows[1]), {"d_prime": own[0], "criterion": own[1]})


def _measures(
    hits: FloatArray, signals: FloatArray, alarms: FloatArray, noise: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """d' and criterion with the log-linear correction; NaN where signals or noise are absent."""
    hit, alarm = (stats.norm.ppf((k + 0.5) / (n + 1)) for k, n in ((hits, signals), (alarms, noise)))
    defined = (signals > 0) & (noise > 0)
    return np.where(defined, hit - alarm, np.nan), np.where(defined, -(hit + alarm) / 2, np.nan)


def _jackknifed(term: str, value: float, without: FloatArray, confidence: float) -> Estimate:
    n = len(without)
    if n < 2 or not np.isfinite(without).all():
        return Estimate(term, value)
    std_error = math.sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()))
    margin = float(stats.t.isf((1 - confidence) / 2, n - 1)) * std_error
    return Estimate(term, value, std_error, ci_low=value - margin, ci_high=value + margin)
