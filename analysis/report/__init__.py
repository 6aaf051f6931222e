"""The report of a study: the promised analysis as one self-contained page."""

from analysis.report._claims import CLAIMS, Claim, ClaimResult, claim_results
from analysis.report._decisions import (
    calibration_by_condition,
    calibration_figure,
    reliance_by_condition,
    time_figure,
)
from analysis.report._figures import (
    comparison_figure,
    equivalence_forest,
    item_figures,
    probability_figure,
    standardized_forest,
)
from analysis.report._models import model_clause, model_kind, model_test
from analysis.report._notices import Notice, data_label, notices
from analysis.report._numbers import Measure, decimal, degrees, interval, p_value
from analysis.report._report import render_report, run_report, write_report
from analysis.report._review import review_sentence
from analysis.report._sentences import apa_sentence, methods
from analysis.report._template import page_template
from analysis.report._truths import TruthRow, truth_rows, truth_table

__all__ = [
    "CLAIMS",
    "Claim",
    "ClaimResult",
    "Measure",
    "Notice",
    "TruthRow",
    "apa_sentence",
    "calibration_by_condition",
    "calibration_figure",
    "claim_results",
    "comparison_figure",
    "data_label",
    "decimal",
    "degrees",
    "equivalence_forest",
    "interval",
    "item_figures",
    "methods",
    "model_clause",
    "model_kind",
    "model_test",
    "notices",
    "p_value",
    "page_template",
    "probability_figure",
    "reliance_by_condition",
    "render_report",
    "review_sentence",
    "run_report",
    "standardized_forest",
    "time_figure",
    "truth_rows",
    "truth_table",
    "write_report",
]
