"""Words of the interface, by language and key."""

from __future__ import annotations

from functools import cache
from typing import Literal

from study_app.flow._words._chinese import CHINESE
from study_app.flow._words._english import ENGLISH
from study_app.flow._words._german import GERMAN
from study_app.flow._words._spanish import SPANISH

LANGUAGES: dict[str, dict[str, str]] = {"en": ENGLISH, "de": GERMAN, "es": SPANISH, "zh": CHINESE}
"""Every language that the interface speaks, by BCP 47 tag; each has the same keys and placeholders as English."""


@cache
def words(language: str) -> dict[str, str]:
    """The words of a language; English where the interface does not speak it.

    >>> words("de-AT")["continue"], words("fr")["continue"]
    ('Weiter', 'Continue')
    """
    return LANGUAGES.get(language) or LANGUAGES.get(language.split("-")[0], ENGLISH)


def direction_of(language: str) -> Literal["ltr", "rtl"]:
    """Whether the language runs from left to right or from right to left.

    >>> direction_of("he-IL")
    'rtl'
    """
    return "rtl" if language.split("-")[0] in {"ar", "fa", "he", "ur"} else "ltr"


__all__ = ["LANGUAGES", "direction_of", "words"]
