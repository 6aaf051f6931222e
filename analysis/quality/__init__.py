"""Whether the data can be trusted: what is missing, who hurried, how long cases took."""

from analysis.quality._answers import missing_answers
from analysis.quality._participants import participant_quality
from analysis.quality._times import case_times

__all__ = ["case_times", "missing_answers", "participant_quality"]
