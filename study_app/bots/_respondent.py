"""A respondent: sees views and nothing else, and answers them as one simulated person would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from protocols import PREFER_NOT, Case, Item, SingleItem, Study
from study_app.bots._persona import Persona
from study_app.bots._reviewing import review_answer
from study_app.flow import ItemView, Submission, Timings, View

Value = str | int | float | tuple[str, ...]


@dataclass
class Respondent:
    """Answers page after page; remembers first judgements and what kind of AI panel it saw last."""

    study: Study
    items: Mapping[str, Item]
    """Every item of the study by id: what a person reads off the screen, such as "please choose agree"."""
    persona: Persona
    prefer_not: float = 0.0
    """Probability of preferring not to answer an item that offers it."""
    judged: dict[str, str] = field(default_factory=dict)
    """First judgement by case id."""
    treated: bool = False
    """Whether the last AI panel showed reference images."""

    def answer(self, view: View) -> tuple[Submission, float]:
        """The submission for a page, and the seconds spent on it."""
        for block in view.blocks:
            if block.type == "panel" and block.caption is None:
                self.treated = bool(block.references)
        case = self._case(view)
        answers: dict[str, Value] = {}
        for block in view.blocks:
            if block.type != "items":
                continue
            for item in block.items:
                if _is_shown(item, answers):
                    answers[item.id] = self._value(item, case)
        seconds = float(self.persona.rng.gamma(4.0, 2.0 + 1.5 * len(answers)))
        return Submission(answers=answers, timings=self._timings(answers, 1000 * seconds)), seconds

    def skip(self) -> tuple[Submission, float]:
        """The submission that skips a case, and the seconds spent on its page."""
        seconds = float(self.persona.rng.gamma(4.0, 1.0))
        return Submission(decision="skip", timings=self._timings({}, 1000 * seconds)), seconds

    def _case(self, view: View) -> Case | None:
        for block in view.blocks:
            if block.type == "photo":
                name = block.picture.src.rsplit("/", 1)[-1]
                return next(case for case in self.study.stimuli.cases if case.photo.file.endswith(name))
        return None

    def _value(self, item: ItemView, case: Case | None) -> Value:
        known = self._known(item.id)
        if known is not None:
            return known
        if item.opt_out is not None and self.persona.rng.random() < self.prefer_not:
            return PREFER_NOT
        if item.type == "likert":
            return self._rating(item, case)
        if item.type == "single" and case is not None:
            return self._about_case(item, case)
        if item.type == "number":
            low, high = item.minimum or 0.0, item.maximum or 100.0
            return round(float(self.persona.rng.uniform(low, high)))
        if item.type == "text":
            return "A bot wrote this."[: item.max_length]
        values = [option.value for option in item.options]
        if item.type == "visual_analogue":
            low, high = sorted(int(value) for value in values)
            return int(self.persona.rng.integers(low, high + 1))
        if item.type == "ranking":
            return tuple(str(values[place]) for place in self.persona.rng.permutation(len(values)))
        choice = values[int(self.persona.rng.integers(len(values)))]
        return (str(choice),) if item.type == "multiple" else choice

    def _known(self, item_id: str) -> str | int | None:
        """Answers that decide whether the session goes on: attention, eligibility, understanding."""
        definition = self.items.get(item_id)
        if definition is None:
            return "agreed" if item_id == "agreement" else None
        if definition.screen_out is not None:
            return definition.screen_out.unless[0]
        if definition.instructed is not None and not self.persona.careless:
            return definition.instructed
        return definition.correct

    def _rating(self, item: ItemView, case: Case | None) -> int:
        points = len(item.options)
        if self.persona.careless:
            step = points // 2
        elif case is not None:
            outcome = "trust" if "trust" in item.id else "perceived_comprehension"
            step = self.persona.rate_case(outcome, case, self.treated, points) - 1
        else:
            step = self.persona.rate_scale(self.treated, points) - 1
        return sorted(int(option.value) for option in item.options)[step]

    def _about_case(self, item: ItemView, case: Case) -> str:
        options = {str(option.value) for option in item.options}
        review = self.study.protocol.analysis.review
        reviewed = None if review is None else review_answer(review, item.id, case, options, self.persona)
        if reviewed is not None:
            return reviewed
        if isinstance(self.items.get(item.id), SingleItem):
            return sorted(options)[int(self.persona.rng.integers(len(options)))]
        keyed = {question.key: question for question in case.keyed}
        for key in keyed:
            if key in options:
                return self._pick(key, options, right=self.persona.answers_key(case, self.treated))
        if case.id not in self.judged:
            self.judged[case.id] = self._pick(case.truth, options, right=self.persona.first_is_right(case))
            return self.judged[case.id]
        first, answer = self.judged[case.id], case.answer
        if answer is not None and first != answer.diagnosis and self.persona.follows(case, self.treated):
            return answer.diagnosis
        return first

    def _pick(self, right_one: str, options: set[str], *, right: bool) -> str:
        if right:
            return right_one
        others = sorted(options - {right_one})
        return others[int(self.persona.rng.integers(len(others)))]

    def _timings(self, answers: dict[str, Value], duration: float) -> Timings:
        moments = np.sort(self.persona.rng.uniform(0.2, 0.95, len(answers))) * duration
        return Timings.model_validate(
            {
                "page": {"duration_ms": duration, "first_interaction_ms": moments[0] if len(moments) else None},
                "items": {
                    item: {"first_ms": moment, "last_ms": moment} for item, moment in zip(answers, moments, strict=True)
                },
                "client": {"width": 1280, "height": 800, "modality": "mouse"},
            }
        )


def _is_shown(item: ItemView, answers: Mapping[str, Value]) -> bool:
    """Whether an answer above on the page shows the item."""
    if item.show_if is None:
        return True
    above = answers.get(item.show_if[0])
    given = above if isinstance(above, tuple) else (above,)
    return any(one in item.show_if[1] for one in given)
