"""What people decided: reliance on the AI and calibration of their confidence."""

from analysis.decisions._calibration import (
    CalibrationBin,
    CalibrationResult,
    calibration,
    calibration_curve,
)
from analysis.decisions._detection import Detection, detection
from analysis.decisions._reliance import Rate, RelianceResult, clustered_ratio, reliance

__all__ = [
    "CalibrationBin",
    "CalibrationResult",
    "Detection",
    "Rate",
    "RelianceResult",
    "calibration",
    "calibration_curve",
    "clustered_ratio",
    "detection",
    "reliance",
]
