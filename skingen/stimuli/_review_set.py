"""The pictures of a stimulus set as cases of an image review."""

from __future__ import annotations

import shutil
from pathlib import Path

from protocols import Case, Image, ProtocolError, StimulusSet
from skingen.stimuli._build import whole_folder, write_manifest
from skingen.stimuli._cards import write_cards
from skingen.stimuli._check import check


def review_set(folder: Path, out: Path) -> StimulusSet:
    """Write a set to the new folder `out` in which each picture of the set in `folder` is a case without an AI answer.

    What a picture depicts is its case's truth, all diagnoses of the set are its options, and its name and place follow from
    its content alone, so that neither gives its origin away. Pictures of no case are left out: nothing says what they
    depict. `ProtocolError` lists the errors of a set that `check` finds wrong.
    """
    report = check(folder)
    if report.errors:
        raise ProtocolError(report.errors)
    stimuli = report.stimuli
    pictures = {image.sha256: image for case in stimuli.cases for image in case.images()}
    reviewed = StimulusSet(
        id=f"{stimuli.id}-review",
        title=f"Pictures for review: {stimuli.title}",
        purpose=stimuli.purpose,
        licence=stimuli.licence,
        authors=stimuli.authors,
        made_with="study stimuli review",
        diagnoses=stimuli.diagnoses,
        cases=tuple(_case(image, tuple(stimuli.diagnoses)) for _, image in sorted(pictures.items())),
    )
    with whole_folder(out) as draft:
        (draft / "images").mkdir()
        for file in sorted(reviewed.files()):
            shutil.copyfile(folder / file, draft / file)
        write_manifest(draft, reviewed)
        write_cards(draft, reviewed)
    return reviewed


def _case(image: Image, options: tuple[str, ...]) -> Case:
    return Case(
        id=f"picture-{image.sha256[:8]}",
        photo=image,
        truth=image.depicts,
        skin_type=image.skin_type,
        options=options,
    )
