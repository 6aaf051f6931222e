"""From tidy answers to the statistics that a protocol promised.

Tidy frame in, typed result out: every result has `.summary()`, a frame with the columns `term, estimate, std_error,
statistic, p_value, ci_low, ci_high`, and `.messages` in words. Figures are in `analysis.figures`, which alone loads plotly.
"""

from analysis._adjust import AdjustedPValues, adjust
from analysis._gate import AnalysisError
from analysis._result import SUMMARY_COLUMNS, Estimate, Result
from analysis.measurement import alpha, kr20, omega
from analysis.paired import (
    bootstrap_mean_difference,
    effect_sizes,
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
    "effect_sizes",
    "kr20",
    "omega",
    "pair",
    "paired_t",
    "percent_change",
    "sign_test",
    "tost",
    "wilcoxon",
]
