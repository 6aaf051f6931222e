"""The made-up study in other designs than the crossover of two conditions."""

from typing import Any

from protocols import Study
from tests.analysis.data.made_up import CASE_NAMES, made_up_study
from tests.study_parts import CONDITIONS as TWO_CONDITIONS

CONDITIONS = [
    *TWO_CONDITIONS,
    {"id": "plain", "title": "Plain text", "shows": ["answer"]},
]
"""As in the made-up study, and a third one without effect."""


def between_study(conditions: int = 2, **analysis: Any) -> Study:
    """One condition a participant, allocated within strata by medical training."""
    return _redesigned(
        {
            "kind": "between",
            "conditions": CONDITIONS[:conditions],
            "case_sets": {"a": CASE_NAMES[:6], "b": CASE_NAMES[6:]},
        },
        {"block_sizes": [conditions, 2 * conditions]},
        **analysis,
    )


def williams_study(**analysis: Any) -> Study:
    """Three conditions in three periods, six orders, three rotations of case sets."""
    return _redesigned(
        {
            "kind": "crossover",
            "conditions": CONDITIONS,
            "case_sets": {"a": CASE_NAMES[:4], "b": CASE_NAMES[4:8], "c": CASE_NAMES[8:]},
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
