"""What is asked: schema, linter, allocation, plan of a session; instruments; the built-in studies."""

from protocols._analysis_plan import AnalysisPlan, Exclusion, Hypothesis, Outcome
from protocols._design import Allocation, Condition, Design, Stratum
from protocols._instrument import Instrument, Scale, Score, Source
from protocols._items import PREFER_NOT, Item, Option, ShowIf
from protocols._pages import Ask, Flow, Page, Step, Trial
from protocols._planned import Kind, Period, Plan, PlannedItem, PlannedPage, Sequence
from protocols._protocol import Completion, Contact, Protocol, Resume
from protocols._stimuli import Answer, Case, Image, KeyedQuestion, StimulusSet, sha256_of
from protocols._study import Study, canonical_json
from protocols._text import Text, in_language

__all__ = [
    "PREFER_NOT",
    "Allocation",
    "AnalysisPlan",
    "Answer",
    "Ask",
    "Case",
    "Completion",
    "Condition",
    "Contact",
    "Design",
    "Exclusion",
    "Flow",
    "Hypothesis",
    "Image",
    "Instrument",
    "Item",
    "KeyedQuestion",
    "Kind",
    "Option",
    "Outcome",
    "Page",
    "Period",
    "Plan",
    "PlannedItem",
    "PlannedPage",
    "Protocol",
    "Resume",
    "Scale",
    "Score",
    "Sequence",
    "ShowIf",
    "Source",
    "Step",
    "StimulusSet",
    "Stratum",
    "Study",
    "Text",
    "Trial",
    "canonical_json",
    "in_language",
    "sha256_of",
]
