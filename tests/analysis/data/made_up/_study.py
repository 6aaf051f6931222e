"""The made-up study."""

from __future__ import annotations

from typing import Any

from protocols import Study
from tests.analysis.data.made_up._plan import ANALYSIS
from tests.study_parts import CASES, CONDITIONS, CONSENT, CONTACT, DEBRIEF, case, keyed, single, steps, stimuli

CASE_NAMES = [f"case_{number:02d}" for number in range(1, 13)]
WRONG = {"case_02", "case_05", "case_08", "case_11"}
DIAGNOSES = {"psoriasis": "Psoriasis", "eczema": "Eczema", "naevus": "Mole", "acne": "Acne"}
SEVEN = ["Not at all", "Very little", "Little", "Somewhat", "Much", "Very much", "Completely"]
FIVE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def _likert(name: str, prompt: str, **more: Any) -> dict[str, Any]:
    return {"type": "likert", "id": name, "prompt": prompt, **more}


INSTRUMENTS: dict[str, Any] = {
    "case_ratings": {
        "title": "Ratings of a case",
        "version": "1",
        "scale": {"points": 5, "labels": FIVE},
        "items": [
            _likert("comp_1", "I understand why the AI gave this answer."),
            _likert("comp_2", "I could explain the AI’s answer to someone else."),
            _likert("comp_3", "It remains unclear to me what the AI saw in the photo.", reverse=True),
            _likert("trust_1", "I trust this answer."),
        ],
    },
    "s_tias": {
        "title": "Short Trust in Automation Scale",
        "version": "2025",
        "scale": {"points": 7, "labels": SEVEN},
        "items": [
            _likert("stias_1", "I am confident in the assistant."),
            _likert("stias_2", "The assistant is reliable."),
            _likert("stias_3", "I can trust the assistant."),
            _likert("attention", "Please choose “Little”.", instructed=3),
        ],
        "scores": [
            {"id": "s_tias", "title": "S-TIAS", "items": ["stias_1", "stias_2", "stias_3"], "min_answered": 0.66}
        ],
        "reliability": "alpha .97",
    },
    "umux_lite": {
        "title": "UMUX-Lite",
        "version": "2013",
        "scale": {"points": 7, "labels": ["Strongly disagree", "Strongly agree"]},
        "items": [_likert("umux_1", "The capabilities meet my requirements."), _likert("umux_2", "It is easy to use.")],
        "scores": [{"id": "umux_lite", "title": "UMUX-Lite", "items": ["umux_1", "umux_2"], "range": [0, 100]}],
    },
    "tia_propensity": {
        "title": "Propensity to trust",
        "version": "2019",
        "scale": {"points": 5, "labels": FIVE},
        "items": [
            _likert("tia_1", "One should be careful with unfamiliar automated systems.", reverse=True),
            _likert("tia_2", "I rather trust a system than mistrust it."),
            _likert("tia_3", "Automated systems generally work well."),
        ],
        "scores": [{"id": "propensity", "title": "Propensity to trust", "items": ["tia_1", "tia_2", "tia_3"]}],
    },
}


def made_up_study(**analysis: Any) -> Study:
    """The study; keyword arguments replace parts of its analysis plan."""
    protocol = {
        "id": "made_up",
        "title": "How people use AI answers about skin",
        "description": "Compares text with reference images.",
        "version": "1",
        "contact": CONTACT,
        "design": {
            "kind": "crossover",
            "conditions": CONDITIONS,
            "case_sets": {"a": CASE_NAMES[:6], "b": CASE_NAMES[6:]},
            "labels": ["Assistant A", "Assistant B"],
        },
        "allocation": {"block_sizes": [4, 8], "target": 32, "seed": 11},
        "trial": {"steps": steps("Case", {"instrument": "case_ratings"})},
        "flow": {
            "before": [
                CONSENT,
                {
                    "kind": "questionnaire",
                    "id": "about_you",
                    "title": "You",
                    "ask": [
                        single("training", "Do you have medical training?", yes="Yes", no="No"),
                        {
                            "item": {
                                "type": "number",
                                "id": "age",
                                "prompt": "How old are you?",
                                "minimum": 18,
                                "maximum": 99,
                            }
                        },
                        {"instrument": "tia_propensity"},
                    ],
                },
            ],
            "period": [
                CASES,
                {
                    "kind": "questionnaire",
                    "id": "after_block",
                    "title": "Trust",
                    "ask": [{"instrument": "s_tias", "items": ["stias_1", "stias_2"]}],
                },
                {
                    "kind": "questionnaire",
                    "id": "after_block_more",
                    "title": "Trust, continued",
                    "ask": [{"instrument": "s_tias", "items": ["stias_3", "attention"]}],
                },
            ],
            "after": [
                {"kind": "questionnaire", "id": "closing", "title": "Overall", "ask": [{"instrument": "umux_lite"}]},
                DEBRIEF,
            ],
        },
        "completion": {"code": "DONE1234"},
        "retention": "2030-01-01",
        "analysis": ANALYSIS | analysis,
    }
    instruments = {
        name: {
            "id": name,
            **{key: value for key, value in definition.items() if key != "reliability"},
            "source": {
                "citation": "Made for this test.",
                "licence": "CC0-1.0",
                "reliability": definition.get("reliability"),
            },
        }
        for name, definition in INSTRUMENTS.items()
    }
    question = keyed("What would the AI say about scaling?", "This", "That", "Other")
    cases = [
        case(number, name, ai_correct=name not in WRONG, options=tuple(DIAGNOSES), keyed=question)
        for number, name in enumerate(CASE_NAMES, start=1)
    ]
    return Study.from_payload(
        {
            "protocol": protocol,
            "instruments": instruments,
            "texts": {"en": {"sheet": "Words."}},
            "stimuli": stimuli("made_up", DIAGNOSES, cases),
        }
    )
