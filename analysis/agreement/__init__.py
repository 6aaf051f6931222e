"""How far raters agree."""

from analysis.agreement._gwet import GwetResult, chance_corrected, gwet
from analysis.agreement._icc import IccResult, icc, icc_forms
from analysis.agreement._kappa import KappaResult, cohen_kappa, fleiss_from_counts, fleiss_kappa
from analysis.agreement._krippendorff import KrippendorffResult, krippendorff
from analysis.agreement._proportion import Proportions, proportions, wilson_interval

__all__ = [
    "GwetResult",
    "IccResult",
    "KappaResult",
    "KrippendorffResult",
    "Proportions",
    "chance_corrected",
    "cohen_kappa",
    "fleiss_from_counts",
    "fleiss_kappa",
    "gwet",
    "icc",
    "icc_forms",
    "krippendorff",
    "proportions",
    "wilson_interval",
]
