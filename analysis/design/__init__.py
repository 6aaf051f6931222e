"""Tests that follow from how participants were allocated."""

from analysis.design._crossover import CrossoverResult, crossover
from analysis.design._friedman import FriedmanResult, friedman, friedman_statistic
from analysis.design._permutation import PermutationResult, permutation_test
from analysis.design._rank_sum import RankSum, rank_sum

__all__ = [
    "CrossoverResult",
    "FriedmanResult",
    "PermutationResult",
    "RankSum",
    "crossover",
    "friedman",
    "friedman_statistic",
    "permutation_test",
    "rank_sum",
]
