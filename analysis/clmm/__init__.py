"""Cumulative link (mixed) models for ordered and binary answers."""

from analysis.clmm._model import clm, clmm
from analysis.clmm._proportional_odds import binary_splits, nominal_test, term_tests
from analysis.clmm._result import ClmmResult

__all__ = ["ClmmResult", "binary_splits", "clm", "clmm", "nominal_test", "term_tests"]
