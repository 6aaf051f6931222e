"""What is asked for: a file with one picture a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from skingen.generate._errors import GenerationError


class Request(BaseModel):
    """One picture. Paths are relative to the file of requests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    """Name of the picture's files."""
    prompt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    """What it should show."""
    negative: str = ""
    """What it should not show."""
    seed: int = Field(ge=0, lt=2**63)
    """Start of its noise, whatever batch it is drawn in."""
    photo: Path | None = None
    """A photo to paint into; with a mask."""
    mask: Path | None = None
    """Where to paint: white. Everything else of the photo stays as it is."""
    strength: float = Field(default=1.0, gt=0, le=1)
    """How much of what is under the mask is replaced; 1: all."""
    reference: Path | None = None
    """A similar real case, for the IP-Adapter."""

    @model_validator(mode="after")
    def _photo_with_mask(self) -> Request:
        if (self.photo is None) != (self.mask is None):
            raise ValueError("a photo needs a mask, and a mask a photo")
        return self


def load_requests(file: Path) -> tuple[Request, ...]:
    """The requests of a file, one JSON object a line. `GenerationError` names the line."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise GenerationError(f"{file} cannot be read.") from error
    requests: dict[str, Request] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            request = Request.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"])
            raise GenerationError(f"{file}, line {number}: {field + ': ' if field else ''}{first['msg']}.") from error
        if request.id in requests:
            raise GenerationError(f"{file}, line {number}: the id {request.id} has a line already.")
        given = {name: getattr(request, name) for name in ("photo", "mask", "reference")}
        beside = {name: file.parent / path for name, path in given.items() if path is not None}
        requests[request.id] = request.model_copy(update=beside)
    if not requests:
        raise GenerationError(f"{file} asks for no picture.")
    return tuple(requests.values())


def described(request: Request) -> dict[str, object]:
    """A request as a record keeps it: files by name, without the folders above them."""
    plain = json.loads(request.model_dump_json(exclude_none=True))
    for name in ("photo", "mask", "reference"):
        if name in plain:
            plain[name] = Path(plain[name]).name
    return plain
