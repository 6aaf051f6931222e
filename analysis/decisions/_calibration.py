"""Does stated confidence match how often people are right?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import AnalysisError, FloatArray, column, confidence_level, counted, numeric_column
from analysis._result import Estimate, Result
from analysis.agreement import wilson_interval


@dataclass(frozen=True)
class CalibrationBin:
    """Answers with similar confidence."""

    low: float
    """Lower edge of the bin."""
    high: float
    """Upper edge."""
    n: int
    """Number of answers."""
    mean_confidence: float
    """Mean stated probability of being right."""
    share_correct: float
    """Share of right answers."""
    ci_low: float
    """Lower end of Wilson's interval for the share."""
    ci_high: float
    """Upper end."""


@dataclass(frozen=True, kw_only=True)
class CalibrationResult(Result):
    """Accuracy of stated probabilities."""

    n: int
    """Number of answers."""
    brier: Estimate
    """Mean squared difference of probability and outcome, clustered by participant; 0 is perfect."""
    ece: float
    """Expected calibration error: mean distance of confidence and share correct over bins, weighted by answers."""
    overconfidence: Estimate
    """Mean confidence minus share correct, clustered by participant."""
    bins: tuple[CalibrationBin, ...]
    """The calibration curve; empty bins are left out."""

    def estimates(self) -> Sequence[Estimate]:
        """Brier score, expected calibration error, overconfidence."""
        return [self.brier, Estimate("ece", self.ece), self.overconfidence]

    def curve(self) -> pd.DataFrame:
        """One row a bin, with the fields of `CalibrationBin`.

        >>> trials = pd.DataFrame({"participant": [1, 2], "final_confidence": [90, 60], "final_correct": [1, 0]})
        >>> calibration(trials).curve()[["low", "high", "n", "share_correct"]]
           low  high  n  share_correct
        0  0.6   0.7  1            0.0
        1  0.9   1.0  1            1.0
        """
        return pd.DataFrame(self.bins, columns=list(CalibrationBin.__dataclass_fields__))


def calibration(
    trials: pd.DataFrame,
    *,
    probability: str = "final_confidence",
    correct: str = "final_correct",
    participant: str = "participant",
    bins: int = 10,
    scale: float = 100.0,
    confidence: float = 0.95,
) -> CalibrationResult:
    """Brier score, expected calibration error and calibration curve of stated confidence.

    Brier = mean (p - y)^2; ECE = sum over bins of n_b / n |mean p - mean y|, bins of equal width, pooled over participants
    (below about 100 answers a person, their own curves are noise). Standard errors are clustered by participant.

    Parameters
    ----------
    trials
        One row a trial; missing values are left out.
    probability
        Column of the stated probability of being right, from 0 to `scale`.
    correct
        Column of 0/1 or booleans.
    participant
        Column of the clusters.
    bins
        Number of bins of equal width.
    scale
        Value that means certainty: 100 for percent, 1 for probabilities.
    confidence
        Level of the intervals.

    References
    ----------
    Brier 1950, Monthly Weather Review 78:1. Guo et al. 2017, ICML (expected calibration error).

    Examples
    --------
    >>> import pandas as pd
    >>> trials = pd.DataFrame({
    ...     "participant": [1, 1, 2, 2], "final_confidence": [90, 60, 80, 70], "final_correct": [1, 0, 1, 1],
    ... })
    >>> result = calibration(trials)
    >>> round(result.brier.estimate, 3), round(result.ece, 3)
    (0.125, 0.3)
    """
    confidence_level(confidence)
    if bins < 1:
        raise AnalysisError(f"bins={bins}: give at least 1.")
    outcome = column(trials, correct, "correct")
    cells = pd.DataFrame(
        {
            "p": numeric_column(trials, probability, "probability") / scale,
            "y": numeric_column(trials.assign(**{correct: outcome.astype("Float64")}), correct, "correct"),
            "participant": column(trials, participant, "participant"),
        }
    )
    answered = cells.dropna()
    if not answered["y"].isin([0, 1]).all():
        raise AnalysisError(f"Column '{correct}' must hold 0 and 1 (or false and true) only.")
    if not answered["p"].between(0, 1).all():
        raise AnalysisError(f"Column '{probability}' leaves 0 to {scale:g}: give the value of certainty as scale=...")
    lost = len(cells) - len(answered)
    messages: tuple[str, ...] = (f"{counted(lost, 'trial')} without confidence or outcome left out.",) if lost else ()
    if answered.empty:
        messages += ("No answer with a confidence: nothing can be computed.",)
    p, y = answered["p"].to_numpy(dtype=float), answered["y"].to_numpy(dtype=float)
    codes = pd.factorize(answered["participant"])[0]
    curve = calibration_curve(p, y, bins, confidence)
    gaps = [row.n / len(p) * abs(row.mean_confidence - row.share_correct) for row in curve]
    return CalibrationResult(
        n=len(p),
        brier=_clustered_mean("brier", (p - y) ** 2, codes, confidence),
        ece=sum(gaps) if gaps else math.nan,
        overconfidence=_clustered_mean("overconfidence", p - y, codes, confidence),
        bins=curve,
        messages=messages,
    )


def calibration_curve(p: FloatArray, y: FloatArray, bins: int, confidence: float = 0.95) -> tuple[CalibrationBin, ...]:
    """Bins of equal width of probabilities p with outcomes y, shapes (n,), and Wilson's interval of each share.

    Source: Murphy and Winkler 1977, Applied Statistics 26:41 (reliability diagram).

    >>> [(one.n, one.share_correct) for one in calibration_curve(np.array([0.1, 0.2, 0.8]), np.array([0.0, 1.0, 1.0]), bins=2)]
    [(2, 0.5), (1, 1.0)]
    """
    # rounded, so that 0.3 falls where its decimal writing says
    place = np.minimum(np.floor(np.round(p * bins, 9)), bins - 1).astype(int)
    rows = []
    for index in np.unique(place):
        mine = place == index
        low, high = wilson_interval(int(y[mine].sum()), int(mine.sum()), confidence)
        rows.append(
            CalibrationBin(
                low=float(index / bins),
                high=float((index + 1) / bins),
                n=int(mine.sum()),
                mean_confidence=float(p[mine].mean()),
                share_correct=float(y[mine].mean()),
                ci_low=low,
                ci_high=high,
            )
        )
    return tuple(rows)


def _clustered_mean(term: str, values: FloatArray, clusters: np.ndarray, confidence: float) -> Estimate:
    """Mean over answers with the linearised standard error of a ratio of sums over clusters."""
    if len(values) == 0:
        return Estimate(term)
    mean = float(values.mean())
    residuals = np.bincount(clusters, values - mean)
    n = len(residuals)
    if n < 2:
        return Estimate(term, mean)
    std_error = math.sqrt(n / (n - 1) * float((residuals**2).sum())) / len(values)
    margin = float(stats.t.isf((1 - confidence) / 2, n - 1)) * std_error
    return Estimate(term, mean, std_error, ci_low=mean - margin, ci_high=mean + margin)
