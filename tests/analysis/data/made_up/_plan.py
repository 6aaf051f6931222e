"""What the made-up study declares to analyse."""

from __future__ import annotations

from typing import Any

ANALYSIS: dict[str, Any] = {
    "reference": "text",
    "seed": 5,
    "resamples": 400,
    "outcomes": [
        {
            "id": "perceived_comprehension",
            "title": "Perceived comprehension",
            "items": ["comp_1", "comp_2", "comp_3"],
            "unit": "points (1-5)",
            "range": [1, 5],
        },
        {"id": "trust", "title": "Trust in the answer", "items": ["trust_1"], "unit": "points (1-5)", "range": [1, 5]},
        {"id": "keyed_correct", "title": "Keyed questions correct", "measure": "keyed_correct", "unit": "share"},
        {
            "id": "over_reliance",
            "title": "Over-reliance",
            "measure": "over_reliance",
            "unit": "share",
            "higher_is": "worse",
        },
        {"id": "final_accuracy", "title": "Final accuracy", "measure": "final_accuracy", "unit": "share"},
        {"id": "s_tias", "title": "Trust in the assistant (S-TIAS)", "score": "s_tias", "unit": "points (1-7)"},
        {"id": "duration", "title": "Time per case", "measure": "duration", "unit": "seconds", "higher_is": "neither"},
    ],
    "hypotheses": [
        {
            "id": "h1",
            "statement": "Perceived comprehension is higher with reference images than with text alone.",
            "outcome": "perceived_comprehension",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.2,
        },
        {
            "id": "h2",
            "statement": "Trust differs between reference images and text alone.",
            "outcome": "trust",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.2,
        },
        {
            "id": "h3",
            "statement": "Reference images raise trust more when the AI is right than when it is wrong.",
            "outcome": "trust",
            "contrast": "condition:ai_correct",
            "treatment": "images",
            "family": "primary",
            "smallest_effect": 0.3,
        },
        {
            "id": "s1",
            "statement": "More keyed questions are answered correctly with reference images.",
            "outcome": "keyed_correct",
            "treatment": "images",
            "family": "secondary",
        },
        {
            "id": "s2",
            "statement": "Over-reliance differs between the conditions.",
            "outcome": "over_reliance",
            "treatment": "images",
            "family": "secondary",
        },
    ],
    "exclusions": [
        {"id": "attention", "rule": "failed_attention_checks", "limit": 2},
        {"id": "speeding", "rule": "too_fast", "limit": 12},
    ],
}
