"""Effect sizes of a paired comparison, each with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from analysis._gate import FloatArray, confidence_level
from analysis._result import Estimate, Result
from analysis._standardised import ROUNDING, fisher_interval, noncentrality, small_sample_correction
from analysis.paired._pairs import DECIMALS, Columns, PairedData, Pairs, as_differences, as_pairs
from analysis.paired._signed_rank import signed_ranks


@dataclass(frozen=True, kw_only=True)
class EffectSizes(Result):
    """Standardised and ordinal sizes of one paired effect; each is a row of the summary."""

    dz: Estimate
    """Mean difference over the standard deviation of the differences; noncentral t interval."""
    hedges_gz: Estimate
    """dz times the exact small-sample correction J."""
    dav: Estimate
    """Mean difference over the mean of the two conditions' standard deviations; comparable across designs."""
    rank_biserial: Estimate
    """(W+ - W-) / (W+ + W-) of the signed ranks, zeros dropped."""
    cliffs_delta: Estimate
    """P(treatment > reference) - P(treatment < reference) over the answers of any two participants."""
    a12: Estimate
    """Probability of superiority between any two participants, ties half: (delta + 1) / 2."""
    superiority: Estimate
    """Probability of superiority within a participant, ties half; Wilson interval."""
    n: int
    """Number of pairs."""
    confidence: float
    """Level of the intervals."""

    @property
    def standardized(self) -> Estimate:
        """The size that belongs to a paired comparison: dz."""
        return self.dz

    def estimates(self) -> Sequence[Estimate]:
        """One row an effect size."""
        return [
            self.dz,
            self.hedges_gz,
            self.dav,
            self.rank_biserial,
            self.cliffs_delta,
            self.a12,
            self.superiority,
        ]


def effect_sizes(data: PairedData, *, confidence: float = 0.95, **columns: Unpack[Columns]) -> EffectSizes:
    """dz, Hedges' gz, dav, rank-biserial, Cliff's delta, A12 and within-person superiority.

    - dz = m / sd(d), with the t of the paired test inverted in the noncentrality (Steiger and Fouladi 1997);
      gz = J dz with J = Gamma(k / 2) / (sqrt(k / 2) Gamma((k - 1) / 2)), k = n - 1 (Hedges 1981).
    - dav = m / ((sd(reference) + sd(treatment)) / 2) (Cumming 2012); delta-method interval on n - 1 degrees of freedom.
    - rank-biserial r = (W+ - W-) / (W+ + W-) (Kerby 2014); Fisher-z interval with
      se = sqrt((2 m^3 + 3 m^2 + m) / 6) / ((m^2 + m) / 2), m the number of differences that are not zero; none at -1 and 1,
      where R's effectsize gives an interval without width.
    - Cliff's delta (1993) and A12 (Vargha and Delaney 2000): placement values keep the pairing in the standard error
      (DeLong et al. 1988; Obuchowski 1997); Fisher-z interval for delta.
    - superiority = (#{d > 0} + #{d = 0} / 2) / n.

    From differences alone, what needs both conditions' answers is NaN.

    Parameters
    ----------
    data
        Tidy frame with the columns of `pair`, pairs, or differences of shape (n,).
    confidence
        Level of the intervals.

    References
    ----------
    Steiger and Fouladi 1997, in What If There Were No Significance Tests?, ch. 9; Hedges 1981, Journal of Educational
    Statistics 6:107; Cumming 2012, Understanding the New Statistics; Kerby 2014, Comprehensive Psychology 3:11.IT.3.1;
    Cliff 1993, Psychological Bulletin 114:494; Vargha and Delaney 2000, Journal of Educational and Behavioral
    Statistics 25:101; DeLong et al. 1988, Biometrics 44:837; Obuchowski 1997, ibid. 53:567.

    Examples
    --------
    >>> sizes = effect_sizes([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    >>> round(sizes.dz.estimate, 3), round(sizes.dz.ci_low, 3), round(sizes.dz.ci_high, 3)
    (1.285, 0.415, 2.118)
    """
    confidence_level(confidence)
    pairs = as_pairs(data, columns) if isinstance(data, pd.DataFrame | Pairs) else None
    differences, messages = as_differences(data if pairs is None else pairs, columns)
    dz = _dz(differences, confidence)
    correction = small_sample_correction(len(differences) - 1)
    if pairs is None:
        messages += ("dav, Cliff's delta and A12 need the answers under both conditions, not only their differences.",)
    if math.isnan(dz.estimate):
        messages += ("Fewer than two pairs, or no variation: standardised sizes are undefined.",)
    ranks = _rank_biserial(differences, confidence)
    if abs(ranks.estimate) == 1:
        messages += ("All differences that are not zero have one sign: the rank-biserial correlation has no interval.",)
    delta = Estimate("cliffs_delta") if pairs is None else _cliffs_delta(pairs, confidence)
    if len(differences) > 1 and math.isnan(delta.std_error) and not math.isnan(delta.estimate):
        reason = "do not overlap" if abs(delta.estimate) == 1 else "stand to each other alike for everyone"
        messages += (f"The answers under the two conditions {reason}: Cliff's delta and A12 have no interval.",)
    return EffectSizes(
        dz=dz,
        hedges_gz=Estimate(
            "hedges_gz",
            correction * dz.estimate,
            ci_low=correction * dz.ci_low,
            ci_high=correction * dz.ci_high,
        ),
        dav=Estimate("dav") if pairs is None else _dav(pairs, confidence),
        rank_biserial=ranks,
        cliffs_delta=delta,
        a12=Estimate(
            "a12",
            (delta.estimate + 1) / 2,
            delta.std_error / 2,
            ci_low=(delta.ci_low + 1) / 2,
            ci_high=(delta.ci_high + 1) / 2,
        ),
        superiority=_superiority(differences, confidence),
        n=len(differences),
        confidence=confidence,
        messages=messages,
    )


