"""A stimulus set: a folder with `manifest.json` and images, everything a case shows and what is true about it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from protocols._part import Part
from protocols._text import Text

Purpose = Literal["demonstration", "pilot", "research"]
Origin = Literal["photo", "generated", "drawn"]
SkinType = Literal["I", "II", "III", "IV", "V", "VI"]


class Smaller(Part):
    """A smaller version of a picture."""

    file: str
    """Path inside the set, named by content."""
    sha256: str
    """SHA-256 of the file, 64 hex digits."""
    width: Annotated[int, Field(gt=0)]
    """Pixels; the height is in proportion."""


class Picture(Part):
    """One image file and where it came from."""

    file: str
    """Path inside the set, named by content (`images/<16 hex digits>.webp`): the name gives nothing away."""
    sha256: str
    """SHA-256 of the file, 64 hex digits."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    origin: Origin
    """`photo` of a person, `generated` by a model, or `drawn` by a program."""
    prompt: str | None = None
    """Prompt, of a generated picture."""
    seed: int | None = None
    """Seed, of a generated or drawn picture."""
    model: str | None = None
    """Model name with revision, or renderer name with version."""
    lora_sha256: str | None = None
    """SHA-256 of the LoRA file, if one was used."""
    licence: str
    """SPDX identifier or name of the licence."""
    source: str
    """Where the picture comes from, one sentence."""
    sizes: tuple[Smaller, ...] = ()
    """Smaller versions: a browser shows the smallest that is sharp on its screen, and `file` when enlarged. Made with
    the set, so that the fingerprint covers every byte that is ever shown."""

    def files(self) -> dict[str, str]:
        """SHA-256 by file, of the picture and its smaller versions."""
        return {self.file: self.sha256, **{smaller.file: smaller.sha256 for smaller in self.sizes}}


class Image(Picture):
    """A picture of a case."""

    depicts: str
    """Diagnosis that the picture shows, a key of `StimulusSet.diagnoses`."""
    skin_type: SkinType
    """Fitzpatrick skin type that the picture shows."""


class Answer(Part):
    """What the VLM said about a case."""

    diagnosis: str
    """Diagnosis that the AI named, a key of `StimulusSet.diagnoses`."""
    text: Text
    """The description shown to the participant, plain text; paragraphs are separated by an empty line."""
    alternatives: tuple[str, ...] = ()
    """Other diagnoses that the AI considered, most likely first; keys of `StimulusSet.diagnoses`."""
    advice: Text | None = None
    """Advice that closes the answer."""
    model: str
    """Model that gave the answer, or `recorded` for an answer written by hand."""
    revision: str | None = None
    """Revision of the model."""
    author: str | None = None
    """Who wrote a recorded answer."""


class KeyedOption(Part):
    """One option of a keyed question."""

    id: str
    """Stored value."""
    label: Text
    """Shown text."""


class KeyedQuestion(Part):
    """A question about the AI's answer that has one right option, the same in every condition."""

    id: str
    """Unique within the set."""
    prompt: Text
    """The question."""
    options: tuple[KeyedOption, ...]
    """Three to five options."""
    key: str
    """Id of the right option."""
    rationale: str
    """Why the key is right; never shown to a participant."""


class Case(Part):
    """One case: a photo, the truth, and what the AI said about it, if it was asked."""

    id: str
    """Opaque identifier: gives neither diagnosis nor truth away."""
    photo: Image
    """The picture to be judged."""
    truth: str
    """True diagnosis, a key of `StimulusSet.diagnoses`."""
    skin_type: SkinType
    """Fitzpatrick skin type of the person in the photo."""
    answer: Answer | None = None
    """What the AI said; absent where no step of the study shows it, as when pictures are reviewed."""
    ai_correct: bool | None = None
    """Whether the AI named the true diagnosis; must agree with `truth` and `answer.diagnosis`, and is absent with the answer."""
    references: tuple[Image, ...] = ()
    """Reference images, of what the AI *named*, also when it is wrong."""
    options: tuple[str, ...]
    """Diagnoses offered as answers, in their fixed order; hold the truth and the AI's answer."""
    keyed: tuple[KeyedQuestion, ...] = ()
    """Questions that test understanding of the AI's answer."""
    true_reference: Image | None = None
    """Another picture of the true diagnosis, for the debrief alone. If absent, the debrief takes the reference image of
    the set that depicts it on the nearest skin type."""
    sensitive: bool = False
    """Whether the photo is shown behind a veil (in every condition alike)."""

    def images(self) -> tuple[Image, ...]:
        """Its photo, its reference images, and the true one if declared."""
        return (self.photo, *self.references, *(() if self.true_reference is None else (self.true_reference,)))


class StimulusSet(Part):
    """All cases of a study and the words for their diagnoses."""

    id: str
    """Name of the set."""
    title: str
    """Short title."""
    purpose: Purpose
    """A `demonstration` set says in every report that its effects say nothing about SkinGEN."""
    licence: str
    """Licence of the set as a whole."""
    authors: tuple[str, ...]
    """Who made the set."""
    made_with: str
    """Command and version that made the set."""
    diagnoses: dict[str, Text]
    """Display names, by diagnosis key (snake_case)."""
    cases: tuple[Case, ...] = Field(min_length=1)
    """The cases."""
    pictures: tuple[Picture, ...] = ()
    """Pictures of no case, for items of type `image_choice`."""

    def case(self, case_id: str) -> Case:
        """The case of that id; `KeyError` if the set has none."""
        for case in self.cases:
            if case.id == case_id:
                return case
        raise KeyError(f"stimulus set {self.id!r} has no case {case_id!r}")

    def picture_of_truth(self, case: Case) -> Image | None:
        """What the true diagnosis of a case looks like in another picture; None if the set has none.

        The one that the case declares, or else the reference image that depicts it on the nearest skin type: the
        case's own if the AI is right, otherwise that of the first case in the manifest.
        """
        if case.true_reference is not None:
            return case.true_reference
        depicting = [
            image for other in (case, *self.cases) for image in other.references if image.depicts == case.truth
        ]
        types = get_args(SkinType)
        return min(
            (image for image in depicting if image.file != case.photo.file),
            key=lambda image: abs(types.index(image.skin_type) - types.index(case.skin_type)),
            default=None,
        )

    def images(self) -> tuple[Picture, ...]:
        """Every picture of the set, each file once: those of the cases in manifest order, then the others."""
        found: dict[str, Picture] = {}
        for image in (*(image for case in self.cases for image in case.images()), *self.pictures):
            found.setdefault(image.file, image)
        return tuple(found.values())

    def files(self) -> dict[str, str]:
        """SHA-256 by file, of every picture in all its sizes."""
        return {file: sha256 for image in self.images() for file, sha256 in image.files().items()}


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
