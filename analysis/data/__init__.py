"""The data of a study: the tidy tables of an export with the protocol that they came from."""

from analysis.data._dataset import Dataset
from analysis.data._load import load
from analysis.data._schema import TABLES, DataError
from analysis.data._simulation import Simulation, TrueEffect

__all__ = ["TABLES", "DataError", "Dataset", "Simulation", "TrueEffect", "load"]
