"""Effect sizes of a comparison between participants, each with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np

from analysis._gate import confidence_level
from analysis._result import Estimate, Result
from analysis._standardised import ROUNDING, fisher_interval, noncentrality, small_sample_correction
from analysis.between._groups import GroupData, Groups, as_groups
from analysis.paired._pairs import Columns


@dataclass(frozen=True, kw_only=True)
class BetweenEffects(Result):
    """Standardised and ordinal sizes of one effect between participants; each is a row of the summary."""

    ds: Estimate
    """Difference of the means over the pooled standard deviation; noncentral t interval."""
    hedges_gs: Estimate
    """ds times the exact small-sample correction J."""
    rank_biserial: Estimate
    """2 U / (m n) - 1, which is Cliff's delta: P(treatment > reference) - P(treatment < reference)."""
    a12: Estimate
    """Probability of superiority between any two participants, ties half: (delta + 1) / 2."""
    n: int
    """Number of participants in both groups."""
    confidence: float
    """Level of the intervals."""

    @property
    def standardized(self) -> Estimate:
        """The size that belongs to a comparison between participants: Hedges' gs."""
        return self.hedges_gs

    def estimates(self) -> Sequence[Estimate]:
        """One row an effect size."""
        return [self.ds, self.hedges_gs, self.rank_biserial, self.a12]


def between_effects(data: GroupData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> BetweenEffects:
    """ds, Hedges' gs, rank-biserial correlation (Cliff's delta) and probability of superiority of two groups.

    - ds = (m1 - m0) / s, s^2 the pooled variance, with the t of Student's test inverted in the noncentrality (Steiger and
      Fouladi 1997); gs = J ds, J with n1 + n0 - 2 degrees of freedom (Hedges 1981).
    - Cliff's delta (1993) and A12 (Vargha and Delaney 2000): standard error from the placement values
      (DeLong et al. 1988); Fisher-z interval for delta.

    Parameters
    ----------
    data
        Tidy frame with the columns of `split`, or groups.
    confidence
        Level of the intervals.

    References
    ----------
    Steiger and Fouladi 1997, in What If There Were No Significance Tests?, ch. 9; Hedges 1981, Journal of Educational
    Statistics 6:107; Cliff 1993, Psychological Bulletin 114:494; Vargha and Delaney 2000, Journal of Educational and
    Behavioral Statistics 25:101; DeLong et al. 1988, Biometrics 44:837.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "trust": [1, 2, 4, 3, 5, 5]})
    >>> sizes = between_effects(frame, outcome="trust")
    >>> round(sizes.ds.estimate, 3), round(sizes.rank_biserial.estimate, 3)
    (1.477, 0.778)
    """
    confidence_level(confidence)
    groups = as_groups(data, columns)
    ds = _ds(groups, confidence)
    correction = small_sample_correction(sum(groups.sizes) - 2)
    delta = _delta(groups, confidence)
    messages = groups.messages
    if math.isnan(ds.estimate):
        messages += ("Fewer than three participants, or no variation: standardised sizes are undefined.",)
    if min(groups.sizes) > 1 and math.isnan(delta.std_error):
        reason = "do not overlap" if abs(delta.estimate) == 1 else "stand to each other alike for everyone"
        messages += (f"The answers of the two groups {reason}: rank-biserial correlation and A12 have no interval.",)
    return BetweenEffects(
        ds=ds,
        hedges_gs=Estimate(
            "hedges_gs", correction * ds.estimate, ci_low=correction * ds.ci_low, ci_high=correction * ds.ci_high
        ),
        rank_biserial=delta,
        a12=Estimate(
            "a12",
            (delta.estimate + 1) / 2,
            delta.std_error / 2,
            ci_low=(delta.ci_low + 1) / 2,
            ci_high=(delta.ci_high + 1) / 2,
        ),
        n=groups.n,
        confidence=confidence,
        messages=messages,
    )


def _ds(groups: Groups, confidence: float) -> Estimate:
    df = sum(groups.sizes) - 2
    samples = (groups.reference, groups.treatment)
    if min(groups.sizes) == 0 or df < 1 or all(np.ptp(values) == 0 for values in samples):
        return Estimate("ds")
    pooled = math.sqrt(sum(float(((values - values.mean()) ** 2).sum()) for values in samples) / df)
    ds = float(groups.treatment.mean() - groups.reference.mean()) / pooled
    root = math.sqrt(groups.sizes[0] * groups.sizes[1] / sum(groups.sizes))
    low, high = (noncentrality(ds * root, df, tail) / root for tail in ((1 + confidence) / 2, (1 - confidence) / 2))
    return Estimate("ds", ds, ci_low=low, ci_high=high)


def _delta(groups: Groups, confidence: float) -> Estimate:
    if min(groups.sizes) == 0:
        return Estimate("rank_biserial")
    dominance = np.sign(groups.treatment[:, None] - groups.reference[None, :])
    delta = float(dominance.mean())
    placements = dominance.mean(axis=1), dominance.mean(axis=0)
    if min(groups.sizes) == 1 or max(np.ptp(values) for values in placements) < ROUNDING:
        return Estimate("rank_biserial", delta)
    std_error = math.sqrt(sum(float(values.var(ddof=1)) / len(values) for values in placements))
    low, high = fisher_interval(delta, std_error / (1 - delta**2), confidence)
    return Estimate("rank_biserial", delta, std_error, ci_low=low, ci_high=high)
