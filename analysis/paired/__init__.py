"""Two conditions, the same participants: design-based tests and effect sizes."""

from analysis.paired._effects import EffectSizes, effect_sizes
from analysis.paired._pairs import Pairs, pair
from analysis.paired._percent import (
    BootstrapResult,
    PercentChange,
    bootstrap_mean_difference,
    fieller_interval,
    percent_change,
)
from analysis.paired._sign import SignTestResult, sign_test
from analysis.paired._t import PairedTResult, TostResult, paired_t, tost
from analysis.paired._wilcoxon import WilcoxonResult, wilcoxon

__all__ = [
    "BootstrapResult",
    "EffectSizes",
    "PairedTResult",
    "Pairs",
    "PercentChange",
    "SignTestResult",
    "TostResult",
    "WilcoxonResult",
    "bootstrap_mean_difference",
    "effect_sizes",
    "fieller_interval",
    "pair",
    "paired_t",
    "percent_change",
    "sign_test",
    "tost",
    "wilcoxon",
]
