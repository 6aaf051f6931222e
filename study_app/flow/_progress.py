"""How far a participant has come, in equal steps, and about how long the rest takes."""

from __future__ import annotations

from collections.abc import Mapping

from protocols import Plan, PlannedPage, Study, page_of, step_of
from study_app.flow._views import Progress

_DEFAULT_MINUTES = 0.5
"""Expected duration of a page for which the protocol states none."""


def progress_of(study: Study, outline: Plan, index: int, words: Mapping[str, str]) -> Progress:
    """Progress at a page of the whole plan."""
    minutes = round(sum(_minutes(study, page) for page in outline.pages[index:]))
    return Progress(
        label=_label(outline, index, words),
        note=words["minutes_left"].format(minutes=minutes) if minutes > 1 else words["minute_left"],
        share=index / len(outline.pages),
    )


def _label(outline: Plan, index: int, words: Mapping[str, str]) -> str:
    page = outline.pages[index]
    if page.position:
        cases = max(other.position or 0 for other in outline.pages)
        return words["case_of"].format(case=page.position, cases=cases)
    if page.kind == "practice":
        return words["practice"]
    if page.period is not None:
        return words["between_cases"]
    return words["before_cases" if index < outline.allocate_at else "after_cases"]


def _minutes(study: Study, page: PlannedPage) -> float:
    declared = (step_of(study, page) or page_of(study, page)).minutes
    return _DEFAULT_MINUTES if declared is None else declared
