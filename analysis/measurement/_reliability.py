"""Reliability of one scale: alpha and omega together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._result import Estimate, Result
from analysis.measurement._alpha import AlphaResult, alpha
from analysis.measurement._omega import OmegaResult, omega


@dataclass(frozen=True, kw_only=True)
class ReliabilityResult(Result):
    """Alpha, omega and item statistics of a scale."""

    alpha: AlphaResult
    """Cronbach's alpha with Feldt's interval, and how each item behaves."""
    omega: OmegaResult
    """McDonald's omega of one factor with its loadings."""

    def estimates(self) -> Sequence[Estimate]:
        """Alpha, standardised alpha, omega."""
        return [*self.alpha.estimates(), self.omega.estimates()[0]]


def reliability(
    answers: pd.DataFrame,
    items: Sequence[str] | None = None,
    *,
    rng: np.random.Generator | None = None,
    confidence: float = 0.95,
) -> ReliabilityResult:
    """Cronbach's alpha and McDonald's omega of the same answers; formulas as in `alpha` and `omega`.

    Source: Cronbach 1951, Psychometrika 16:297; McDonald 1999, Test Theory.

    Parameters
    ----------
    answers
        One row a person, one column an item, reversed items already recoded.
    items
        The item columns; all columns by default.
    rng
        Seeded generator for the interval of omega; none gives no interval.
    confidence
        Level of the intervals.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 4, 5, 3], "b": [2, 2, 3, 5, 4, 3], "c": [1, 3, 3, 4, 4, 2]})
    >>> reliability(answers).summary()["term"].tolist()
    ['alpha', 'alpha_standardized', 'omega']
    """
    consistency = alpha(answers, items, confidence=confidence)
    factor = omega(answers, items, rng=rng, confidence=confidence)
    messages = tuple(dict.fromkeys(consistency.messages + factor.messages))
    return ReliabilityResult(alpha=consistency, omega=factor, messages=messages)
