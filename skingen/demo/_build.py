"""Build the demonstration stimulus set: drawn pictures, recorded answers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import PIL

from protocols import Answer, Case, KeyedOption, KeyedQuestion, SkinType, StimulusSet
from skingen.demo._cases import WrittenCase, WrittenSet, written_set
from skingen.demo._picture import drawn_image
from skingen.renderer import SKIN_TYPES, VERSION

_AUTHOR = "SkinGEN Study authors, from standard textbook features; not reviewed by a dermatologist"


def build_demo(folder: Path, size: int = 512) -> StimulusSet:
    """Write `manifest.json` and `images/` into `folder` and return the set.

    `size` is the edge of the pictures in pixels. Same code, same Pillow: same bytes. Pictures of an earlier build
    are removed first, so no orphan stays.
    """
    written = written_set()
    shutil.rmtree(folder / "images", ignore_errors=True)
    (folder / "images").mkdir(parents=True)
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
    (folder / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
    return stimuli


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
    answer, question = case.answer, case.question
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
        keyed=(
            KeyedQuestion(
                id=f"{case.id}-meaning",
                prompt=question.prompt,
                options=tuple(KeyedOption(id=key, label=label) for key, label in question.options.items()),
                key=question.key,
                rationale=question.rationale,
            ),
        ),
        sensitive=case.sensitive,
    )
