"""How far a result depends on choices that could have been made otherwise."""

from analysis.sensitivity._first_period import first_period_difference
from analysis.sensitivity._linear import LinearModels, linear_models
from analysis.sensitivity._multiverse import PATH_COLUMNS, Multiverse, multiverse
from analysis.sensitivity._population import PopulationAveraged, population_averaged

__all__ = [
    "PATH_COLUMNS",
    "LinearModels",
    "Multiverse",
    "PopulationAveraged",
    "first_period_difference",
    "linear_models",
    "multiverse",
    "population_averaged",
]
