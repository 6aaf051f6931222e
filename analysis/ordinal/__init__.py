"""Cumulative link (mixed) models for ordered and binary answers."""

from analysis.ordinal._model import clm, clmm
from analysis.ordinal._proportional_odds import binary_splits, nominal_test, term_tests
from analysis.ordinal._result import ClmmResult

__all__ = ["ClmmResult", "binary_splits", "clm", "clmm", "nominal_test", "term_tests"]
