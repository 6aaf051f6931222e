"""Ways to damage a study, for the tests of the linter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from protocols import Report

TODAY = date(2026, 6, 1)
"""The day on which the linter looks."""
Damage = Callable[[str, Callable[[Any], None]], Report]
"""The fixture `damaged`: changes a file of the small study and reports what the linter then says."""

Fault = tuple[str, Callable[[Any], None], str, str, str]
"""What a fault is called, the change that makes it, its place, and words of the reason and of the fix that must be found."""


def each_of(faults: list[Fault]) -> pytest.MarkDecorator:
    """The test once for each fault, under its name, with `edit, path, reason, fix`."""
    ids = [fault[0] for fault in faults]
    return pytest.mark.parametrize(("edit", "path", "reason", "fix"), [fault[1:] for fault in faults], ids=ids)


def assert_found(damaged: Damage, edit: Callable[[Any], None], path: str, reason: str, fix: str) -> None:
    """The linter finds the fault once in `study.yaml`, at its place and with a fix."""
    found = damaged("study.yaml", edit).errors
    (finding,) = [finding for finding in found if finding.path == path and reason in finding.reason]
    assert fix in finding.fix
    assert finding.line is not None


def setting(*keys: str | int, to: Any) -> Callable[[Any], None]:
    """A change that sets one value."""

    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        value[keys[-1]] = to

    return change


def each(*edits: Callable[[Any], None]) -> Callable[[Any], None]:
    """Several changes at once."""

    def change(value: Any) -> None:
        for edit in edits:
            edit(value)

    return change


def removing(*keys: str | int) -> Callable[[Any], None]:
    """A change that removes one value."""

    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        del value[keys[-1]]

    return change


def appending(*keys: str | int, what: Any) -> Callable[[Any], None]:
    """A change that appends to a list."""

    def change(value: Any) -> None:
        for key in keys:
            value = value[key]
        value.append(what)

    return change


def swapping(first: tuple[str, int], second: tuple[str, int]) -> Callable[[Any], None]:
    """A change that exchanges two cases of the case sets."""

    def change(value: Any) -> None:
        sets = value["design"]["case_sets"]
        (one, i), (two, j) = first, second
        sets[one][i], sets[two][j] = sets[two][j], sets[one][i]

    return change
