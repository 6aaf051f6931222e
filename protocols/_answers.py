"""Answers: which values an item accepts, and which items earlier answers show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocols._items import (
    PREFER_NOT,
    Item,
    MultipleItem,
    NumberItem,
    RankingItem,
    ScaleItem,
    ShowIf,
    TextItem,
    scale_values,
)
from protocols._lookup import item_of, page_of
from protocols._planned import PlannedItem, PlannedPage
from protocols._study import Study

Value = str | int | float | tuple[str, ...] | list[str]
"""A stored answer: scales `int`, number `int` or `float`, all others `str` or, of multiple and ranking, a list of `str`."""

Answers = Mapping[str, Value | None]
"""Latest answer by item id."""


def allowed_values(item: Item, planned: PlannedItem) -> tuple[str | int, ...] | None:
    """Values to choose from, in the order shown, without "prefer_not"; None for a number or a text."""
    if isinstance(item, ScaleItem):
        values = tuple(scale_values(item))
        return values[::-1] if planned.options is not None and planned.options[0] == str(values[-1]) else values
    return planned.options


def validate_answer(study: Study, page: PlannedPage, planned: PlannedItem, value: object) -> str | None:
    """None if the value can be stored, else what is wrong with it.

    `required`, `not_an_option`, `not_a_number`, `not_whole`, `out_of_range`, `too_long` or `incomplete` (a ranking
    that leaves options out). None, blank text and an empty list stand for no answer.
    """
    item = item_of(study, page, planned)
    if value is None or value in ("", [], ()) or (isinstance(value, str) and not value.strip()):
        return "required" if item.required else None
    if value == PREFER_NOT and item.opt_out:
        return None
    if isinstance(item, NumberItem):
        return _number_problem(item, value)
    if isinstance(item, TextItem):
        if not isinstance(value, str):
            return "not_an_option"
        return "too_long" if len(value) > item.max_length else None
    allowed = allowed_values(item, planned) or ()
    chosen = value if isinstance(item, MultipleItem | RankingItem) else (value,)
    if not isinstance(chosen, list | tuple) or not all(_is_one_of(one, allowed) for one in chosen):
        return "not_an_option"
    if len(set(chosen)) != len(chosen):
        return "not_an_option"
    return "incomplete" if isinstance(item, RankingItem) and len(chosen) < len(allowed) else None


def _number_problem(item: NumberItem, value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        return "not_a_number"
    if not item.minimum <= value <= item.maximum:
        return "out_of_range"
    return "not_whole" if item.integer and value != int(value) else None


def _is_one_of(value: Any, allowed: tuple[str | int, ...]) -> bool:
    """Equal in value and in type, since True == 1 == 1.0 in Python."""
    return any(type(value) is type(one) and value == one for one in allowed)


def visible_items(page: PlannedPage, study: Study, answers: Answers) -> tuple[PlannedItem, ...]:
    """The items that earlier answers show, answers on the same page included.

    An item that is hidden counts as unanswered for the items below it.
    """
    known = dict(answers)
    visible = []
    for planned in page.items:
        if _holds(item_of(study, page, planned).show_if, known):
            visible.append(planned)
        else:
            known.pop(planned.id, None)
    return tuple(visible)


def page_is_shown(page: PlannedPage, study: Study, answers: Answers) -> bool:
    """Whether earlier answers show the page."""
    return _holds(page_of(study, page).show_if, answers)


def _holds(show_if: ShowIf | None, answers: Answers) -> bool:
    if show_if is None:
        return True
    answer = answers.get(show_if.item)
    given = answer if isinstance(answer, list | tuple) else (answer,)
    return any(one in show_if.equals for one in given)
