"""The codebook: one row a column, and one row an item, made from the definitions that the pages are made from."""

from __future__ import annotations

from collections.abc import Sequence

from db._definitions import AskedItem, items_of
from db._export._columns import Column
from protocols import (
    ChoiceItem,
    ConfidenceItem,
    ImageChoiceItem,
    ImageOption,
    Item,
    LikertItem,
    NumberItem,
    RankingItem,
    ScaleItem,
    Study,
    Text,
    TextItem,
    VisualAnalogueItem,
    in_language,
)

HEADER = ("table", "column", "item", "type", "unit", "values", "description", "instrument", "source")
"""Columns of codebook.csv."""

_STORED = {
    "likert": "integer",
    "confidence": "integer",
    "visual_analogue": "integer",
    "number": "number",
    "text": "text",
    "single": "text",
    "multiple": "text",
    "ranking": "text",
    "image_choice": "text",
    "judgement": "text",
    "keyed": "text",
}


def codebook_rows(study: Study, tables: dict[str, tuple[Column, ...]]) -> list[dict[str, str]]:
    """Rows of the codebook, columns first, then the items behind `responses.value`."""
    rows = [_column_row(table, column) for table, columns in tables.items() for column in columns]
    return rows + [_item_row(study, asked) for asked in items_of(study)]


def _column_row(table: str, column: Column) -> dict[str, str]:
    return _row(
        table=table,
        column=column.name,
        type=column.kind,
        unit=column.unit,
        values=column.values,
        description=column.description,
    )


def _item_row(study: Study, asked: AskedItem) -> dict[str, str]:
    language = study.protocol.languages[0]
    source = None if asked.instrument is None else asked.instrument.source
    prompt = in_language(asked.item.prompt, language, language) or "Question of the case, from the stimulus set"
    return _row(
        table="responses",
        column="value",
        item=asked.item.id,
        type=_STORED[asked.item.type],
        unit=_unit(asked.item, language),
        values=_values(asked.item, language),
        description=" ".join(part for part in (prompt, _remark(asked.item), _direction(asked)) if part),
        instrument="" if asked.instrument is None else asked.instrument.id,
        source=""
        if source is None
        else "; ".join(part for part in (source.citation, source.doi, source.licence) if part),
    )


def _row(**cells: str) -> dict[str, str]:
    return {name: cells.get(name, "") for name in HEADER}


def _unit(item: Item, language: str) -> str:
    if isinstance(item, ConfidenceItem):
        return "%"
    if isinstance(item, NumberItem) and item.unit is not None:
        return in_language(item.unit, language, language)
    return ""


def _values(item: Item, language: str) -> str:
    if isinstance(item, LikertItem) and item.points is not None:
        return _scale_values(item, item.points, language)
    if isinstance(item, ConfidenceItem):
        low, high = (in_language(end, language, language) for end in item.ends)
        return f"0={low}; in steps of {item.step}; 100={high}"
    if isinstance(item, VisualAnalogueItem):
        low, high = (in_language(end, language, language) for end in item.ends)
        return f"0={low}; …; 100={high}"
    if isinstance(item, ImageChoiceItem):
        return "; ".join(f"{option.value}={_picture(option, language)}" for option in item.options)
    if isinstance(item, ChoiceItem):
        return "; ".join(f"{option.value}={in_language(option.label, language, language)}" for option in item.options)
    if isinstance(item, NumberItem):
        return f"{item.minimum:g} to {item.maximum:g}"
    if isinstance(item, TextItem):
        return f"up to {item.max_length} characters"
    return "options of the case, see protocol.json"


def _picture(option: ImageOption, language: str) -> str:
    return option.image if option.label is None else f"{in_language(option.label, language, language)} ({option.image})"


def _scale_values(item: LikertItem, points: int, language: str) -> str:
    values = [item.first + number * item.step for number in range(points)]
    labels: Sequence[Text] = item.labels or ()
    words = [in_language(label, language, language) for label in labels]
    if len(words) == points:
        return "; ".join(f"{value}={word}" for value, word in zip(values, words, strict=True))
    if len(words) == 2:
        return f"{values[0]}={words[0]}; …; {values[-1]}={words[1]}"
    return f"{values[0]} to {values[-1]}"


def _remark(item: Item) -> str:
    if isinstance(item, LikertItem) and item.reverse:
        return "(reversed before scoring)"
    if isinstance(item, RankingItem):
        return "(every option, from the first place to the last)"
    if item.instructed is not None:
        return f"(attention check: {item.instructed} was asked for)"
    if item.correct is not None:
        return f"(right answer: {item.correct})"
    return ""


def _direction(asked: AskedItem) -> str:
    counterbalanced = asked.instrument is not None and asked.instrument.direction == "counterbalanced"
    if counterbalanced and isinstance(asked.item, ScaleItem):
        return "(shown in either direction: the first end of option_order stood first)"
    return ""
