"""How a simulated participant answers, by kind of outcome: from a latent level in logits to a value on the outcome's scale."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from analysis._gate import AnalysisError, FloatArray
from analysis.scoring import asked_items
from protocols import Outcome, ScaleItem, Study, scale_values

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
FIRST_DIFFERS = 0.5
"""Probability that a first judgement differs from the AI's answer; only then does reliance show."""
MEDIAN_SECONDS = 40.0
"""Time a case at level zero."""
SECONDS_A_LOGIT = 0.3
"""Change of log seconds for one logit."""
RESIDUAL_LOG_SECONDS = 0.4
"""Standard deviation of log seconds within participant and case."""


class Response(ABC):
    """Draws values of one outcome, and knows what they are on average."""

    @abstractmethod
    def draw(self, level: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Values at latent levels in logits, both of shape (rows,); NaN where the outcome is undefined."""

    @abstractmethod
    def expected_at(self, level: FloatArray) -> FloatArray:
        """Expected value at each level, shape (levels,)."""

    def expected(self, mean: float, sd: float) -> float:
        """Expected value over normally distributed levels, by Gauss-Hermite quadrature with 61 nodes."""
        return float(self.expected_at(mean + sd * NODES) @ WEIGHTS / WEIGHTS.sum())


@dataclass(frozen=True)
class Rating(Response):
    """Mean of rated items, put on the scale of the outcome.

    Each item follows a cumulative logit model whose categories are equally likely at level zero.
    """

    points: tuple[int, ...]
    """Number of points of each item."""
    low: float
    """Outcome where every item has its smallest value."""
    high: float
    """Outcome where every item has its largest value."""

    def draw(self, level: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Every item drawn by itself around the level, then averaged."""
        shares = [
            np.searchsorted(_thresholds(points), level + rng.logistic(size=level.shape)) / (points - 1)
            for points in self.points
        ]
        return np.asarray(self.low + (self.high - self.low) * np.mean(shares, axis=0))

    def expected_at(self, level: FloatArray) -> FloatArray:
        """Sum over thresholds of P(answer above it), averaged over items."""
        shares = [
            expit(level[:, None] - _thresholds(points)[None, :]).sum(axis=1) / (points - 1) for points in self.points
        ]
        return np.asarray(self.low + (self.high - self.low) * np.mean(shares, axis=0))


@dataclass(frozen=True)
class Share(Response):
    """Right or wrong in a trial, with an even chance at level zero."""

    defined: float = 1.0
    """Share of trials that enter the denominator."""

    def draw(self, level: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Zeros and ones; NaN where the trial does not count."""
        values = (rng.random(level.shape) < expit(level)).astype(float)
        counts = rng.random(level.shape) < self.defined
        return np.where(counts, values, np.nan)

    def expected_at(self, level: FloatArray) -> FloatArray:
        """Probability of a one."""
        return np.asarray(expit(level))


@dataclass(frozen=True)
class Time(Response):
    """Seconds, log-normal within participant and case."""

    def draw(self, level: FloatArray, rng: np.random.Generator) -> FloatArray:
        """Seconds at each level."""
        logs = SECONDS_A_LOGIT * level + rng.normal(0, RESIDUAL_LOG_SECONDS, level.shape)
        return np.asarray(MEDIAN_SECONDS * np.exp(logs))

    def expected_at(self, level: FloatArray) -> FloatArray:
        """Mean of the log-normal distribution."""
        return np.asarray(MEDIAN_SECONDS * np.exp(SECONDS_A_LOGIT * level + RESIDUAL_LOG_SECONDS**2 / 2))


def response_of(study: Study, outcome: Outcome) -> Response:
    """How the outcome is answered; `AnalysisError` for items that are no rating scales.

    Parameters
    ----------
    study
        For the items and their scales.
    outcome
        An outcome of the study's plan.
    """
    if outcome.measure is not None:
        if outcome.measure == "duration":
            return Time()
        relies = outcome.measure in {"over_reliance", "under_reliance", "switched"}
        return Share(defined=FIRST_DIFFERS if relies else 1.0)
    if outcome.items:
        return _rating(study, outcome.items, None)
    declared = next(
        (
            score
            for instrument in study.instruments.values()
            for score in instrument.scores
            if score.id == outcome.score
        ),
        None,
    )
    if declared is None:
        raise AnalysisError(f"No instrument has the score '{outcome.score}' of outcome '{outcome.id}'.")
    rating = _rating(study, declared.items, declared.range)
    if declared.range is None and declared.method == "sum":
        items = len(declared.items)
        return Rating(rating.points, rating.low * items, rating.high * items)
    return rating


def _rating(study: Study, items: tuple[str, ...], ends: tuple[float, float] | None) -> Rating:
    known = asked_items(study)
    scales = []
    for name in items:
        item = known[name].item if name in known else None
        if not isinstance(item, ScaleItem) or len(scale_values(item)) < 2:
            raise AnalysisError(
                f"Item '{name}' is asked on no rating scale of the study: its answers cannot be simulated."
            )
        scales.append(scale_values(item))
    low, high = ends or (
        float(np.mean([scale[0] for scale in scales])),
        float(np.mean([scale[-1] for scale in scales])),
    )
    return Rating(tuple(len(scale) for scale in scales), low, high)


def _thresholds(points: int) -> FloatArray:
    """Logits of equally likely categories, ascending, shape (points - 1,)."""
    return np.asarray(logit(np.arange(1, points) / points))
