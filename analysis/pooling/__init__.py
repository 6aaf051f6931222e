"""Several studies of the same hypotheses, pooled."""

from analysis.pooling._page import pooled_page
from analysis.pooling._pool import METHODS, PooledResult, pool
from analysis.pooling._studies import PooledHypothesis, pool_studies

__all__ = ["METHODS", "PooledHypothesis", "PooledResult", "pool", "pool_studies", "pooled_page"]
