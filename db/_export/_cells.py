"""How a value becomes a cell: the same bytes on every machine, and no formula in a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from db.tables import in_words

Cell = str | int | float | bool | None
"""What a tidy table holds; None is missing."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet could run it.

    >>> guarded("=1+1"), guarded("fine")
    ("'=1+1", 'fine')
    """
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(("\t", "\r", "\n")) else text


def answer_cell(value: object) -> str | None:
    """An answer as text: numbers as Python writes them, several words joined by semicolons, words guarded.

    >>> answer_cell(-2), answer_cell(["a", "b"]), answer_cell("-2 points"), answer_cell(None)
    ('-2', 'a;b', "'-2 points", None)
    """
    if value is None:
        return None
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Sequence):
        return guarded(";".join(str(part) for part in value))
    return number_text(value)


def number_text(value: object) -> str:
    """A number without a superfluous `.0`.

    >>> number_text(3.0), number_text(2.5)
    ('3', '2.5')
    """
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@lru_cache(maxsize=1024)
def moment_cell(moment: datetime | None) -> str | None:
    """A moment as text."""
    return None if moment is None else in_words(moment)


_to_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode


def detail_cell(detail: object) -> str | None:
    """Particulars as JSON with sorted keys; None if there are none."""
    return _to_json(detail) if detail else None


def csv_cells(cells: Sequence[Cell]) -> list[str]:
    """Cells of one column as they stand in a CSV file: no superfluous `.0`, booleans 0 and 1, missing empty, text quoted where it must be.

    >>> csv_cells([3.0, 2.5, True, None, "fine", 'a "b", c'])
    ['3', '2.5', '1', '', 'fine', '"a ""b"", c"']
    """
    written = ["" if cell is None else cell if isinstance(cell, str) else _number(cell) for cell in cells]
    return [_quoted(text) for text in written] if _needs_quotes("".join(written)) else written


def _number(cell: int | float | bool) -> str:
    return str(int(cell)) if isinstance(cell, bool) or (isinstance(cell, float) and cell.is_integer()) else str(cell)


def _needs_quotes(text: str) -> bool:
    return any(mark in text for mark in ',"\n\r')


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _needs_quotes(text) else text
