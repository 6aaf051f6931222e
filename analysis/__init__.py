"""From tidy answers to the statistics that a protocol promised.

Tidy frame in, typed result out: every result has `.summary()`, a frame with the columns `term, estimate, std_error,
statistic, p_value, ci_low, ci_high`, and `.messages` in words. Figures are in `analysis.figures`, which alone loads plotly.
"""

from analysis._adjust import AdjustedPValues, adjust
from analysis._example import example_dataset
from analysis._gate import AnalysisError
from analysis._result import SUMMARY_COLUMNS, Estimate, Result
from analysis.agreement import cohen_kappa, fleiss_kappa, gwet, icc, krippendorff, proportions, wilson_interval
from analysis.between import between_effects, kruskal_wallis, mann_whitney, split, welch_t, welch_tost
from analysis.confirmatory import Results, run_plan
from analysis.data import DataError, Dataset, load
from analysis.decisions import calibration, gee, reliance, trust_calibration
from analysis.design import crossover, friedman, permutation_test
from analysis.formula import FormulaError, compare
from analysis.imputation import impute, missing_data, rubin
from analysis.linear import LmmResult, lmm
from analysis.measurement import alpha, kr20, omega, reliability
from analysis.ordinal import ClmmResult, binary_splits, clm, clmm, nominal_test, term_tests
from analysis.outcomes import participant_means
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
from analysis.review import declared_review, image_review, review_ratings
from analysis.scoring import score

__all__ = [
    "SUMMARY_COLUMNS",
    "AdjustedPValues",
    "AnalysisError",
    "ClmmResult",
    "DataError",
    "Dataset",
    "Estimate",
    "FormulaError",
    "LmmResult",
    "Result",
    "Results",
    "adjust",
    "alpha",
    "between_effects",
    "binary_splits",
    "bootstrap_mean_difference",
    "calibration",
    "clm",
    "clmm",
    "cohen_kappa",
    "compare",
    "conditional_logistic",
    "crossover",
    "declared_review",
    "effect_sizes",
    "example_dataset",
    "fleiss_kappa",
    "friedman",
    "gee",
    "gwet",
    "icc",
    "image_review",
    "impute",
    "kr20",
    "krippendorff",
    "kruskal_wallis",
    "lmm",
    "load",
    "mann_whitney",
    "mantel_haenszel",
    "mcnemar",
    "missing_data",
    "nominal_test",
    "omega",
    "pair",
    "paired_t",
    "participant_means",
    "percent_change",
    "permutation_test",
    "proportions",
    "reliability",
    "reliance",
    "review_ratings",
    "rubin",
    "run_plan",
    "score",
    "sign_test",
    "split",
    "term_tests",
    "tost",
    "trust_calibration",
    "welch_t",
    "welch_tost",
    "wilcoxon",
    "wilson_interval",
]
