"""From a model's words to an answer, or to the honest state that there is none."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from skingen.diagnose._answer import Said


def parse(said: Said, diagnoses: Mapping[str, str]) -> dict[str, Any]:
    """The fields of an `Opinion` that follow from the words; `diagnoses`: names by key.

    The answer is the first JSON object with a `diagnosis`, wherever it stands in the text.

    >>> parse(Said('Sure: {"diagnosis": "Mole"}', None, None), {"naevus": "Mole"})["diagnosis"]
    'naevus'
    >>> parse(Said("I cannot tell.", None, None), {"naevus": "Mole"})
    {'state': 'not_parsed'}
    """
    for start, found in _objects(said.text):
        named = found.get("diagnosis")
        if not isinstance(named, str):
            continue
        key = _key(named, diagnoses)
        if key is None:
            return {"state": "unknown_diagnosis"}
        others = found.get("alternatives")
        alternatives = [_key(other, diagnoses) for other in others] if isinstance(others, list) else []
        return {
            "state": "parsed",
            "diagnosis": key,
            "description": _words(found.get("description")),
            "alternatives": tuple(dict.fromkeys(other for other in alternatives if other not in (None, key))),
            "advice": _words(found.get("advice")),
            "confidence": _confidence(said, start, named),
        }
    return {"state": "not_parsed"}


def _objects(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every JSON object that begins somewhere in the text, with its place."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r"\{", text):
        try:
            found, _ = decoder.raw_decode(text, match.start())
        except (json.JSONDecodeError, RecursionError):
            continue
        yield match.start(), found


def _key(named: object, diagnoses: Mapping[str, str]) -> str | None:
    """The key of a diagnosis that was named by key or name, whatever its case, spaces and hyphens."""
    known = {_plain(word): key for key, name in diagnoses.items() for word in (name, key)}
    return known.get(_plain(named)) if isinstance(named, str) else None


def _plain(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words).strip().casefold()


def _words(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _confidence(said: Said, start: int, named: str) -> float | None:
    """Product of the probabilities of the tokens that overlap the named diagnosis."""
    match = re.compile(rf'"diagnosis"\s*:\s*"({re.escape(named)})"').search(said.text, start)
    if said.tokens is None or match is None:
        return None
    place, total = 0, 0.0
    for piece, log_probability in said.tokens:
        if place < match.end(1) and place + len(piece) > match.start(1):
            total += log_probability
        place += len(piece)
    return min(1.0, math.exp(total))
