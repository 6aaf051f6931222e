"""The first period alone: a comparison between participants that no carry-over can reach."""

import math
from dataclasses import replace

import pandas as pd

from analysis._result import Estimate
from analysis.between import split, welch_t
from analysis.outcomes import correctness_effects, participant_means


def first_period_difference(
    values: pd.DataFrame,
    outcome: str,
    reference: str,
    treatment: str,
    *,
    contrast: str = "condition",
    confidence: float = 0.95,
) -> Estimate:
    """Welch's comparison of participants' means in the first period, treatment minus reference, in units of the outcome.

    With `contrast="condition:ai_correct"` a participant's value is the mean over cases in which the AI was right minus that
    over cases in which it was wrong. Half the information of a crossover at best, so its interval is wide.

    Parameters
    ----------
    values
        Tidy outcomes, as `outcomes` gives them.
    outcome
        Id of the outcome.
    reference, treatment
        Conditions.
    contrast
        `condition` or `condition:ai_correct`.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        NaN where either condition has fewer than two participants in the first period, or where nothing varies.

    References
    ----------
    Welch 1947, Biometrika 34:28.

    Examples
    --------
    >>> rows = [("a", "text", 1, 2.0), ("b", "text", 1, 3.0), ("c", "visual", 1, 4.0), ("d", "visual", 1, 6.0)]
    >>> values = pd.DataFrame(rows, columns=["participant", "condition", "period", "value"]).assign(outcome="trust")
    >>> first_period_difference(values, "trust", "text", "visual").estimate
    2.5
    """
    rows = values[(values["outcome"] == outcome) & (values["period"] == values["period"].min())]
    means = participant_means(rows) if contrast == "condition" else correctness_effects(rows)
    known = means.dropna(subset=["value"])
    found = welch_t(split(known, "value", reference=reference, treatment=treatment), confidence=confidence)
    if math.isnan(found.t):
        return Estimate("first_period")
    return replace(found.estimates()[0], term="first_period")
