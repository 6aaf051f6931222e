"""Ways to damage a study, for the tests of the linter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from protocols import Report

TODAY = date(2026, 6, 1)
"""The day on which the linter looks."""
Damage = Callable[[str, Callable[[Any], None]], Report]
"""The fixture `damaged`: changes a file of the small study and reports what the linter then says."""


def setting(*keys: str | int, to: Any) -> Callable[[Any], None]:
    """A change that sets one value."""

    def change(value: Any) -> None:
        for key in keys[:-1]:
            value = value[key]
        value[keys[-1]] = to

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
