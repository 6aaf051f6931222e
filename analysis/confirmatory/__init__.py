"""Runs the analysis plan of a protocol: what was promised, and nothing else, on everyone allocated."""

from analysis.confirmatory._adjusted import AdjustedDifference, adjusted_difference
from analysis.confirmatory._baseline import baseline
from analysis.confirmatory._comparison import Comparison, compare
from analysis.confirmatory._covariates import adjusted_contrast, adjusted_groups
from analysis.confirmatory._design import ParticipantDesign, participant_design
from analysis.confirmatory._exclusions import excluded
from analysis.confirmatory._flow import Flow, PeriodFlow, SequenceFlow, flow
from analysis.confirmatory._hypotheses import FAMILIES, HypothesisResult, promised_tests
from analysis.confirmatory._model import declared_model
from analysis.confirmatory._model_result import ModelResult
from analysis.confirmatory._model_rows import default_link, model_rows
from analysis.confirmatory._omnibus import Omnibus, omnibus_tests
from analysis.confirmatory._permutation import allocation_test
from analysis.confirmatory._reliability import ScaleReliability, reliability
from analysis.confirmatory._run import Results, allocated_outcomes, run_plan
from analysis.confirmatory._sets import AnalysisSet, per_protocol
from analysis.confirmatory._verdict import Verdict

__all__ = [
    "FAMILIES",
    "AdjustedDifference",
    "AnalysisSet",
    "Comparison",
    "Flow",
    "HypothesisResult",
    "ModelResult",
    "Omnibus",
    "ParticipantDesign",
    "PeriodFlow",
    "Results",
    "ScaleReliability",
    "SequenceFlow",
    "Verdict",
    "adjusted_contrast",
    "adjusted_difference",
    "adjusted_groups",
    "allocated_outcomes",
    "allocation_test",
    "baseline",
    "compare",
    "declared_model",
    "default_link",
    "excluded",
    "flow",
    "model_rows",
    "omnibus_tests",
    "participant_design",
    "per_protocol",
    "promised_tests",
    "reliability",
    "run_plan",
]
