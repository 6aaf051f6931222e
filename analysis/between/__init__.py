"""Two conditions, different participants: tests, intervals and effect sizes of a design between participants."""

from analysis.between._effects import BetweenEffects, between_effects
from analysis.between._groups import Groups, split
from analysis.between._kruskal import KruskalResult, kruskal_wallis
from analysis.between._mann_whitney import MannWhitneyResult, mann_whitney
from analysis.between._percent import between_mean_difference, between_percent_change
from analysis.between._welch import WelchResult, welch_t, welch_tost

__all__ = [
    "BetweenEffects",
    "Groups",
    "KruskalResult",
    "MannWhitneyResult",
    "WelchResult",
    "between_effects",
    "between_mean_difference",
    "between_percent_change",
    "kruskal_wallis",
    "mann_whitney",
    "split",
    "welch_t",
    "welch_tost",
]
