"""What a model said about one picture, word for word and as far as it could be understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["parsed", "unknown_diagnosis", "not_parsed"]
"""Understood; a diagnosis that was not among those offered; no answer in the form asked for."""


@dataclass(frozen=True)
class Said:
    """The raw words of a model."""

    text: str
    tokens: tuple[tuple[str, float], ...] | None
    """Pieces that make up `text`, each with its natural log-probability; none where the model does not tell."""
    revision: str | None
    """Revision of the model or its server, where it says so."""


class Opinion(BaseModel):
    """A line of `diagnoses.jsonl`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_name: str
    """The picture in its image folder."""
    identity: str
    """SHA-256 over the picture's bytes, the prompt and the settings."""
    state: State
    """How far the answer was understood."""
    diagnosis: str | None = None
    """Key of the diagnosis; none unless `parsed`."""
    description: str | None = None
    """What speaks for it."""
    alternatives: tuple[str, ...] = ()
    """Keys of other diagnoses, most likely first; names that were not offered are left out."""
    advice: str | None = None
    """The next step."""
    confidence: float | None = Field(default=None, ge=0, le=1)
    """Probability of the tokens that name the diagnosis, given what stands before; none where the model does not
    tell. It does not depend on the temperature of a model that runs here."""
    raw: str
    """The model's words, unchanged."""
    model: str
    """Its name; of a local folder the last part."""
    revision: str | None
    """Its revision, or that of its server."""
    prompt: str
    """SHA-256 of the prompt."""
    temperature: float
    seed: int
