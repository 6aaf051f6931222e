"""Ask a model about the pictures of a folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from skingen._door import needed_packages
from skingen._files import write_whole
from skingen.data import ImageFolder, LabelledPicture, Pixels, read_picture
from skingen.diagnose._answer import Opinion, Said
from skingen.diagnose._endpoint import Endpoint
from skingen.diagnose._errors import DiagnosisError
from skingen.diagnose._parse import parse
from skingen.diagnose._settings import Asking, prompt_text


class Speaker(Protocol):
    """A model that answers."""

    name: str
    """As it is recorded."""

    def say(self, pixels: Pixels, prompt: str) -> Said:
        """What it says to a picture `(height, width, 3)`."""


@dataclass(frozen=True)
class Diagnosed:
    """What a run did."""

    asked: int
    """Pictures asked about now."""
    there: int
    """Pictures whose answer an earlier run had kept."""
    not_parsed: int
    """Answers, now or earlier, that name no diagnosis offered."""


def diagnose(
    folder: ImageFolder,
    pictures: Sequence[LabelledPicture],
    diagnoses: Mapping[str, str],
    asking: Asking,
    out: Path,
    on_progress: Callable[[int, int], None] = lambda *_: None,
) -> Diagnosed:
    """Ask about pictures of a folder and add a line for each to the file `out`; `diagnoses`: names by key.

    Every answer is on disk before the next question; a run that was ended goes on where it stood. The model is loaded
    only if something is left to ask. `DiagnosisError` where the model cannot be asked, or `out` holds answers that
    were given to another prompt, picture or setting; `skingen.data.PictureError` for an unreadable picture.
    """
    prompt = prompt_text(asking.prompt, diagnoses)
    identities = {picture.file_name: _identity(folder.file(picture), prompt, asking) for picture in pictures}
    opinions = {opinion.file_name: opinion for opinion in load_opinions(out)}
    for name, opinion in opinions.items():
        if name in identities and opinion.identity != identities[name]:
            raise DiagnosisError(f"{out} holds another answer about {name}; name another file.")
    left = [picture for picture in pictures if picture.file_name not in opinions]
    if not left:
        return _done(opinions, identities, 0)
    speaker = load_speaker(asking)
    out.parent.mkdir(parents=True, exist_ok=True)
    # a last line that was cut short goes
    write_whole(out, "".join(f"{opinion.model_dump_json()}\n" for opinion in opinions.values()).encode())
    with out.open("a", encoding="utf-8") as file:
        for number, picture in enumerate(left, start=1):
            said = speaker.say(read_picture(folder.file(picture)), prompt)
            opinion = Opinion(
                file_name=picture.file_name,
                identity=identities[picture.file_name],
                raw=said.text,
                model=speaker.name,
                revision=said.revision,
                prompt=hashlib.sha256(prompt.encode()).hexdigest(),
                temperature=asking.temperature,
                seed=asking.seed,
                **parse(said, diagnoses),
            )
            file.write(opinion.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())
            opinions[picture.file_name] = opinion
            on_progress(len(pictures) - len(left) + number, len(pictures))
    return _done(opinions, identities, len(left))


def load_speaker(asking: Asking) -> Speaker:
    """The model that an asking names. `DiagnosisError` where it cannot be loaded."""
    if asking.endpoint is not None:
        return Endpoint(asking)
    with needed_packages():
        from skingen.diagnose._local import LocalModel

        return LocalModel(asking)


def load_opinions(file: Path) -> tuple[Opinion, ...]:
    """The answers in a file; none where there is no file. A last line that was cut short is left out.

    `DiagnosisError` names any other line that is no answer.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    opinions = []
    for number, line in enumerate(lines, start=1):
        try:
            opinions.append(Opinion.model_validate_json(line))
        except ValidationError as error:
            if number == len(lines):
                break
            raise DiagnosisError(f"{file}, line {number} is no answer of a model.") from error
    return tuple(opinions)


def _identity(picture: Path, prompt: str, asking: Asking) -> str:
    content = hashlib.sha256(picture.read_bytes()).hexdigest()
    return hashlib.sha256(json.dumps([content, prompt, asking.what()], sort_keys=True).encode()).hexdigest()


def _done(opinions: Mapping[str, Opinion], wanted: Mapping[str, str], asked: int) -> Diagnosed:
    missed = sum(opinions[name].state != "parsed" for name in wanted)
    return Diagnosed(asked, len(wanted) - asked, missed)
