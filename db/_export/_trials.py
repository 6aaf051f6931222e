"""Trials: the pages of one case put together to one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db._definitions import Definitions
from db._export._cells import Cell, answer_cell
from db._export._sessions import Session
from protocols import ConfidenceItem, JudgementItem, KeyedItem, PlannedPage, Study, in_language


def trial_row(study: Study, session: Session, page_ids: Sequence[str], definitions: Definitions) -> dict[str, Cell]:
    """The row of a case that the participant saw on these pages, in the order of the plan."""
    planned = session.pages[page_ids[0]].planned
    if planned.case is None:
        raise ValueError(f"page {planned.id} of {session.participant.pseudonym} is a trial without a case")
    case = study.stimuli.case(planned.case)
    given = _answers(study, session, page_ids, definitions)
    key = case.keyed[0] if case.keyed and "keyed" in given else None
    return {
        "participant": session.participant.pseudonym,
        "sequence": session.participant.sequence,
        "period": planned.period,
        "position": planned.position,
        "case": case.id,
        "case_set": next(name for name, cases in study.protocol.design.case_sets.items() if case.id in cases),
        "condition": planned.condition,
        "label": _label(study, session, planned),
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
        "duration_seconds": _visible_seconds(study, session, page_ids),
    }


def _answers(study: Study, session: Session, page_ids: Sequence[str], definitions: Definitions) -> Mapping[str, Any]:
    """Answers by their part in the trial: judgements before the AI's panel come first, all others are final."""
    with_ai = {step.id for step in _from_panel(study)}
    given: dict[str, Any] = {}
    for page_id in page_ids:
        opened = session.pages[page_id]
        stage = "final" if opened.planned.step in with_ai else "first"
        for planned_item in opened.planned.items:
            item = definitions.item(opened.planned, planned_item)
            value = opened.answers.get(item.id)
            if isinstance(item, JudgementItem):
                given[f"{stage}_judgement"] = value
            elif isinstance(item, ConfidenceItem):
                given[f"{stage}_confidence"] = value
            elif isinstance(item, KeyedItem):
                given["keyed"] = value
    return given


def _from_panel(study: Study) -> Sequence[Any]:
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
