"""The hand-written part of the demonstration set, read from `cases.yaml`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from protocols import KeyedOption, KeyedQuestion, SkinType, Text


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenAnswer(_Part):
    """What the AI says, and how the diagnosis that it names is drawn."""

    diagnosis: str
    """Diagnosis that the AI names."""
    alternatives: tuple[str, ...]
    """Other diagnoses that it considered."""
    reference_seeds: tuple[int, int, int, int]
    """Seeds of the reference images: two on the person's skin type, then one on each neighbour."""
    text: Text
    """The description, without the advice."""
    advice: Text
    """The sensible next step, if the AI is right."""


class WrittenQuestion(_Part):
    """The keyed question."""

    prompt: Text
    """The question."""
    options: dict[str, Text]
    """Options by id, in their order."""
    key: str
    """Id of the right option."""
    rationale: str
    """Why it is right."""


class WrittenCase(_Part):
    """One case before its pictures are drawn."""

    id: str
    """Opaque identifier."""
    set: Literal["one", "two", "practice"]
    """Case set of the study that uses the case."""
    truth: str
    """Diagnosis that the photo is drawn with."""
    skin_type: SkinType
    """Skin type that the photo is drawn with."""
    seed: int
    """Seed of the photo."""
    sensitive: bool
    """Whether the photo is veiled at first."""
    options: tuple[str, ...]
    """Diagnoses offered."""
    answer: WrittenAnswer
    """What the AI says."""
    question: WrittenQuestion
    """Question about the answer."""

    @property
    def keyed(self) -> tuple[KeyedQuestion, ...]:
        """The question as a stimulus set holds it."""
        written = self.question
        options = tuple(KeyedOption(id=key, label=label) for key, label in written.options.items())
        return (
            KeyedQuestion(
                id=f"{self.id}-meaning",
                prompt=written.prompt,
                options=options,
                key=written.key,
                rationale=written.rationale,
            ),
        )


class WrittenSet(_Part):
    """Everything that `cases.yaml` holds."""

    title: str
    """Title of the set."""
    authors: tuple[str, ...]
    """Who wrote it."""
    licence: str
    """Licence of texts and pictures."""
    diagnoses: dict[str, Text]
    """Display names."""
    cases: tuple[WrittenCase, ...]
    """Both case sets, then practice."""

    def case_set(self, name: Literal["one", "two", "practice"]) -> tuple[WrittenCase, ...]:
        """The cases of one case set, in the file's order."""
        return tuple(case for case in self.cases if case.set == name)


@cache
def written_set() -> WrittenSet:
    """The demonstration set as written; `pydantic.ValidationError` if `cases.yaml` is malformed."""
    return WrittenSet.model_validate(yaml.safe_load(files("skingen.demo").joinpath("cases.yaml").read_text("utf-8")))
