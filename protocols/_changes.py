"""What differs between two versions of a study, in words: the semantic diff that a launch shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from protocols._study import Study, canonical_json

Path = tuple[str, ...]
"""Way from the top of a payload to a value; elements of lists go by their own names."""

_SUBJECTS: tuple[tuple[Path, str], ...] = (
    (("instruments", "*", "items", "*"), "item {3}"),
    (("instruments", "*", "scores", "*"), "score {3} of {1}"),
    (("instruments", "*"), "instrument {1}"),
    (("texts", "*", "*"), "text {2} ({1})"),
    (("stimuli", "cases", "*"), "case {2}"),
    (("stimuli", "diagnoses", "*"), "diagnosis {2}"),
    (("stimuli",), "stimulus set"),
    (("protocol", "flow", "*", "*", "ask", "*", "item"), "item {5}"),
    (("protocol", "flow", "*", "*"), "page {3}"),
    (("protocol", "trial", "steps", "*", "ask", "*", "item"), "item {5}"),
    (("protocol", "trial", "steps", "*"), "step {3}"),
    (("protocol", "design", "conditions", "*"), "condition {3}"),
    (("protocol", "design", "case_sets", "*"), "case set {3}"),
    (("protocol", "design"), "design"),
    (("protocol", "allocation"), "allocation"),
    (("protocol", "analysis", "hypotheses", "*"), "hypothesis {3}"),
    (("protocol", "analysis", "outcomes", "*"), "outcome {3}"),
    (("protocol", "analysis", "exclusions", "*"), "exclusion {3}"),
    (("protocol", "analysis"), "analysis"),
    (("protocol",), "protocol"),
    ((), "study"),
)
"""What a place in a payload belongs to; `*` is any name, a number stands for the name at that place."""

_WORDS = {"prompt": "wording", "ask": "question", "photo": "picture", "references": "reference image"}
_SINGULAR = {"options": "option", "items": "item", "strata": "stratum", "keyed": "keyed question"} | _WORDS
_NAMES = ("id", "value", "instrument", "item", "file")
_QUOTED_CHARACTERS = 40
_ABSENT = object()


class _Order(tuple[str, ...]):
    """Names of the elements of a list, where nothing but their order is meant."""


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    subject: str
    """What it belongs to: `item trust_2`, `case case-k7`, `allocation`."""
    what: str
    """What happened to it: `wording changed (en)`, `added`, `target 144 → 160`."""

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


def changes(before: Study, after: Study) -> tuple[Change, ...]:
    """Every difference that would change the fingerprint, in the order of the payload; empty if there is none.

    >>> from protocols import load_study
    >>> changes(load_study("skingen"), load_study("skingen"))
    ()
    """
    languages = {*before.protocol.languages, *after.protocol.languages, *before.texts, *after.texts}
    found = [
        _in_words(path, old, new, languages) for path, old, new in _differences((), before.payload(), after.payload())
    ]
    return tuple(dict.fromkeys(found))


def _differences(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, Any, Any]]:
    if _is_same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_other_picture(old, new):
        for key in (*old, *(key for key in new if key not in old)):
            yield from _differences((*path, key), old.get(key, _ABSENT), new.get(key, _ABSENT))
        return
    if isinstance(old, list) and isinstance(new, list):
        named_before, named_after = _by_name(old), _by_name(new)
        if named_before is not None and named_after is not None:
            yield from _differences(path, named_before, named_after)
            yield from _moved(path, named_before, named_after)
            return
    yield path, old, new


def _moved(path: Path, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[Path, Any, Any]]:
    places = {name: place for place, name in enumerate(before)}
    stayed = [places[name] for name in after if name in places]
    if any(first > second for first, second in pairwise(stayed)):
        yield path, _Order(before), _Order(after)


def _by_name(elements: Sequence[Any]) -> dict[str, Any] | None:
    """The elements by their names; None if they do not all have one of their own."""
    named = {name: element for element in elements if (name := _name_of(element)) is not None}
    return named if len(named) == len(elements) else None


def _name_of(element: Any) -> str | None:
    if not isinstance(element, dict):
        return None
    found = next((element[field] for field in _NAMES if element.get(field) is not None), None)
    return _name_of(found) if isinstance(found, dict) else None if found is None else str(found)


def _is_same(old: Any, new: Any) -> bool:
    if old is _ABSENT or new is _ABSENT:
        return old is new
    return canonical_json(old) == canonical_json(new)  # Python says 1 == 1.0 == True, a fingerprint does not


def _is_other_picture(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return "sha256" in old and "sha256" in new and old["sha256"] != new["sha256"]


def _in_words(path: Path, old: Any, new: Any, languages: set[str]) -> Change:
    pattern, words = next((pattern, words) for pattern, words in _SUBJECTS if _begins(path, pattern))
    return Change(words.format(*path), _happened(path[len(pattern) :], old, new, languages))


def _begins(path: Path, pattern: Path) -> bool:
    return len(path) >= len(pattern) and all(want in {"*", name} for want, name in zip(pattern, path, strict=False))


def _happened(rest: Path, old: Any, new: Any, languages: set[str]) -> str:
    language = f" ({rest[-1]})" if rest and rest[-1] in languages else ""
    fields = rest[:-1] if language else rest
    if _ABSENT in (old, new) or None in (old, new):
        return _appeared(fields, old, new, said=bool(language)) + language
    name = " ".join(_WORDS.get(field, field).replace("_", " ") for field in fields)
    if isinstance(old, _Order):
        return f"order of {name} changed"
    if isinstance(old, dict) and isinstance(new, dict):
        return f"{name} replaced"
    short = [_short(value) for value in (old, new)]
    if None in short or language or not name:
        return f"{name or 'words'} changed{language}"
    return f"{name} {short[0]} → {short[1]}"


def _appeared(fields: Path, old: Any, new: Any, *, said: bool) -> str:
    happened = "added" if old is _ABSENT or old is None else "removed"
    if not fields:
        return happened
    *above, last = (_SINGULAR.get(field, field).replace("_", " ") for field in fields)
    value = _short(new if happened == "added" else old)
    return " ".join([*above, last, *([] if value is None or said else [value]), happened])


def _short(value: Any) -> str | None:
    """A value as it may be quoted; None if it is prose, or has parts of its own."""
    if isinstance(value, list):
        parts = [_short(part) for part in value]
        text = ", ".join(part for part in parts if part is not None)
        return text if None not in parts and len(text) <= _QUOTED_CHARACTERS else None
    if isinstance(value, dict):
        return None
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return text if len(text) <= _QUOTED_CHARACTERS and "\n" not in text and text.count(" ") < 2 else None
