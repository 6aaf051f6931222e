"""How well a scale or a quiz measures."""

from analysis.measurement._alpha import AlphaResult, ItemStatistics, alpha, cronbach, feldt_interval, kr20
from analysis.measurement._omega import OmegaResult, omega, one_factor
from analysis.measurement._reliability import ReliabilityResult, reliability

__all__ = [
    "AlphaResult",
    "ItemStatistics",
    "OmegaResult",
    "ReliabilityResult",
    "alpha",
    "cronbach",
    "feldt_interval",
    "kr20",
    "omega",
    "one_factor",
    "reliability",
]
