"""The structural check: a file's values against its pydantic model, as findings with lines."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from protocols._document import Document, Keys
from protocols._finding import Finding, ProtocolError, did_you_mean, listed

_Model = TypeVar("_Model", bound=BaseModel)


def parsed(model: type[_Model], document: Document) -> _Model:
    """The file as a model. `ProtocolError` with a finding for each value that does not fit."""
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise ProtocolError(_findings(model, document, error)) from None


def _findings(model: type[BaseModel], document: Document, error: ValidationError) -> tuple[Finding, ...]:
    found: dict[Keys, Finding] = {}
    for details in error.errors(include_url=False):
        keys = _keys_in(document.value, details)
        found.setdefault(keys, _finding(model, document, keys, details))
    return tuple(found.values())


def _finding(model: type[BaseModel], document: Document, keys: Keys, details: ErrorDetails) -> Finding:
    name = str(keys[-1]) if keys else document.name
    around = keys[:-1] if details["type"] in ("missing", "extra_forbidden") else keys
    fields = {field: text for one in _models_at(model, document.value, around) for field, text in _fields(one)}
    if details["type"] == "extra_forbidden":
        allowed = f"remove it; the fields here are {listed(sorted(fields))}"
        return document.finding("error", keys, f"unknown field `{name}`", did_you_mean(name, fields, allowed))
    if details["type"] == "missing":
        return document.finding("error", keys, f"the field `{name}` is missing", f"add it: {fields.get(name, name)}")
    expected = _expected(details)
    if expected:
        given = str(details.get("ctx", {}).get("tag", details["input"]))
        fix = did_you_mean(given, expected, f"use one of {listed(expected)}")
        return document.finding("error", keys, f"`{given}` is not known here", fix)
    if details["type"] == "value_error":
        reason, _, fix = details["msg"].removeprefix("Value error, ").partition("; ")
        return document.finding("error", keys, reason, fix or "correct the value")
    if details["type"] == "string_type" and isinstance(details["input"], int | float | date):
        return document.finding("error", keys, f"`{details['input']}` is not text", "put it in quotes")
    described = dict(field for one in _models_at(model, document.value, keys[:-1]) for field in _fields(one))
    meaning = f"`{name}` means: {described[name]}" if described.get(name) else "correct the value"
    reason = details["msg"]
    return document.finding("error", keys, reason[:1].lower() + reason[1:], meaning)


def _expected(details: ErrorDetails) -> tuple[str, ...]:
    """The words that a literal or a discriminator accepts."""
    context = details.get("ctx", {})
    words = context.get("expected_tags") or (context.get("expected") if details["type"] == "literal_error" else None)
    if not isinstance(words, str):
        return ()
    return tuple(word.strip().strip("'") for word in words.replace(" or ", ", ").split(",") if word.strip())


def _keys_in(value: Any, details: ErrorDetails) -> Keys:
    """The way to the value in the file: pydantic's location without the names of union members."""
    keys: Keys = ()
    location = details["loc"]
    for place, key in enumerate(location):
        in_mapping = isinstance(value, dict) and key in value and key != "[key]"
        if in_mapping or (isinstance(value, list) and isinstance(key, int) and key < len(value)):
            value = value[key]
        elif details["type"] != "missing" or place < len(location) - 1:
            continue
        keys = (*keys, key)
    return keys


def _models_at(annotation: Any, value: Any, keys: Keys) -> tuple[type[BaseModel], ...]:
    """The models that may stand at a place; of a union told apart by `kind` or `type`, the one that is meant."""
    models = tuple(_models_in(annotation))
    meant = tuple(model for model in models if _is_meant(model, value))
    models = meant or models
    if not keys:
        return models
    key, rest = keys[0], keys[1:]
    below = value[key] if isinstance(value, dict) and key in value else None
    if isinstance(value, list) and isinstance(key, int):
        return _models_at(annotation, value[key], rest)
    fields = tuple(model.model_fields[str(key)].annotation for model in models if str(key) in model.model_fields)
    if not fields:
        return _models_at(annotation, below, rest) if rest else ()
    return tuple(found for field in fields for found in _models_at(field, below, rest))


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Annotated, Union, types.UnionType, tuple, dict):
        for part in get_args(annotation):
            yield from _models_in(part)


def _is_meant(model: type[BaseModel], value: Any) -> bool:
    names = [name for name in ("kind", "type") if name in model.model_fields]
    return bool(names) and isinstance(value, dict) and value.get(names[0]) == model.model_fields[names[0]].default


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        yield name, (field.description or "").split("\n")[0].rstrip(".")
