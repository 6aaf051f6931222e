"""Cells of a printed table."""

import math
from typing import Any


def cell(value: Any) -> str:
    """Three decimals for a number, a dash for what is missing, words as they are.

    >>> cell(-0.12345), cell(float("nan")), cell(32), cell("h1")
    ('−0.123', '–', '32', 'h1')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    return f"{value:.3f}".replace("-", "−") if isinstance(value, float) else str(value)
