"""Vision-language models asked for a diagnosis: here by transformers, or behind an OpenAI-compatible server."""

from skingen.diagnose._answer import Opinion, Said, State
from skingen.diagnose._diagnose import Diagnosed, Speaker, diagnose, load_opinions, load_speaker
from skingen.diagnose._errors import DiagnosisError
from skingen.diagnose._outcomes import AnswerOutcome, answer_outcomes
from skingen.diagnose._parse import parse
from skingen.diagnose._settings import Asking, prompt_text

__all__ = [
    "AnswerOutcome",
    "Asking",
    "Diagnosed",
    "DiagnosisError",
    "Opinion",
    "Said",
    "Speaker",
    "State",
    "answer_outcomes",
    "diagnose",
    "load_opinions",
    "load_speaker",
    "parse",
    "prompt_text",
]