def _dz(differences: FloatArray, confidence: float) -> Estimate:
    n = len(differences)
    if n < 2 or np.ptp(differences) == 0:
        return Estimate("dz")
    dz = float(differences.mean() / differences.std(ddof=1))
    low, high = (noncentrality(dz * math.sqrt(n), n - 1, tail) for tail in ((1 + confidence) / 2, (1 - confidence) / 2))
    return Estimate("dz", dz, ci_low=low / math.sqrt(n), ci_high=high / math.sqrt(n))


def _dav(pairs: Pairs, confidence: float) -> Estimate:
    """Delta method on the five moments behind dav: their joint influence values keep the pairing."""
    n = pairs.n
    if n < 2 or (np.ptp(pairs.reference) == 0 and np.ptp(pairs.treatment) == 0):
        return Estimate("dav")
    differences = pairs.treatment - pairs.reference
    spreads = [float(values.std(ddof=1)) for values in (pairs.reference, pairs.treatment)]
    average = sum(spreads) / 2
    dav = float(differences.mean()) / average
    pull = sum(
        ((values - values.mean()) ** 2 - spread**2) / (4 * spread)
        for values, spread in zip((pairs.reference, pairs.treatment), spreads, strict=True)
        if spread > 0
    )
    influence = (differences - differences.mean() - dav * pull) / average
    std_error = float(influence.std(ddof=1)) / math.sqrt(n)
    margin = float(stats.t.isf((1 - confidence) / 2, n - 1)) * std_error
    return Estimate("dav", dav, std_error, ci_low=dav - margin, ci_high=dav + margin)


def _rank_biserial(differences: FloatArray, confidence: float) -> Estimate:
    ranks = signed_ranks(differences, "drop")
    m = len(ranks.doubled)
    if m == 0:
        return Estimate("rank_biserial")
    r = ranks.statistic / ranks.expected - 1
    spread = math.sqrt((2 * m**3 + 3 * m**2 + m) / 6) / ((m**2 + m) / 2)
    low, high = fisher_interval(r, spread, confidence)
    return Estimate("rank_biserial", r, ci_low=low, ci_high=high)


def _cliffs_delta(pairs: Pairs, confidence: float) -> Estimate:
    n = pairs.n
    if n == 0:
        return Estimate("cliffs_delta")
    treatment, reference = np.round(pairs.treatment, DECIMALS), np.round(pairs.reference, DECIMALS)
    dominance = np.sign(treatment[:, None] - reference[None, :])
    delta = float(dominance.mean())
    placements = dominance.mean(axis=1) + dominance.mean(axis=0)
    if np.ptp(placements) < ROUNDING:
        return Estimate("cliffs_delta", delta)
    std_error = float(placements.std(ddof=1)) / math.sqrt(n)
    low, high = fisher_interval(delta, std_error / (1 - delta**2), confidence)
    return Estimate("cliffs_delta", delta, std_error, ci_low=low, ci_high=high)


def _superiority(differences: FloatArray, confidence: float) -> Estimate:
    n = len(differences)
    if n == 0:
        return Estimate("superiority")
    wins = float((differences > 0).sum() + (differences == 0).sum() / 2)
    low, high = proportion_confint(wins, n, alpha=1 - confidence, method="wilson")
    return Estimate("superiority", wins / n, ci_low=float(low), ci_high=float(high))
