"""A small study for the tests of the record: two conditions, two case sets of two cases, one stratum."""

from __future__ import annotations

from datetime import date
from typing import Any

from protocols import Study
from tests.study_parts import CASES, CONDITIONS, CONSENT, CONTACT, DEBRIEF, case, keyed, single, steps, stimuli

DIAGNOSES = {"psoriasis": "Psoriasis", "eczema": "Eczema"}
INSTRUMENT = {
    "id": "trust",
    "title": "Trust",
    "version": "1",
    "scale": {"points": 5, "labels": ["Not at all", "Completely"]},
    "items": [
        {"type": "likert", "id": "trust_1", "prompt": "I trust it."},
        {"type": "likert", "id": "trust_2", "prompt": "I doubt it.", "reverse": True},
        {"type": "likert", "id": "attention", "prompt": "Please choose 2.", "instructed": 2},
    ],
    "scores": [{"id": "trust", "title": "Trust", "items": ["trust_1", "trust_2"]}],
    "source": {"citation": "Made for this test.", "licence": "CC0-1.0"},
}


def protocol_of(study_id: str = "small", **allocation: Any) -> dict[str, Any]:
    """The protocol as `study.yaml` would say it."""
    return {
        "id": study_id,
        "title": "A small study",
        "description": "For tests.",
        "version": "1",
        "contact": CONTACT,
        "design": {
            "kind": "crossover",
            "conditions": CONDITIONS,
            "case_sets": {"a": ["case_1", "case_2"], "b": ["case_3", "case_4"]},
            "labels": ["Assistant A", "Assistant B"],
        },
        "allocation": {
            "block_sizes": [4, 8],
            "target": 32,
            "seed": 11,
            "strata": [{"item": "training", "levels": {"yes": ["yes"], "no": ["no", "prefer_not"]}}],
        }
        | allocation,
        "trial": {"steps": steps("Case {case}")},
        "flow": {
            "before": [
                CONSENT,
                {
                    "kind": "screening",
                    "id": "screening",
                    "title": "You",
                    "ask": [single("training", "Trained?", yes="Yes", no="No")],
                },
            ],
            "period": [
                CASES,
                {"kind": "questionnaire", "id": "after_block", "title": "Trust", "ask": [{"instrument": "trust"}]},
            ],
            "after": [
                {
                    "kind": "questionnaire",
                    "id": "comments",
                    "title": "Comments",
                    "ask": [{"item": {"type": "text", "id": "comment", "prompt": "Anything?", "required": False}}],
                },
                DEBRIEF,
            ],
        },
        "completion": {"code": "DONE1234"},
        "retention": date(2030, 1, 1).isoformat(),
        "analysis": {
            "reference": "text",
            "seed": 1,
            "outcomes": [{"id": "trust", "title": "Trust", "score": "trust", "unit": "points (1-5)"}],
            "hypotheses": [
                {
                    "id": "h1",
                    "statement": "Images change trust.",
                    "outcome": "trust",
                    "treatment": "images",
                    "family": "primary",
                }
            ],
        },
    }


def small_study(study_id: str = "small", **allocation: Any) -> Study:
    """The study; keywords replace fields of its allocation."""
    question = keyed("What did the AI name?", "This", "That")
    cases = [
        case(number, f"case_{number}", ai_correct=number % 2 == 0, options=tuple(DIAGNOSES), keyed=question)
        for number in range(1, 5)
    ]
    return Study.from_payload(
        {
            "protocol": protocol_of(study_id, **allocation),
            "instruments": {"trust": INSTRUMENT},
            "texts": {"en": {"landing": "Hello", "sheet": "All about it"}},
            "stimuli": stimuli("drawn", DIAGNOSES, cases),
        }
    )
