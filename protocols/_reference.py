"""The reference of all fields, made from the models, so that it cannot disagree with them."""

from __future__ import annotations

import inspect
import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from protocols._schemas import MODELS
from protocols._text import Text

_INTRODUCTION = """\
# Protocol reference

<!-- Made by `python -m protocols`; edit the models in `protocols/` instead. -->

A study is a folder:

| file | holds |
|---|---|
| `study.yaml` | the [protocol](#protocol): design, allocation, pages, analysis plan |
| `texts/<language>/<name>.md` | Markdown texts, one folder a language |
| `instruments/<id>.yaml` | [instruments](#instrument) of the study; those in `protocols/instruments/` need no copy |
| `stimuli/manifest.json` and `stimuli/images/` | the [stimulus set](#stimulusset) |

`study check FOLDER` says what is wrong with it: file, line, reason, fix. A first line of
`# yaml-language-server: $schema=<path to protocols/schema/protocol.schema.json>` lets an editor check while you type.

A **text** is a string in the study's first language, or one string a language: `{en: Skin, de: Haut}`. In titles,
leads and item prompts of a period, `{label}` stands for the AI's public name. `yes`, `no`, `on` and `off` are words,
not truth values; those are `true` and `false`. Unknown fields are errors.
"""


def reference() -> str:
    """`docs/protocol.md`: a table of fields for each model, in the order in which the files mention them."""
    models: dict[str, type[BaseModel]] = {}
    for model in MODELS.values():
        _collect(model, models)
    return _INTRODUCTION + "".join(_section(model) for model in models.values())


def _collect(model: type[BaseModel], found: dict[str, type[BaseModel]]) -> None:
    if model.__name__ in found:
        return
    found[model.__name__] = model
    for field in model.model_fields.values():
        for part in _models_in(field.annotation):
            _collect(part, found)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _section(model: type[BaseModel]) -> str:
    rows = "".join(
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {_sentence(field)} |\n"
        for name, field in model.model_fields.items()
    )
    return f"\n## {model.__name__}\n\n{inspect.getdoc(model)}\n\n| field | type | default | meaning |\n|---|---|---|---|\n{rows}"


def _sentence(field: FieldInfo) -> str:
    return " ".join((field.description or "").split()).replace("|", "\\|")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    default = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(default, BaseModel):
        return "its defaults"
    if default in (None, (), "", {}):
        return "none"
    shown = ", ".join(map(str, default)) if isinstance(default, tuple) else str(default)
    return f"`{shown.lower() if isinstance(default, bool) else shown}`"


def _type(annotation: Any) -> str:
    """The type in a researcher's words."""
    origin, parts = get_origin(annotation), [part for part in get_args(annotation) if part is not Ellipsis]
    if set(parts) - {types.NoneType} == set(get_args(Text)):
        return "text"
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type(part) for part in parts if part is not types.NoneType))
    if origin is tuple and Ellipsis not in get_args(annotation):
        return " and ".join(_type(part) for part in parts)
    if origin is tuple:
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return f"mapping to {_type(parts[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"[{annotation.__name__}](#{annotation.__name__.lower()})"
    words = {"str": "string", "int": "whole number", "float": "number", "bool": "`true` or `false`", "date": "date"}
    return words.get(getattr(annotation, "__name__", ""), str(annotation))
