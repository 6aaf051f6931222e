"""A small study for the tests of the record: two conditions, two case sets of two cases, one stratum."""

from __future__ import annotations

from datetime import date
from typing import Any

from protocols import Study


def _image(number: int, depicts: str) -> dict[str, Any]:
    return {
        "file": f"images/{number:016x}.webp",
        "sha256": f"{number:064x}",
        "width": 512,
        "height": 512,
        "depicts": depicts,
        "skin_type": "III",
        "origin": "drawn",
        "licence": "CC0-1.0",
        "source": "Made for this test.",
    }


def _case(number: int, ai_correct: bool) -> dict[str, Any]:
    named = "psoriasis" if ai_correct else "eczema"
    return {
        "id": f"case_{number}",
        "photo": _image(number, "psoriasis"),
        "truth": "psoriasis",
        "skin_type": "III",
        "answer": {"diagnosis": named, "text": "Words.", "model": "recorded"},
        "ai_correct": ai_correct,
        "references": [_image(100 + number, named)],
        "options": ["psoriasis", "eczema"],
        "keyed": [
            {
                "id": f"keyed_{number}",
                "prompt": "What did the AI name?",
                "options": [{"id": "a", "label": "This"}, {"id": "b", "label": "That"}],
                "key": "a",
                "rationale": "It said so.",
            }
        ],
    }


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
        "contact": {"name": "A", "email": "a@example.org", "institution": "B", "ethics": "not submitted"},
        "design": {
            "kind": "crossover",
            "conditions": [
                {"id": "text", "title": "Text", "shows": ["answer"]},
                {"id": "images", "title": "Images", "shows": ["answer", "references"]},
            ],
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
        "trial": {
            "steps": [
                {
                    "id": "first",
                    "title": "Case {case}",
                    "ask": [
                        {"item": {"type": "judgement", "id": "first_judgement", "prompt": "What is it?"}},
                        {"item": {"type": "confidence", "id": "first_confidence", "prompt": "How sure?"}},
                    ],
                },
                {
                    "id": "final",
                    "title": "Case {case}",
                    "panel": True,
                    "ask": [
                        {"item": {"type": "judgement", "id": "final_judgement", "prompt": "And now?"}},
                        {"item": {"type": "confidence", "id": "final_confidence", "prompt": "How sure now?"}},
                        {"item": {"type": "keyed", "id": "keyed"}},
                    ],
                },
            ]
        },
        "flow": {
            "before": [
                {
                    "kind": "consent",
                    "id": "consent",
                    "title": "Consent",
                    "sheet": "sheet",
                    "agreement": "I agree",
                    "decline": "No",
                },
                {
                    "kind": "screening",
                    "id": "screening",
                    "title": "You",
                    "ask": [
                        {
                            "item": {
                                "type": "single",
                                "id": "training",
                                "prompt": "Trained?",
                                "options": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
                            }
                        }
                    ],
                },
            ],
            "period": [
                {"kind": "trials", "id": "cases", "title": "Cases"},
                {"kind": "questionnaire", "id": "after_block", "title": "Trust", "ask": [{"instrument": "trust"}]},
            ],
            "after": [
                {
                    "kind": "questionnaire",
                    "id": "comments",
                    "title": "Comments",
                    "ask": [{"item": {"type": "text", "id": "comment", "prompt": "Anything?", "required": False}}],
                },
                {"kind": "debrief", "id": "debrief", "title": "Thank you"},
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
    return Study.from_payload(
        {
            "protocol": protocol_of(study_id, **allocation),
            "instruments": {"trust": INSTRUMENT},
            "texts": {"en": {"landing": "Hello", "sheet": "All about it"}},
            "stimuli": {
                "id": "drawn",
                "title": "Drawn",
                "purpose": "demonstration",
                "licence": "CC0-1.0",
                "authors": ["A"],
                "made_with": "hand",
                "diagnoses": {"psoriasis": "Psoriasis", "eczema": "Eczema"},
                "cases": [_case(number, number % 2 == 0) for number in range(1, 5)],
            },
        }
    )
