"""The file from which a stimulus set is built: `stimuli.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from protocols import KeyedQuestion, Text
from skingen.diagnose import Asking
from skingen.stimuli._errors import StimuliError


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordedAnswer(_Part):
    """An answer written by hand, with the AI's diagnosis."""

    diagnosis: str
    """Diagnosis that it names."""
    text: Text
    """Description that the participant reads."""
    alternatives: tuple[str, ...] = ()
    """Other diagnoses, most likely first."""
    advice: Text | None = None
    """Advice that closes it."""
    author: str
    """Who wrote it."""


class PlannedCase(_Part):
    """One case. Its truth and skin type are those that `metadata.jsonl` gives for the photo."""

    id: str
    """Opaque identifier: gives neither diagnosis nor truth away."""
    photo: str
    """File name of its photo in the image folder."""
    options: tuple[str, ...]
    """Diagnoses offered as answers."""
    keyed: tuple[KeyedQuestion, ...] = ()
    """Questions about the answer."""
    answer: RecordedAnswer | None = None
    """A recorded answer; needed in a demonstration, and where no `vlm` is asked."""
    sensitive: bool = False
    """Whether the photo is veiled at first."""


class References(_Part):
    """How the reference images are generated."""

    count: int = Field(default=4, ge=1, le=4)
    """Images a case: two on the person's skin type, then one on each neighbour."""
    seed: int = Field(default=0, ge=0)
    """From which the seed of each image follows."""
    features: dict[str, str] = Field(default_factory=dict)
    """What is to be seen of each diagnosis, in the words of the prompt."""
    negative: str = ""
    """What no image should show."""
    base: str = "embedded"
    """Base model: `embedded`, a folder or a name on the hub."""
    revision: str | None = None
    """Commit of a base model on the hub."""
    loras: dict[str, Path] = Field(default_factory=dict)
    """LoRA file by diagnosis; the base model draws the others."""
    steps: int | None = Field(default=None, ge=1)
    """Sampling steps; the generator's default if absent."""
    guidance: float | None = Field(default=None, ge=0)
    """Scale of classifier-free guidance; the generator's default if absent."""
    checker: bool = False
    """Ask the base model's own safety checker and withhold what it finds."""
    licence: str
    """Licence of the generated images."""


class StimulusPlan(_Part):
    """Everything that a stimulus set is built from. Paths are relative to its file."""

    id: str
    """Name of the set."""
    title: str
    """Short title."""
    purpose: Literal["demonstration", "pilot", "research"]
    """In a `demonstration` every answer is a recorded one: no model speaks to a participant."""
    licence: str
    """Licence of the set as a whole."""
    authors: tuple[str, ...] = Field(min_length=1)
    """Who made it."""
    diagnoses: dict[str, Text]
    """Display names by key (snake_case)."""
    photos: Path
    """An image folder with `metadata.jsonl`."""
    photo_origin: Literal["photo", "drawn"] = "photo"
    """`photo` of a person, or `drawn` by a program."""
    photo_model: str | None = None
    """Program that drew the photos, with its version."""
    photo_licence: str
    """Licence of the photos."""
    photo_source: str
    """Where the photos come from, one sentence."""
    vlm: Asking | None = None
    """The model that is asked about every photo. In a demonstration its answers are kept in `work`, and not shown."""
    references: References
    """How the reference images are generated."""
    work: Path = Path("work")
    """Folder for answers and images as the models give them; an interrupted build goes on from it."""
    cases: tuple[PlannedCase, ...] = Field(min_length=1)
    """The cases."""

    @model_validator(mode="after")
    def _cases_are_told_apart_and_answered(self) -> StimulusPlan:
        ids = [case.id for case in self.cases]
        if len(set(ids)) < len(ids):
            raise ValueError(f"the case {next(name for name in ids if ids.count(name) > 1)} is there twice")
        unanswered = [case.id for case in self.cases if case.answer is None]
        if unanswered and (self.purpose == "demonstration" or self.vlm is None):
            raise ValueError(f"no answer is recorded for {', '.join(unanswered)}")
        return self


def load_plan(file: Path) -> StimulusPlan:
    """Read `stimuli.yaml`; its paths become relative to the present folder. `StimuliError` names file and field."""
    try:
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise StimuliError(f"{file} cannot be read: {str(error).partition(chr(10))[0]}.") from error
    try:
        plan = StimulusPlan.model_validate(declared)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        raise StimuliError(f"{file}: {field + ': ' if field else ''}{reason}.") from error
    home, references = file.parent, plan.references
    base = str(home / references.base) if references.base.startswith(".") else references.base
    vlm = plan.vlm
    if vlm is not None:
        model = str(home / vlm.model) if vlm.model.startswith(".") else vlm.model
        vlm = vlm.model_copy(update={"model": model, "prompt": home / vlm.prompt})
    loras = {diagnosis: home / lora for diagnosis, lora in references.loras.items()}
    return plan.model_copy(
        update={
            "photos": home / plan.photos,
            "work": home / plan.work,
            "vlm": vlm,
            "references": references.model_copy(update={"base": base, "loras": loras}),
        }
    )
