"""The made-up study in other designs than the crossover of two conditions."""

from typing import Any

from protocols import Study
from tests.analysis.data.made_up import CASES, made_up_study

CONDITIONS = [
    {"id": "text", "title": "Text only", "shows": ["answer"]},
    {"id": "images", "title": "Text with images", "shows": ["answer", "references"]},
    {"id": "plain", "title": "Plain text", "shows": ["answer"]},
]
"""As in the made-up study, and a third one without effect."""


def between_study(conditions: int = 2, **analysis: Any) -> Study:
    """One condition a participant, allocated within strata by medical training."""
    return _redesigned(
        {"kind": "between", "conditions": CONDITIONS[:conditions], "case_sets": {"a": CASES[:6], "b": CASES[6:]}},
        {"block_sizes": [conditions, 2 * conditions]},
        **analysis,
    )


def williams_study(**analysis: Any) -> Study:
    """Three conditions in three periods, six orders, three rotations of case sets."""
    return _redesigned(
        {
            "kind": "crossover",
            "conditions": CONDITIONS,
            "case_sets": {"a": CASES[:4], "b": CASES[4:8], "c": CASES[8:]},
            "labels": ["Assistant A", "Assistant B", "Assistant C"],
        },
        {"block_sizes": [18]},
        **analysis,
    )


def _redesigned(design: dict[str, Any], allocation: dict[str, Any], **analysis: Any) -> Study:
    payload = made_up_study(**analysis).payload()
    payload["protocol"]["design"] = design
    payload["protocol"]["allocation"] |= allocation
    return Study.from_payload(payload)
