"""Stimulus sets: built from photos, answers and generated images; checked; frozen after review."""

from skingen._door import lazily
from skingen.stimuli._approvals import Review, Verdict, load_review
from skingen.stimuli._balance import SpreadRow, spread
from skingen.stimuli._build import build
from skingen.stimuli._check import SetReport, check
from skingen.stimuli._duplicates import NEARLY_SAME, near_duplicates
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._freeze import Frozen, freeze
from skingen.stimuli._plan import PlannedCase, RecordedAnswer, References, StimulusPlan, load_plan
from skingen.stimuli._review_set import review_set
from skingen.stimuli._review_study import review_study

__all__ = [
    "NEARLY_SAME",
    "Frozen",
    "PlannedCase",
    "RecordedAnswer",
    "References",
    "Review",
    "SetReport",
    "SpreadRow",
    "StimuliError",
    "StimulusPlan",
    "Verdict",
    "build",
    "check",
    "draw_plan",
    "freeze",
    "load_plan",
    "load_review",
    "near_duplicates",
    "review_set",
    "review_study",
    "spread",
]

__getattr__ = lazily(__name__, {"draw_plan": "_practice"})
