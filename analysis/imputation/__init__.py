"""Missing outcomes: multiple imputation, Rubin's rules, and how far the missing values would have to lie to matter."""

from analysis.imputation._contrast import Contrast, contrast
from analysis.imputation._impute import IMPUTATIONS, Imputations, impute
from analysis.imputation._planned import planned_values
from analysis.imputation._rubin import RubinResult, rubin
from analysis.imputation._sensitivity import SHIFTS, MissingDataResult, missing_data

__all__ = [
    "IMPUTATIONS",
    "SHIFTS",
    "Contrast",
    "Imputations",
    "MissingDataResult",
    "RubinResult",
    "contrast",
    "impute",
    "missing_data",
    "planned_values",
    "rubin",
]
