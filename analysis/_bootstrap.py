"""Bootstrap of a statistic over participants."""

import math
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from analysis._gate import AnalysisError, FloatArray, confidence_level, generator
from analysis._result import Estimate, Result

RESAMPLES = 9999


@dataclass(frozen=True, kw_only=True, eq=False)
class BootstrapResult(Result):
    """A statistic with its bootstrap distribution and bias-corrected, accelerated interval."""

    term: str
    """What is estimated."""
    estimate: float
    """The statistic on the data."""
    std_error: float
    """Standard deviation of the bootstrap distribution."""
    ci_low: float
    """Lower end of the BCa interval."""
    ci_high: float
    """Upper end of the BCa interval."""
    confidence: float
    """Level of the interval."""
    distribution: FloatArray
    """The statistic in each resample of participants, shape (resamples,)."""

    def estimates(self) -> Sequence[Estimate]:
        """One row."""
        return [Estimate(self.term, self.estimate, self.std_error, ci_low=self.ci_low, ci_high=self.ci_high)]


def bootstrap(
    term: str,
    samples: tuple[FloatArray, ...],
    statistic: Callable[..., Any],
    rng: np.random.Generator,
    resamples: int,
    confidence: float,
    messages: tuple[str, ...],
    *,
    paired: bool,
) -> BootstrapResult:
    """BCa bootstrap of a statistic of samples of shape (n,); NaN with a message where nothing varies.

    `paired` samples are resampled together by participant, others each by itself.
    """
    generator(rng)
    confidence_level(confidence)
    if resamples < 1:
        raise AnalysisError(f"resamples={resamples}: give at least 1, usefully 9999.")
    n = min(len(values) for values in samples)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = float(statistic(*samples)) if n else math.nan
    undefined = not math.isfinite(estimate)
    estimate = math.nan if undefined else estimate
    std_error = low = high = math.nan
    distribution = np.empty(0)
    if undefined or n < 2:
        messages += (
            () if n > 1 else (f"Fewer than two {'pairs' if paired else 'participants in a condition'}: no interval.",)
        )
    elif all(np.ptp(values) == 0 for values in samples):
        messages += ("All values are equal: the bootstrap has nothing to resample.",)
    else:
        with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
            warnings.simplefilter("ignore", stats.DegenerateDataWarning)  # said in words below
            result = stats.bootstrap(
                samples,
                statistic,
                n_resamples=resamples,
                paired=paired,
                vectorized=True,
                batch=500,
                confidence_level=confidence,
                method="BCa",
                rng=rng,
            )
        interval = result.confidence_interval
        if np.isfinite(result.bootstrap_distribution).all() and np.isfinite([interval.low, interval.high]).all():
            distribution = result.bootstrap_distribution
            std_error = float(result.standard_error)
            low, high = float(interval.low), float(interval.high)
        else:
            messages += ("The values vary too little for a bootstrap interval.",)
    return BootstrapResult(
        term=term,
        estimate=estimate,
        std_error=std_error,
        ci_low=low,
        ci_high=high,
        confidence=confidence,
        distribution=distribution,
        messages=messages,
    )
