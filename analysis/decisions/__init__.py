"""What people decided: reliance on the AI and calibration of their confidence."""

from analysis.decisions._calibration import (
    CalibrationBin,
    CalibrationResult,
    calibration,
    calibration_curve,
)
from analysis.decisions._detection import Detection, detection
from analysis.decisions._gee import GeeResult, gee
from analysis.decisions._reliance import Rate, RelianceResult, clustered_ratio, reliance
from analysis.decisions._trust import TrustCalibrationResult, trust_calibration

__all__ = [
    "CalibrationBin",
    "CalibrationResult",
    "Detection",
    "GeeResult",
    "Rate",
    "RelianceResult",
    "TrustCalibrationResult",
    "calibration",
    "calibration_curve",
    "clustered_ratio",
    "detection",
    "gee",
    "reliance",
    "trust_calibration",
]
