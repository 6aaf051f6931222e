"""Build a stimulus set: cases, answers, reference images, manifest and cards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from protocols import Answer, Case, Image, ProtocolError, SkinType, StimulusSet, check_stimulus_set
from skingen._files import write_whole
from skingen._images import store_image
from skingen.data import ImageFolder, LabelledPicture, load_image_folder, read_picture
from skingen.stimuli._answers import answers_of
from skingen.stimuli._cards import write_cards
from skingen.stimuli._errors import StimuliError
from skingen.stimuli._plan import PlannedCase, StimulusPlan
from skingen.stimuli._references import WantedImage, generate_images, stored_images, wanted_images

Progress = Callable[[str, int, int], None]
"""Called with the stage, how far it is, and of how much."""


def build(plan: StimulusPlan, out: Path, on_progress: Progress = lambda *_: None) -> StimulusSet:
    """Write the set that a plan declares to the new folder `out`: `manifest.json`, `images/` and both cards.

    The folder is there whole or not at all; what the models gave lies in `plan.work`, and a build that was ended goes
    on from it. `StimuliError`, the errors of `skingen.generate.generate`, or `ProtocolError` if the built set does not
    fit together. Those of `skingen.diagnose.diagnose` where the plan has a model asked.
    """
    folder = load_image_folder(plan.photos)
    photos = {case.id: _labelled(folder, case) for case in plan.cases}
    with whole_folder(out) as draft:
        answers = answers_of(plan, folder, photos, lambda done, of: on_progress("asking", done, of))
        wanted = {
            case.id: wanted_images(case.id, answers[case.id], _skin_type(photos[case.id]), plan.references)
            for case in plan.cases
        }
        every = [image for images in wanted.values() for image in images]
        generate_images(every, plan.references, plan.work, lambda done, of: on_progress("generating", done, of))
        cases = []
        for case in plan.cases:
            labelled = photos[case.id]
            photo = store_image(
                draft,
                read_picture(folder.file(labelled)),
                depicts=labelled.diagnosis,
                skin_type=_skin_type(labelled),
                origin=plan.photo_origin,
                model=plan.photo_model,
                licence=plan.photo_licence,
                source=plan.photo_source,
            )
            cases.append(_case(plan, case, photo, answers[case.id], wanted[case.id], draft))
            on_progress("writing", len(cases), len(plan.cases))
        stimuli = StimulusSet(
            id=plan.id,
            title=plan.title,
            purpose=plan.purpose,
            licence=plan.licence,
            authors=plan.authors,
            made_with="study stimuli build",
            diagnoses=plan.diagnoses,
            cases=tuple(cases),
        )
        write_manifest(draft, stimuli)
        write_cards(draft, stimuli)
        _, findings = check_stimulus_set(draft)
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            raise ProtocolError(errors)
    return stimuli


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A draft folder that becomes `out` when everything went well and is gone otherwise.

    `StimuliError` where `out` holds something already.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise StimuliError(f"{out} holds something already; name another folder.")
    draft = out.with_name(f".{out.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        draft.replace(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_manifest(folder: Path, stimuli: StimulusSet) -> None:
    """Write `manifest.json`."""
    plain: dict[str, Any] = stimuli.model_dump(mode="json", exclude_none=True)
    write_whole(folder / "manifest.json", (json.dumps(plain, indent=2, ensure_ascii=False) + "\n").encode())


def _labelled(folder: ImageFolder, case: PlannedCase) -> LabelledPicture:
    for picture in folder.pictures:
        if picture.file_name == case.photo:
            if picture.skin_type is None:
                raise StimuliError(f"{case.id}: {folder.path / 'metadata.jsonl'} gives no skin type for {case.photo}.")
            return picture
    raise StimuliError(f"{case.id}: {folder.path / 'metadata.jsonl'} has no line for {case.photo}.")


def _skin_type(picture: LabelledPicture) -> SkinType:
    assert picture.skin_type is not None
    return picture.skin_type


def _case(
    plan: StimulusPlan,
    case: PlannedCase,
    photo: Image,
    answer: Answer,
    wanted: tuple[WantedImage, ...],
    draft: Path,
) -> Case:
    return Case(
        id=case.id,
        photo=photo,
        truth=photo.depicts,
        skin_type=photo.skin_type,
        answer=answer,
        ai_correct=photo.depicts == answer.diagnosis,
        references=stored_images(wanted, plan.references, plan.work, draft),
        options=case.options,
        keyed=case.keyed,
        sensitive=case.sensitive,
    )
