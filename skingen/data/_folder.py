"""An image folder: pictures and `metadata.jsonl`, one line a picture (the layout of Hugging Face's imagefolder)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from protocols import SkinType
from skingen._errors import PipelineError

Split = Literal["train", "validation", "test"]
"""Trained on; watched while training; kept for the measures of quality."""

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ImageFolderError(PipelineError):
    """An image folder that cannot be used; the sentence names the line of `metadata.jsonl`."""


class LabelledPicture(BaseModel):
    """A line of `metadata.jsonl`. Columns that are not named here are left alone."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file_name: _Words
    """Path of the picture inside the folder."""
    caption: _Words
    """What the picture shows, in words."""
    diagnosis: _Words
    """Id of the diagnosis, the same for all its pictures."""
    split: Split = "train"
    """What the picture is for."""
    skin_type: SkinType | None = None
    """Fitzpatrick skin type, where it is known."""
    name: str | None = None
    """Name of the diagnosis in words; its id where absent."""
    features: str | None = None
    """What is to be seen, in words."""
    mask: str | None = None
    """Path of a lesion mask inside the folder: white on the lesion."""


@dataclass(frozen=True)
class ImageFolder:
    """The labelled pictures of a folder, in the order of `metadata.jsonl`."""

    path: Path
    pictures: tuple[LabelledPicture, ...]

    def file(self, picture: LabelledPicture) -> Path:
        """Where a picture lies."""
        return self.path / picture.file_name

    def chosen(self, split: Split, diagnoses: Sequence[str] | None = None) -> tuple[LabelledPicture, ...]:
        """The pictures of a split, of some diagnoses or of all."""
        return tuple(
            picture
            for picture in self.pictures
            if picture.split == split and (diagnoses is None or picture.diagnosis in diagnoses)
        )

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """The diagnoses, in alphabetical order."""
        return tuple(sorted({picture.diagnosis for picture in self.pictures}))

    def digest(self, pictures: Sequence[LabelledPicture]) -> str:
        """SHA-256 over bytes and labels of some pictures, whatever their order: what a model was trained on."""
        lines = []
        for picture in pictures:
            content = hashlib.sha256(self.file(picture).read_bytes()).hexdigest()
            lines.append(json.dumps([content, picture.model_dump(mode="json")], sort_keys=True))
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def load_image_folder(path: Path) -> ImageFolder:
    """Read and check `metadata.jsonl`; the pictures themselves are read when they are needed.

    `ImageFolderError` names the line of an absent caption, an unknown split or skin type, a second line for a file,
    a file that is not there or lies outside the folder.
    """
    try:
        text = (path / "metadata.jsonl").read_text(encoding="utf-8")
    except OSError as error:
        raise ImageFolderError(f"{path} holds no readable metadata.jsonl (one line a picture).") from error
    pictures: dict[str, LabelledPicture] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"{path / 'metadata.jsonl'}, line {number}"
        picture = _parsed(line, place)
        if picture.file_name in pictures:
            raise ImageFolderError(f"{place}: {picture.file_name} has a line already.")
        for name in filter(None, (picture.file_name, picture.mask)):
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ImageFolderError(f"{place}: {name} lies outside the folder.")
            if not (path / name).is_file():
                raise ImageFolderError(f"{place}: there is no file {name}.")
        pictures[picture.file_name] = picture
    if not pictures:
        raise ImageFolderError(f"{path / 'metadata.jsonl'} names no picture.")
    return ImageFolder(path, tuple(pictures.values()))


def _parsed(line: str, place: str) -> LabelledPicture:
    try:
        return LabelledPicture.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        if first["type"] in ("missing", "string_too_short"):
            raise ImageFolderError(f"{place}: the {field} is absent.") from error
        raise ImageFolderError(f"{place}: {field + ': ' if field else ''}{first['msg']}.") from error
