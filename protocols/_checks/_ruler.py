"""How tall a page is drawn on a phone: an estimate from its words, items and pictures.

In CSS pixels of the frontend's layout at a width of 375. `tests/journeys/test_lengths.py` holds it against drawn pages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from unicodedata import east_asian_width

from protocols._items import (
    ConfidenceItem,
    ImageChoiceItem,
    Item,
    JudgementItem,
    KeyedItem,
    LikertItem,
    NumberItem,
    TextItem,
    VisualAnalogueItem,
    scale_values,
)
from protocols._lookup import asked, practised_steps
from protocols._pages import Ask, ConsentPage, Page, PracticePage, Step
from protocols._stimuli import Case, Picture
from protocols._study import Study
from protocols._text import Text, in_language

_LINE = 26
_GAP = 12
_FRAME = 410
"""Header, heading, button and footer, with the space around them."""
_CARD = 48
"""Padding and border of a card, and the space below it."""
_OPTION = 52
"""An option of one line, with the space below it."""
_NUMBERS_A_ROW = 7
_COLUMN = 150
"""Width of one of two pictures beside each other."""
_WIDTH = 311
"""Width inside a card."""
_LETTERS = 35
"""Letters of a line inside a card."""


@dataclass(frozen=True)
class Ruler:
    """Heights in one language."""

    study: Study
    language: str

    def page(self, page: Page) -> int:
        """Height of a page that shows no case, or of a debrief without its list of cases."""
        height = _FRAME + self._asks(page.ask, None)
        if page.text is not None:
            height += self._markdown(page.text)
        if isinstance(page, ConsentPage):
            height += _OPTION + _CARD + self._lines(page.agreement, 28) * _LINE + _CARD
        return height

    def step(self, step: Step, case: Case, shows: Iterable[str]) -> int:
        """Height of a trial step: the photo, the AI's answer as a condition shows it, and the items."""
        height = _FRAME + self._asks(step.ask, case)
        if step.lead is not None:
            height += self._lines(step.lead, 38) * _LINE
        if step.photo == "large":
            height += self._photo(case.photo, _COLUMN if step.panel else _WIDTH) + (_CARD if step.panel else 2 * _CARD)
        if step.panel and case.answer is not None:
            height += self._answer(case) + self._references(step, case, shows)
        return height

    def practice(self, page: PracticePage, step: Step) -> int:
        """Height of a practised step: the panels of several formats stand below each other, the words only once."""
        case = self.study.stimuli.case(page.case)
        shows = {condition.id: condition.shows for condition in self.study.protocol.design.conditions}
        first, *others = (shows[name] for name in page.formats)
        height = self.step(step, case, first)
        if page.text is not None and step == practised_steps(self.study.protocol, page)[0]:
            height += self._markdown(page.text)
        if not step.panel:
            return height
        repeated = (3 * _CARD + 3 * _LINE + self._references(step, case, own) for own in others)
        return height + sum(repeated)

    def _answer(self, case: Case) -> int:
        assert case.answer is not None
        parts = [*self._text(case.answer.text).split("\n\n"), self._text(case.answer.advice or "")]
        return 2 * _CARD + 2 * _LINE + sum(self._lines(part, _LETTERS) * _LINE + 8 for part in parts if part)

    def _references(self, step: Step, case: Case, shows: Iterable[str]) -> int:
        if "references" not in set(shows):
            return 0
        rows = [case.references[start : start + 2] for start in range(0, len(case.references), 2)]
        below = _GAP if step.compare == "none" else _OPTION + _GAP
        return _CARD + 4 * _LINE + sum(max(self._photo(image, _COLUMN) for image in row) + below for row in rows)

    @staticmethod
    def _photo(picture: Picture, width: int) -> int:
        return round(width * picture.height / picture.width) + 44

    def _asks(self, asks: Iterable[Ask], case: Case | None) -> int:
        return sum(self._ask(ask, case) for ask in asks)

    def _ask(self, ask: Ask, case: Case | None) -> int:
        questions = asked(self.study, ask)
        lead = next((instrument.lead for instrument, _ in questions if instrument is not None), None)
        height = 0 if lead is None else self._lines(lead, 38) * _LINE + _GAP
        return height + sum(self._item(item, case) for _, item in questions)

    def _item(self, item: Item, case: Case | None) -> int:
        prompt: Text = item.prompt
        if isinstance(item, KeyedItem) and case is not None and case.keyed:
            prompt = case.keyed[0].prompt
        height = _CARD + 14 + self._lines(prompt, 31) * _LINE + self._lines(item.help or "", _LETTERS) * _LINE
        height += self._control(item, case)
        return height + (_OPTION if item.opt_out else 0)

    def _control(self, item: Item, case: Case | None) -> int:
        if isinstance(item, LikertItem) and len(item.labels or ()) == item.points:
            return self._options(item.labels or ())
        if isinstance(item, LikertItem | ConfidenceItem):
            return 48 + ceil(len(scale_values(item)) / _NUMBERS_A_ROW) * 50
        if isinstance(item, JudgementItem | KeyedItem):
            return 0 if case is None else self._options(self._answers(item, case))
        if isinstance(item, ImageChoiceItem):
            return ceil(len(item.options) / 2) * 200
        if isinstance(item, VisualAnalogueItem | NumberItem | TextItem):
            return 150 if isinstance(item, TextItem) and item.long else 80
        return self._options(option.label for option in item.options)

    def _answers(self, item: JudgementItem | KeyedItem, case: Case) -> list[Text]:
        if isinstance(item, KeyedItem):
            return [option.label for option in case.keyed[0].options] if case.keyed else []
        return [self.study.stimuli.diagnoses[name] for name in case.options]

    def _options(self, labels: Iterable[Text]) -> int:
        return sum(_OPTION + (self._lines(label, 29) - 1) * 23 for label in labels)

    def _markdown(self, name: str) -> int:
        texts = self.study.texts.get(self.language, {})
        paragraphs = [part for part in texts.get(name, "").split("\n") if part.strip()]
        return sum(self._lines(part, 38) * _LINE + _GAP for part in paragraphs)

    def _text(self, text: Text) -> str:
        return in_language(text, self.language, self.study.protocol.languages[0])

    def _lines(self, text: Text, letters: int) -> int:
        """Lines of so many letters; letters of East Asia are twice as wide."""
        words = self._text(text)
        return ceil((len(words) + sum(east_asian_width(letter) in "WF" for letter in words)) / letters)
