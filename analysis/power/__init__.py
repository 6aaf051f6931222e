"""How often the declared analysis finds what is there, and how often what is not: simulation through the same code."""

from analysis.power._assumptions import SPREADS, Assumptions, Effect, assumed_effects
from analysis.power._calibration import Calibration, calibrate
from analysis.power._closed_form import paired_t_power
from analysis.power._curve import PowerCurve, power_curve
from analysis.power._page import method_words, power_page
from analysis.power._replicates import Scenario, replicates

__all__ = [
    "SPREADS",
    "Assumptions",
    "Calibration",
    "Effect",
    "PowerCurve",
    "Scenario",
    "assumed_effects",
    "calibrate",
    "method_words",
    "paired_t_power",
    "power_curve",
    "power_page",
    "replicates",
]
