"""A pseudo-locale: every visible word in Arabic letters, half as long again, from right to left."""

from __future__ import annotations

import re
from typing import Any

from study_app.flow import View

LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه")
VISIBLE = {
    *("study_title", "title", "lead", "mode_note", "submit", "words", "label", "note", "text", "heading", "prompt"),
    *("help", "unit", "children", "summary", "alt", "name", "paragraphs", "caption", "captions", "ends", "veil"),
    *("veil_button", "references_heading", "references_note", "answer", "truth", "verdict", "wrong"),
    *("download_label", "copy_label", "copied_label", "redirect_label"),
}
"""Fields of views that hold words for people."""


def right_to_left(view: View) -> View:
    """The same page, as it could look in a language that runs the other way."""
    turned = _turned(view.model_dump(mode="json"), visible=False)
    return View.model_validate(turned | {"language": "ar", "direction": "rtl"})


def _turned(value: Any, *, visible: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _turned(one, visible=visible or key in VISIBLE) if key not in {"tag", "href"} else one
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_turned(one, visible=visible) for one in value]
    return _lengthened(value) if visible and isinstance(value, str) else value


def _lengthened(text: str) -> str:
    """Placeholders in braces stay."""
    parts = re.split(r"(\{\w+\})", text)
    return "".join(part if part.startswith("{") else _word(part) for part in parts)


def _word(text: str) -> str:
    return re.sub(r"[a-z]+", lambda found: found[0] + found[0][: len(found[0]) // 2], text.lower()).translate(LETTERS)
