"""Build the demonstration stimulus set: drawn pictures, recorded answers."""

from __future__ import annotations

import json
from pathlib import Path

import PIL

from protocols import Answer, Case, SkinType, StimulusSet
from skingen.demo._cases import WrittenCase, WrittenSet, written_set
from skingen.demo._picture import drawn_image
from skingen.renderer import SKIN_TYPES, VERSION

_AUTHOR = "SkinGEN Study authors, from standard textbook features; not reviewed by a dermatologist"


def build_demo(folder: Path, size: int = 512) -> StimulusSet:
    """Write `manifest.json` and `images/` into `folder` and return the set.

    `size` is the edge of the pictures in pixels. Same code, same Pillow: same bytes. The folder holds a whole set at
    every moment: pictures are named by content, the manifest is replaced in one step, and pictures that only an
    earlier build knew go last.
    """
    written = written_set()
    (folder / "images").mkdir(parents=True, exist_ok=True)
    stimuli = StimulusSet(
        id="skingen-demo",
        title=written.title,
        purpose="demonstration",
        licence=written.licence,
        authors=written.authors,
        made_with=f"python -m skingen.demo, renderer {VERSION}, Pillow {PIL.__version__}",
        diagnoses=written.diagnoses,
        cases=tuple(_case(folder, case, written, size) for case in sorted(written.cases, key=lambda case: case.id)),
    )
    manifest = json.dumps(stimuli.model_dump(mode="json", exclude_none=True), indent=2, ensure_ascii=False)
    draft = folder / "manifest.json.draft"
    draft.write_text(manifest + "\n", encoding="utf-8")
    draft.replace(folder / "manifest.json")
    _remove_orphans(folder, stimuli)
    return stimuli


def _remove_orphans(folder: Path, stimuli: StimulusSet) -> None:
    known = stimuli.files()
    for file in (folder / "images").iterdir():
        if file.relative_to(folder).as_posix() not in known:
            file.unlink()


def neighbours(skin_type: SkinType) -> tuple[SkinType, SkinType]:
    """The two skin types nearest to one: a lighter and a darker one, or the next two at an end of the scale.

    >>> neighbours("III"), neighbours("VI")
    (('II', 'IV'), ('V', 'IV'))
    """
    place = SKIN_TYPES.index(skin_type)
    if place == 0:
        return SKIN_TYPES[1], SKIN_TYPES[2]
    if place == len(SKIN_TYPES) - 1:
        return SKIN_TYPES[-2], SKIN_TYPES[-3]
    return SKIN_TYPES[place - 1], SKIN_TYPES[place + 1]


def _case(folder: Path, case: WrittenCase, written: WrittenSet, size: int) -> Case:
    answer = case.answer
    shown_on = (case.skin_type, case.skin_type, *neighbours(case.skin_type))
    return Case(
        id=case.id,
        photo=drawn_image(folder, case.truth, case.skin_type, case.seed, size, written.licence),
        truth=case.truth,
        skin_type=case.skin_type,
        answer=Answer(
            diagnosis=answer.diagnosis,
            text=answer.text,
            alternatives=answer.alternatives,
            advice=answer.advice,
            model="recorded",
            author=_AUTHOR,
        ),
        ai_correct=case.truth == answer.diagnosis,
        references=tuple(
            drawn_image(folder, answer.diagnosis, skin_type, seed, size, written.licence)
            for skin_type, seed in zip(shown_on, answer.reference_seeds, strict=True)
        ),
        options=case.options,
        keyed=case.keyed,
        sensitive=case.sensitive,
    )
