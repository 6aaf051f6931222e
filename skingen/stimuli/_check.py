"""Everything that is wrong or doubtful about a stimulus set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from protocols import Finding, Picture, StimulusSet, check_stimulus_set
from skingen.data import PictureError, read_picture
from skingen.stimuli._balance import SpreadRow, spread
from skingen.stimuli._duplicates import near_duplicates
from skingen.stimuli._seal import broken_seals

SMALLEST_EDGE = 256
"""Pixels below which a picture is too small to be judged on a phone of high density."""


@dataclass(frozen=True)
class SetReport:
    """What `study stimuli check` found."""

    stimuli: StimulusSet
    findings: tuple[Finding, ...]
    """Errors first."""
    spread: tuple[SpreadRow, ...]
    """Cases by diagnosis and skin type."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


def check(folder: Path) -> SetReport:
    """Check hashes, sizes, labels, balance and near-duplicates of the set in a folder, and the seal of a frozen one.

    `protocols.ProtocolError` if `manifest.json` is missing or malformed.
    """
    stimuli, findings = check_stimulus_set(folder)
    found = [*findings, *_labels(stimuli), *_balance(stimuli), *_pixels(folder, stimuli), *broken_seals(folder)]
    found.sort(key=lambda finding: finding.severity != "error")
    return SetReport(stimuli, tuple(found), spread(stimuli))


def _labels(stimuli: StimulusSet) -> Iterator[Finding]:
    for case in stimuli.cases:
        if stimuli.purpose == "demonstration" and case.answer is not None and case.answer.model != "recorded":
            reason = f"a demonstration shows an answer of {case.answer.model}"
            yield _finding("error", case.id, reason, "record an answer, or declare a pilot")
    for picture in stimuli.images():
        if Path(picture.file).stem != picture.sha256[:16]:
            reason = "the name is not that of its content, and may give a diagnosis away"
            yield _finding("error", picture.file, reason, "build the set again")
        unsaid = [name for name in ("prompt", "seed", "model") if getattr(picture, name) is None]
        if picture.origin == "generated" and unsaid:
            reason = f"a generated picture without {', '.join(unsaid)}"
            yield _finding("error", picture.file, reason, "build the set again, or name its true origin")


def _balance(stimuli: StimulusSet) -> Iterator[Finding]:
    judged = [case.ai_correct for case in stimuli.cases if case.ai_correct is not None]
    right = sum(judged)
    if judged and right in (0, len(judged)):
        reason = f"the AI is {'never' if right else 'always'} wrong: reliance cannot be measured"
        yield _finding("warning", "manifest.json", reason, "add cases in which it is otherwise")
    absent = [row.level for row in spread(stimuli) if row.factor == "skin_type" and not row.cases]
    if absent:
        reason = f"no case shows skin type {', '.join(absent)}"
        yield _finding("warning", "manifest.json", reason, "add cases on these skin types")


def _pixels(folder: Path, stimuli: StimulusSet) -> Iterator[Finding]:
    readable, seen, small = [], [], []
    for picture in stimuli.images():
        try:
            pixels = read_picture(folder / picture.file)
        except PictureError:
            if (folder / picture.file).is_file():
                yield _finding("error", picture.file, "the file is no readable picture", "build the set again")
            continue
        readable.append(picture)
        seen.append(pixels)
        height, width = pixels.shape[:2]
        if (width, height) != (picture.width, picture.height):
            reason = f"it has {width} × {height} pixels, the manifest says {picture.width} × {picture.height}"
            yield _finding("error", picture.file, reason, "build the set again")
        if min(width, height) < SMALLEST_EDGE:
            small.append(picture)
    if small:
        reason = f"{len(small)} of {len(readable)} pictures have an edge below {SMALLEST_EDGE} pixels"
        yield _finding("warning", "images", reason, "use larger ones where participants must judge details")
    for one, other, likeness in near_duplicates(seen):
        reason = f"nearly the same picture as {readable[other].file} (correlation {likeness:.3f})"
        yield _finding("warning", readable[one].file, reason, _fix(readable[one], readable[other]))


def _fix(one: Picture, other: Picture) -> str:
    if "generated" in (one.origin, other.origin):
        return "choose another seed for one of them"
    return "show one of them only"


def _finding(severity: Literal["error", "warning"], file: str, reason: str, fix: str) -> Finding:
    return Finding(severity, file, None, "", reason, fix)
