"""Trials: the pages of one case put together to one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db._definitions import Definitions
from db._export._cells import Cell, answer_cell
from db._export._sessions import Session
from protocols import ConfidenceItem, Item, JudgementItem, KeyedItem, PlannedPage, Step, Study, in_language


class Trials:
    """Rows of the cases that participants of a study saw."""

    def __init__(self, study: Study, definitions: Definitions) -> None:
        self._study = study
        self._definitions = definitions
        self._cases = {case.id: case for case in study.stimuli.cases}
        self._sets = {case: name for name, cases in study.protocol.design.case_sets.items() for case in cases}
        self._with_ai = {step.id for step in _from_panel(study)}
        self._parts: dict[tuple[str, str | None], Mapping[str, str]] = {}

    def row(self, session: Session, page_ids: Sequence[str]) -> dict[str, Cell]:
        """The row of a case that the participant saw on these pages, in the order of the plan."""
        planned = session.pages[page_ids[0]].planned
        if planned.case is None:
            raise ValueError(f"page {planned.id} of {session.participant.pseudonym} is a trial without a case")
        case = self._cases[planned.case]
        given = self._answers(session, page_ids)
        key = case.keyed[0] if case.keyed and "keyed" in given else None
        return {
            "participant": session.participant.pseudonym,
            "sequence": session.participant.sequence,
            "period": planned.period,
            "position": planned.position,
            "case": case.id,
            "case_set": self._sets[case.id],
            "condition": planned.condition,
            "label": _label(self._study, session, planned),
            "skin_type": case.skin_type,
            "origin": case.photo.origin,
            "truth": case.truth,
            "ai_answer": None if case.answer is None else case.answer.diagnosis,
            "ai_correct": case.ai_correct,
            "skipped": any(session.pages[page_id].skipped for page_id in page_ids),
            "first_judgement": answer_cell(given.get("first_judgement")),
            "first_confidence": given.get("first_confidence"),
            "first_correct": _equals(given.get("first_judgement"), case.truth),
            "final_judgement": answer_cell(given.get("final_judgement")),
            "final_confidence": given.get("final_confidence"),
            "final_correct": _equals(given.get("final_judgement"), case.truth),
            "keyed_question": None if key is None else key.id,
            "keyed_answer": answer_cell(given.get("keyed")),
            "keyed_correct": None if key is None else _equals(given["keyed"], key.key),
            "duration_seconds": _visible_seconds(self._study, session, page_ids),
        }

    def _answers(self, session: Session, page_ids: Sequence[str]) -> Mapping[str, Any]:
        """Answers by their part in the trial."""
        given: dict[str, Any] = {}
        for page_id in page_ids:
            opened = session.pages[page_id]
            parts = self._parts_of(opened.planned)
            for item in opened.planned.items:
                if item.id in parts:
                    given[parts[item.id]] = opened.answers.get(item.id)
        return given

    def _parts_of(self, page: PlannedPage) -> Mapping[str, str]:
        """Part in the trial by item: judgements before the AI's panel come first, all others are final."""
        place = (page.spec, page.step)
        if place not in self._parts:
            stage = "final" if page.step in self._with_ai else "first"
            found = {planned.id: _part(self._definitions.item(page, planned), stage) for planned in page.items}
            self._parts[place] = {item: part for item, part in found.items() if part is not None}
        return self._parts[place]


def _part(item: Item, stage: str) -> str | None:
    if isinstance(item, JudgementItem):
        return f"{stage}_judgement"
    if isinstance(item, ConfidenceItem):
        return f"{stage}_confidence"
    return "keyed" if isinstance(item, KeyedItem) else None


def _from_panel(study: Study) -> Sequence[Step]:
    steps = study.protocol.trial.steps
    first = next((number for number, step in enumerate(steps) if step.panel), len(steps))
    return steps[first:]


def _label(study: Study, session: Session, planned: PlannedPage) -> str | None:
    labels, languages = study.protocol.design.labels, study.protocol.languages
    if planned.label is None or planned.label >= len(labels):
        return None
    return in_language(labels[planned.label], session.participant.language or languages[0], languages[0])


def _equals(answer: Any, right: str) -> bool | None:
    return None if answer is None else bool(answer == right)


def _visible_seconds(study: Study, session: Session, page_ids: Sequence[str]) -> float | None:
    """Page time minus hidden time; None unless every page of the case was saved and timed."""
    saved = [page for page in map(session.pages.__getitem__, page_ids) if page.submitted]
    if len(saved) < len(study.protocol.trial.steps) or any("duration" not in page.times for page in saved):
        return None
    visible = sum(page.times["duration"] - page.times.get("hidden", 0.0) for page in saved)
    return round(float(visible) / 1000, 3)
