"""Two conditions, the same participants: design-based tests and effect sizes."""

from analysis._bootstrap import BootstrapResult
from analysis._equivalence import TostResult
from analysis.paired._effects import EffectSizes, effect_sizes
from analysis.paired._mcnemar import McNemarResult, mcnemar
from analysis.paired._pairs import Pairs, pair
from analysis.paired._percent import (
    PercentChange,
    bootstrap_mean_difference,
    fieller_interval,
    percent_change,
)
from analysis.paired._sign import SignTestResult, sign_test
from analysis.paired._stratified import (
    ConditionalLogisticResult,
    StratifiedOddsRatio,
    conditional_logistic,
    mantel_haenszel,
)
from analysis.paired._t import PairedTResult, paired_t, tost
from analysis.paired._wilcoxon import WilcoxonResult, wilcoxon

__all__ = [
    "BootstrapResult",
    "ConditionalLogisticResult",
    "EffectSizes",
    "McNemarResult",
    "PairedTResult",
    "Pairs",
    "PercentChange",
    "SignTestResult",
    "StratifiedOddsRatio",
    "TostResult",
    "WilcoxonResult",
    "bootstrap_mean_difference",
    "conditional_logistic",
    "effect_sizes",
    "fieller_interval",
    "mantel_haenszel",
    "mcnemar",
    "pair",
    "paired_t",
    "percent_change",
    "sign_test",
    "tost",
    "wilcoxon",
]
