"""How far a result depends on choices that could have been made otherwise."""

from analysis.sensitivity._first_period import first_period_difference
from analysis.sensitivity._multiverse import PATH_COLUMNS, Multiverse, multiverse

__all__ = ["PATH_COLUMNS", "Multiverse", "first_period_difference", "multiverse"]
