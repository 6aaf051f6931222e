"""Checks of the stimulus set: images as they were recorded, answers and keys that agree with the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from protocols._checks._checked import Checked
from protocols._document import Document, Keys
from protocols._finding import Finding, Severity, did_you_mean, listed
from protocols._items import KeyedItem
from protocols._stimuli import Case, Picture, StimulusSet, sha256_of


@dataclass(frozen=True)
class CheckedSet:
    """A stimulus set that passed the structural check, whatever study uses it."""

    stimuli: StimulusSet
    manifest: Document
    home: Path | None
    """Folder of the set; None if it was loaded from a record, without its pictures."""

    def in_manifest(self, keys: Keys, reason: str, fix: str, severity: Severity = "error") -> Finding:
        """A finding in the manifest."""
        return self.manifest.finding(severity, keys, reason, fix)


def check_stimuli(checked: Checked) -> Iterator[Finding]:
    """Findings about the stimulus set of a study."""
    study = checked.study
    home = None if study.folder is None else study.folder / study.protocol.stimuli
    yield from check_set(CheckedSet(study.stimuli, checked.sources.manifest, home))
    panel = any(step.panel for step in study.protocol.trial.steps)
    shown = panel and any("references" in condition.shows for condition in study.protocol.design.conditions)
    keyed = any(isinstance(place.item, KeyedItem) for place in checked.items)
    for number, case in enumerate(study.stimuli.cases):
        keys: Keys = ("cases", number)
        if panel and case.answer is None:
            reason = "a step shows the AI's answer, but the case has none"
            yield checked.in_manifest((*keys, "answer"), reason, "add one, or show no panel")
        if shown and not case.references:
            reason = "a condition shows references, but there are none"
            yield checked.in_manifest((*keys, "references"), reason, "add some")
        if keyed and not case.keyed:
            reason = "the trial asks a keyed question, but the case has none"
            yield checked.in_manifest((*keys, "keyed"), reason, "add one")


def check_set(checked: CheckedSet) -> Iterator[Finding]:
    """Findings about a set in itself: images as recorded, answers and keys that agree with the truth."""
    seen: set[str] = set()
    for number, case in enumerate(checked.stimuli.cases):
        keys = ("cases", number)
        if case.id in seen:
            yield checked.in_manifest((*keys, "id"), f"case id `{case.id}` is used twice", "give each case its own id")
        seen.add(case.id)
        yield from _diagnoses(checked, keys, case)
        yield from _truth(checked, keys, case)
        yield from _answer(checked, keys, case)
        yield from _keyed(checked, keys, case)
    yield from _files(checked)


def _diagnoses(checked: CheckedSet, keys: Keys, case: Case) -> Iterator[Finding]:
    known = checked.stimuli.diagnoses
    named: list[tuple[Keys, str]] = [
        ((*keys, "truth"), case.truth),
        ((*keys, "photo", "depicts"), case.photo.depicts),
    ]
    named += [((*keys, "options", number), name) for number, name in enumerate(case.options)]
    if case.answer is not None:
        named += [((*keys, "answer", "diagnosis"), case.answer.diagnosis)]
        named += [
            ((*keys, "answer", "alternatives", number), name) for number, name in enumerate(case.answer.alternatives)
        ]
    for place, name in named:
        if name not in known:
            fix = did_you_mean(name, known, f"add it to `diagnoses` or use one of {listed(known)}")
            yield checked.in_manifest(place, f"diagnosis `{name}` is not declared", fix)


def _truth(checked: CheckedSet, keys: Keys, case: Case) -> Iterator[Finding]:
    if case.truth not in case.options:
        reason = f"the options do not hold the truth, `{case.truth}`"
        yield checked.in_manifest((*keys, "options"), reason, "add it to `options`")
    if len(set(case.options)) != len(case.options):
        yield checked.in_manifest((*keys, "options"), "an option is given twice", "keep it once")
    if case.photo.depicts != case.truth:
        reason = f"the photo depicts `{case.photo.depicts}`, but the truth is `{case.truth}`"
        yield checked.in_manifest((*keys, "photo", "depicts"), reason, "correct whichever is wrong")
    if case.photo.skin_type != case.skin_type:
        reason = f"the photo shows skin type {case.photo.skin_type}, the case says {case.skin_type}"
        yield checked.in_manifest((*keys, "skin_type"), reason, "correct whichever is wrong")
    declared = case.true_reference
    if declared is not None and declared.depicts != case.truth:
        reason = f"the picture depicts `{declared.depicts}`, but the truth is `{case.truth}`"
        yield checked.in_manifest((*keys, "true_reference", "depicts"), reason, "use a picture of the truth")


def _answer(checked: CheckedSet, keys: Keys, case: Case) -> Iterator[Finding]:
    if case.answer is None:
        if case.ai_correct is not None or case.references:
            reason = "there is no answer that `ai_correct` or `references` could be about"
            yield checked.in_manifest((*keys, "answer"), reason, "add the answer, or remove them")
        return
    named = case.answer.diagnosis
    if case.ai_correct is not (case.truth == named):
        said = "absent" if case.ai_correct is None else str(case.ai_correct).lower()
        reason = f"`ai_correct` is {said}, but the truth is `{case.truth}` and the AI named `{named}`"
        yield checked.in_manifest((*keys, "ai_correct"), reason, "correct whichever is wrong")
    if named not in case.options:
        reason = f"the options do not hold the AI's answer, `{named}`"
        yield checked.in_manifest((*keys, "options"), reason, "add it to `options`")
    for number, image in enumerate(case.references):
        if image.depicts != named:
            reason = f"the reference image depicts `{image.depicts}`, but the AI named `{named}`"
            fix = "references show what the AI named, also when it is wrong: use another image"
            yield checked.in_manifest((*keys, "references", number, "depicts"), reason, fix)
    if not case.ai_correct and checked.stimuli.picture_of_truth(case) is None:
        reason = (
            f"the AI is wrong, and no reference image of the set depicts `{case.truth}`: the debrief cannot show it"
        )
        fix = "add a picture of it as the case's `true_reference`"
        yield checked.in_manifest((*keys, "true_reference"), reason, fix, severity="warning")


def _keyed(checked: CheckedSet, keys: Keys, case: Case) -> Iterator[Finding]:
    if len(case.keyed) > 1:
        reason = f"{len(case.keyed)} keyed questions; only the first is asked"
        yield checked.in_manifest((*keys, "keyed"), reason, "keep one", severity="warning")
    for number, question in enumerate(case.keyed):
        options = [option.id for option in question.options]
        place = (*keys, "keyed", number)
        if question.key not in options:
            fix = did_you_mean(question.key, options, f"the options are {listed(options)}")
            yield checked.in_manifest((*place, "key"), f"the key `{question.key}` is not among the options", fix)
        if len(set(options)) != len(options):
            yield checked.in_manifest((*place, "options"), "an option is given twice", "give each an id of its own")


def _files(checked: CheckedSet) -> Iterator[Finding]:
    if checked.home is None:
        return
    home = checked.home.resolve()
    images: list[tuple[Keys, Picture]] = []
    checked_files: set[str] = set()
    for number, case in enumerate(checked.stimuli.cases):
        images += [(("cases", number, "photo"), case.photo)]
        images += [(("cases", number, "references", place), image) for place, image in enumerate(case.references)]
        if case.true_reference is not None:
            images += [(("cases", number, "true_reference"), case.true_reference)]
    images += [(("pictures", number), picture) for number, picture in enumerate(checked.stimuli.pictures)]
    for keys, image in images:
        if image.file not in checked_files:
            for file, sha256 in image.files().items():
                yield from _file(checked, (*keys, "file"), home, file, sha256)
        checked_files.add(image.file)


def _file(checked: CheckedSet, keys: Keys, home: Path, file: str, sha256: str) -> Iterator[Finding]:
    path = (home / file).resolve()
    if not path.is_relative_to(home):
        yield checked.in_manifest(keys, f"image `{file}` lies outside the set", "copy it into the set")
    elif not path.is_file():
        yield checked.in_manifest(keys, f"image `{file}` is missing", "restore the file or rebuild the set")
    elif sha256_of(path) != sha256:
        fix = "restore the file; if the change is meant, rebuild the manifest and declare a new version"
        yield checked.in_manifest(keys, f"image `{file}` was altered: its SHA-256 differs", fix)
