"""Texts in one or several languages."""

from __future__ import annotations

Text = str | dict[str, str]
"""A text: a plain string (the protocol's first language), or one string a language, keyed by BCP 47 tag."""


def in_language(text: Text, language: str, fallback: str = "en") -> str:
    """The text in a language, else in the fallback language, else in the first one given.

    >>> in_language({"en": "Skin", "de": "Haut"}, "de")
    'Haut'
    """
    if isinstance(text, str):
        return text
    return text.get(language) or text.get(fallback) or next(iter(text.values()))
