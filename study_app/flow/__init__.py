"""The session state machine; pages, bots and tests all drive it, and it never imports streamlit."""

from study_app.flow._absence import end_absent_sessions
from study_app.flow._flow import SessionFlow, utc_now
from study_app.flow._submission import ClientEvent, Joined, Outcome, Submission, Timings
from study_app.flow._views import ItemView, View
from study_app.flow._words import LANGUAGES, direction_of, words

__all__ = [
    "LANGUAGES",
    "ClientEvent",
    "ItemView",
    "Joined",
    "Outcome",
    "SessionFlow",
    "Submission",
    "Timings",
    "View",
    "direction_of",
    "end_absent_sessions",
    "utc_now",
    "words",
]
