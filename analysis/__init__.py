"""From tidy answers to the statistics that a protocol promised.

Tidy frame in, typed result out: every result has `.summary()`, a frame with the columns `term, estimate, std_error,
statistic, p_value, ci_low, ci_high`, and `.messages` in words. Figures are in `analysis.figures`, which alone loads plotly.
"""

from analysis._adjust import AdjustedPValues, adjust
from analysis._gate import AnalysisError
from analysis._result import SUMMARY_COLUMNS, Estimate, Result
from analysis.agreement import cohen_kappa, fleiss_kappa, gwet, icc, krippendorff, proportions, wilson_interval
from analysis.decisions import calibration, reliance
from analysis.design import crossover, friedman, permutation_test
from analysis.measurement import alpha, kr20, omega, reliability
from analysis.paired import (
    bootstrap_mean_difference,
    conditional_logistic,
    effect_sizes,
    mantel_haenszel,
    mcnemar,
    pair,
    paired_t,
    percent_change,
    sign_test,
    tost,
    wilcoxon,
)

__all__ = [
    "SUMMARY_COLUMNS",
    "AdjustedPValues",
    "AnalysisError",
    "Estimate",
    "Result",
    "adjust",
    "alpha",
    "bootstrap_mean_difference",
    "calibration",
    "cohen_kappa",
    "conditional_logistic",
    "crossover",
    "effect_sizes",
    "fleiss_kappa",
    "friedman",
    "gwet",
    "icc",
    "kr20",
    "krippendorff",
    "mantel_haenszel",
    "mcnemar",
    "omega",
    "pair",
    "paired_t",
    "percent_change",
    "permutation_test",
    "proportions",
    "reliability",
    "reliance",
    "sign_test",
    "tost",
    "wilcoxon",
    "wilson_interval",
]
