"""Long tables from elsewhere, analysed by the same engine."""

from analysis.foreign._analysis import ForeignComparison, ForeignResults, analyse
from analysis.foreign._page import foreign_page
from analysis.foreign._table import ROLES, ForeignTable, parse_map, read_csv

__all__ = [
    "ROLES",
    "ForeignComparison",
    "ForeignResults",
    "ForeignTable",
    "analyse",
    "foreign_page",
    "parse_map",
    "read_csv",
]
