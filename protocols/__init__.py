"""What is asked: schema, linter, allocation, plan of a session; instruments; the built-in studies."""

from protocols._allocation import Slot, page_seed, permuted_blocks, simple, slot_at, stratum_of
from protocols._analysis_plan import AnalysisPlan, Exclusion, Hypothesis, Outcome
from protocols._answers import allowed_values, page_is_shown, validate_answer, visible_items
from protocols._check import Report, check_study, load_study
from protocols._checks import BalanceRow
from protocols._design import Allocation, Condition, Design, Stratum
from protocols._finding import Finding, ProtocolError
from protocols._instrument import Instrument, Scale, Score, Source
from protocols._items import PREFER_NOT, Item, Option, ShowIf
from protocols._lookup import item_of, keyed_question, page_of, step_of
from protocols._pages import Ask, Flow, Page, Step, Trial
from protocols._plan import plan
from protocols._planned import Kind, Period, Plan, PlannedItem, PlannedPage, Sequence
from protocols._protocol import Completion, Contact, Protocol, Resume
from protocols._reference import reference
from protocols._schemas import schema_files, write_schemas
from protocols._sequences import sequences
from protocols._stimuli import Answer, Case, Image, KeyedQuestion, StimulusSet, sha256_of
from protocols._study import Study, canonical_json
from protocols._text import Text, in_language

__all__ = [
    "PREFER_NOT",
    "Allocation",
    "AnalysisPlan",
    "Answer",
    "Ask",
    "BalanceRow",
    "Case",
    "Completion",
    "Condition",
    "Contact",
    "Design",
    "Exclusion",
    "Finding",
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
    "ProtocolError",
    "Report",
    "Resume",
    "Scale",
    "Score",
    "Sequence",
    "ShowIf",
    "Slot",
    "Source",
    "Step",
    "StimulusSet",
    "Stratum",
    "Study",
    "Text",
    "Trial",
    "allowed_values",
    "canonical_json",
    "check_study",
    "in_language",
    "item_of",
    "keyed_question",
    "load_study",
    "page_is_shown",
    "page_of",
    "page_seed",
    "permuted_blocks",
    "plan",
    "reference",
    "schema_files",
    "sequences",
    "sha256_of",
    "simple",
    "slot_at",
    "step_of",
    "stratum_of",
    "validate_answer",
    "visible_items",
    "write_schemas",
]
