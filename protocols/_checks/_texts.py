"""Checks of texts: every file there, every language spoken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from protocols._checks._checked import Checked
from protocols._document import Document, Keys
from protocols._finding import Finding, did_you_mean, listed
from protocols._load import text_names
from protocols._protocol import Protocol
from protocols._text import Text


def check_texts(checked: Checked) -> Iterator[Finding]:
    """Findings about Markdown files and translations."""
    yield from _files(checked)
    yield from _translations(checked, checked.sources.study, checked.study.protocol)
    for name, instrument in checked.study.instruments.items():
        yield from _translations(checked, checked.sources.instruments[name], instrument)
    yield from _translations(checked, checked.sources.manifest, checked.study.stimuli)


def _files(checked: Checked) -> Iterator[Finding]:
    protocol = checked.study.protocol
    for language in protocol.languages:
        for name in text_names(protocol):
            if name in checked.study.texts.get(language, {}):
                continue
            file = f"texts/{language}/{name}.md"
            keys = _mention(protocol, name)
            if language == protocol.languages[0]:
                fix = did_you_mean(name, _markdown_beside(checked, language), f"add {file}")
                yield checked.error(keys, f"text `{name}` is missing: there is no {file}", fix)
            else:
                reason = f"text `{name}` has no `{language}` version: there is no {file}"
                yield checked.error(keys, reason, f"add it, or remove `{language}` from `languages`")


def _mention(protocol: Protocol, name: str) -> Keys:
    for phase in ("before", "period", "after"):
        for number, page in enumerate(getattr(protocol.flow, phase)):
            for field in ("text", "sheet"):
                if getattr(page, field, None) == name:
                    return ("flow", phase, number, field)
    return ("landing",)


def _markdown_beside(checked: Checked, language: str) -> list[str]:
    folder = checked.study.folder or Path()
    return sorted(path.stem for path in (folder / "texts" / language).glob("*.md"))


def _translations(checked: Checked, document: Document, model: BaseModel) -> Iterator[Finding]:
    languages = checked.study.protocol.languages
    for keys, text in _texts_in(model, type(model), ()):
        spoken = text if isinstance(text, dict) else {languages[0]: text}
        missing = [language for language in languages if language not in spoken]
        if missing:
            yield document.finding("error", keys, f"the text has no {listed(missing)} version", "add it")


def _texts_in(value: Any, annotation: Any, keys: Keys) -> Iterator[tuple[Keys, Text]]:
    """Every text of a model that is not empty, with its place."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from _texts_in(getattr(value, name), field.annotation, (*keys, name))
    elif _is_text(annotation):
        if value:
            yield keys, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts_in(part, _element(annotation), (*keys, key))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _texts_in(part, _element(annotation), (*keys, index))


def _is_text(annotation: Any) -> bool:
    return set(get_args(annotation)) - {NoneType} == set(get_args(Text))


def _element(annotation: Any) -> Any:
    """What a tuple or mapping holds; an optional one too."""
    parts = [part for part in get_args(annotation) if part not in (NoneType, Ellipsis)]
    if get_origin(annotation) in (tuple, dict) or not parts:
        return parts[-1] if parts else annotation
    return _element(parts[0])
