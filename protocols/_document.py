"""A YAML or JSON file as plain values that remember their lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from protocols._finding import Finding, ProtocolError, Severity

Keys = tuple[str | int, ...]
"""Way from the top of a file to a value."""


class _Loader(yaml.SafeLoader):
    """Reads `yes`, `no`, `on` and `off` as words, as YAML 1.2 does: they are answers and language tags here."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True)
class Document:
    """One file of a study."""

    name: str
    """Name in findings."""
    text: str
    """Content."""
    value: Any
    """Content as plain values."""
    node: yaml.Node | None = None
    """Content with positions, if it has been parsed as YAML; JSON is YAML, parsed so only to find a line."""

    @cached_property
    def _lines(self) -> dict[Keys, int]:
        node = self.node or yaml.compose(self.text, Loader=_Loader)
        return {} if node is None else dict(_walk(node, (), frozenset()))

    def line(self, keys: Keys) -> int | None:
        """Line of a value, from 1; that of the nearest part around it if the value is missing."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self._lines:
                return self._lines[keys[:length]]
        return None

    def finding(self, severity: Severity, keys: Keys, reason: str, fix: str) -> Finding:
        """A finding about a value of this file."""
        return Finding(severity, self.name, self.line(keys), dotted(keys), reason, fix)


def dotted(keys: Keys) -> str:
    """The way to a value in words.

    >>> dotted(("flow", "before", 2, "ask"))
    'flow.before[2].ask'
    """
    path = ""
    for key in keys:
        path += f"[{key}]" if isinstance(key, int) else f".{key}"
    return path.removeprefix(".")


def read_document(path: Path, name: str) -> Document:
    """The file, YAML or (suffix `.json`) JSON. `ProtocolError` if it is missing, malformed, or holds a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise ProtocolError([Finding("error", name, None, "", "the file is missing", "add it")]) from None
    except UnicodeDecodeError:
        problem = Finding("error", name, None, "", "the file is not UTF-8 text", "save it as UTF-8")
        raise ProtocolError([problem]) from None
    if path.suffix == ".json":
        return Document(name, text, _read_json(text, name))
    return _read_yaml(text, name)


def _read_json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        finding = Finding("error", name, error.lineno, "", f"not valid JSON: {error.msg}", "correct the syntax")
        raise ProtocolError([finding]) from None


def _read_yaml(text: str, name: str) -> Document:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        repeated = [] if node is None else list(_repeated_keys(node, (), frozenset()))
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = None if error.problem_mark is None else error.problem_mark.line + 1
        finding = Finding(
            "error",
            name,
            line,
            "",
            f"not valid YAML: {error.problem}",
            "correct the indentation, or put the text in quotes",
        )
        raise ProtocolError([finding]) from None
    finally:
        loader.dispose()
    if repeated:
        raise ProtocolError(
            Finding(
                "error", name, line, dotted(keys), "the key is given twice", f"keep one; the first is in line {first}"
            )
            for keys, line, first in repeated
        )
    return Document(name, text, value, node)


def _walk(node: yaml.Node, keys: Keys, above: frozenset[int]) -> Iterator[tuple[Keys, int]]:
    if id(node) in above:
        return
    if not keys:
        yield keys, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield (*keys, str(key.value)), key.start_mark.line + 1
            yield from _walk(child, (*keys, str(key.value)), above | {id(node)})
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield (*keys, index), child.start_mark.line + 1
            yield from _walk(child, (*keys, index), above | {id(node)})


def _repeated_keys(node: yaml.Node, keys: Keys, above: frozenset[int]) -> Iterator[tuple[Keys, int, int]]:
    if id(node) in above:
        return
    if isinstance(node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, child in node.value:
            line = key.start_mark.line + 1
            if key.value in first and key.value != "<<":
                yield (*keys, str(key.value)), line, first[key.value]
            first.setdefault(key.value, line)
            yield from _repeated_keys(child, (*keys, str(key.value)), above | {id(node)})
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from _repeated_keys(child, (*keys, index), above | {id(node)})
