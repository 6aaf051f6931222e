"""From item answers to scores, as the instruments declare."""

from analysis.scoring._items import AskedItem, asked_items, bounds_of, numeric_answers
from analysis.scoring._scales import ScaleAnswers, keyed_answers, scale_answers
from analysis.scoring._score import score

__all__ = [
    "AskedItem",
    "ScaleAnswers",
    "asked_items",
    "bounds_of",
    "keyed_answers",
    "numeric_answers",
    "scale_answers",
    "score",
]
