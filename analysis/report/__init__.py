"""The report of a study: the promised analysis as one self-contained page."""

from analysis.report._claims import CLAIMS, Claim, ClaimResult, claim_results
from analysis.report._figures import item_figures, paired_figure, standardized_forest
from analysis.report._numbers import Measure, decimal, interval, p_value
from analysis.report._report import render_report, write_report
from analysis.report._sentences import apa_sentence, methods
from analysis.report._truths import TruthRow, truth_rows

__all__ = [
    "CLAIMS",
    "Claim",
    "ClaimResult",
    "Measure",
    "TruthRow",
    "apa_sentence",
    "claim_results",
    "decimal",
    "interval",
    "item_figures",
    "methods",
    "p_value",
    "paired_figure",
    "render_report",
    "standardized_forest",
    "truth_rows",
    "write_report",
]
