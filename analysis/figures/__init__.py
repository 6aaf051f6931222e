"""Figures of a study in Plotly, one theme, colour-blind safe, each with a text alternative."""

from analysis.figures._calibration import calibration_plot
from analysis.figures._counts import likert_counts
from analysis.figures._export import figure_html
from analysis.figures._forest import forest
from analysis.figures._likert import diverging_likert, likert_labels, stacked_likert
from analysis.figures._page import PageFigures
from analysis.figures._paired import paired_estimation
from analysis.figures._power import power_plot
from analysis.figures._probabilities import category_probabilities
from analysis.figures._raincloud import raincloud
from analysis.figures._specification import specification_curve
from analysis.figures._theme import QUALITATIVE, TEMPLATE, alt_text

__all__ = [
    "QUALITATIVE",
    "TEMPLATE",
    "PageFigures",
    "alt_text",
    "calibration_plot",
    "category_probabilities",
    "diverging_likert",
    "figure_html",
    "forest",
    "likert_counts",
    "likert_labels",
    "paired_estimation",
    "power_plot",
    "raincloud",
    "specification_curve",
    "stacked_likert",
]
