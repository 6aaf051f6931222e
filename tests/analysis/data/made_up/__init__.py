"""A small made-up study and its export: twelve cases, two conditions, known effects, for the tests of the analysis."""

from tests.analysis.data.made_up._answers import made_up_frames
from tests.analysis.data.made_up._export import SIMULATION, made_up, write_export
from tests.analysis.data.made_up._plan import ANALYSIS
from tests.analysis.data.made_up._study import CASE_NAMES, made_up_study

__all__ = ["ANALYSIS", "CASE_NAMES", "SIMULATION", "made_up", "made_up_frames", "made_up_study", "write_export"]
