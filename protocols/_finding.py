"""Findings of the linter: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The worst first."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (`error`: the study cannot run), doubtful (`warning`), or a choice to be aware of (`note`).

    >>> str(Finding("error", "study.yaml", 41, "design.case_sets.two", "case `x9` is not in the set", "remove it"))
    'study.yaml:41 design.case_sets.two: case `x9` is not in the set; remove it'
    """

    severity: Severity
    """Errors stop, warnings and notes do not."""
    file: str
    """File, relative to the study's folder where it lies inside."""
    line: int | None
    """Line in the file, from 1; None where the file has no lines, as an image."""
    path: str
    """Field, as in `flow.before[2].ask[0].item`; empty for a whole file."""
    reason: str
    """What is wrong."""
    fix: str
    """What to do."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place} {self.path}: {self.reason}; {self.fix}" if self.path else f"{place}: {self.reason}; {self.fix}"


class ProtocolError(Exception):
    """The study cannot be loaded: one line a finding."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A fix: the known name that is close, or another sentence.

    >>> did_you_mean("case-x9", ["case-x6", "case-b1"], "remove it")
    'did you mean `case-x6`?'
    """
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else otherwise


def listed(names: Iterable[object]) -> str:
    """Names in code marks, separated by commas.

    >>> listed(["a", 2])
    '`a`, `2`'
    """
    return ", ".join(f"`{name}`" for name in names)
