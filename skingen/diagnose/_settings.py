"""How a vision-language model is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from jinja2 import Environment, StrictUndefined, TemplateError
from pydantic import BaseModel, ConfigDict, Field

from skingen.diagnose._errors import DiagnosisError

PROMPT = Path(__file__).parent / "templates" / "prompt.txt.j2"
"""The built-in prompt."""


class Asking(BaseModel):
    """A model and its settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    """An image-text-to-text model of transformers by folder or name, or the name that the endpoint knows it by."""
    revision: str | None = None
    """Commit of a model on the hub."""
    endpoint: str | None = None
    """Address of an OpenAI-compatible server, as `http://localhost:8000/v1`; the model runs here if absent."""
    prompt: Path = PROMPT
    """Template of the prompt (Jinja); `diagnoses` holds the names by key."""
    temperature: float = Field(default=0.0, ge=0)
    """0: the most probable token each time."""
    seed: int = Field(default=0, ge=0)
    """Start of the draws at a temperature above 0, the same for every picture."""
    max_tokens: int = Field(default=512, ge=1)
    """Tokens after which an answer is cut."""
    timeout: float = Field(default=120, gt=0)
    """Seconds to wait for an endpoint."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Arithmetic; `auto`: bf16 on an accelerator."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the processor."""

    def what(self) -> dict[str, object]:
        """The settings that decide what the model says; the prompt counts by its text."""
        return self.model_dump(mode="json", exclude={"prompt", "timeout", "device", "threads"})


def prompt_text(template: Path, diagnoses: Mapping[str, str]) -> str:
    """The prompt for these diagnoses, names by key. `DiagnosisError` if the template cannot be read or filled in."""
    try:
        source = template.read_text(encoding="utf-8")
        # plain text for a model, never a page
        environment = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True)  # noqa: S701
        return environment.from_string(source).render(diagnoses=diagnoses).strip()
    except (OSError, UnicodeDecodeError, TemplateError) as error:
        raise DiagnosisError(f"The prompt {template} cannot be used: {str(error).partition(chr(10))[0]}.") from error
