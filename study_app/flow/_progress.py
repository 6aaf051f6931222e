"""How far a participant has come, in equal steps, and about how long the rest takes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from protocols import Plan, PlannedPage, Study, page_of, step_of
from study_app.flow._views import Progress

_DEFAULT_MINUTES = 0.5
"""Expected duration of a page for which the protocol states none."""


class Pace:
    """Length and duration of a whole session, which are the same in every sequence."""

    def __init__(self, study: Study, outline: Plan) -> None:
        """`outline` is a plan with every page, of any sequence."""
        minutes = [_minutes(study, page) for page in outline.pages]
        self._minutes_left = list(accumulate(reversed(minutes)))[::-1]
        self._allocate_at = outline.allocate_at
        self.cases = max((page.position or 0 for page in outline.pages), default=0)
        """Number of cases, practice not counted."""

    def progress(self, page: PlannedPage, index: int, words: Mapping[str, str]) -> Progress:
        """Progress on the page at that index of a plan."""
        minutes = round(self._minutes_left[index])
        return Progress(
            label=self._label(page, index, words),
            note=words["minutes_left"].format(minutes=minutes) if minutes > 1 else words["minute_left"],
            share=index / len(self._minutes_left),
        )

    def _label(self, page: PlannedPage, index: int, words: Mapping[str, str]) -> str:
        if page.position:
            return words["case_of"].format(case=page.position, cases=self.cases)
        if page.kind == "practice":
            return words["practice"]
        if page.period is not None:
            return words["between_cases"]
        return words["before_cases" if index < self._allocate_at else "after_cases"]


def _minutes(study: Study, page: PlannedPage) -> float:
    declared = (step_of(study, page) or page_of(study, page)).minutes
    return _DEFAULT_MINUTES if declared is None else declared
