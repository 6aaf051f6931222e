"""A practice image folder, drawn by the renderer: it makes the whole pipeline run without a patient's photograph."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from skingen._errors import PipelineError
from skingen._files import write_whole
from skingen.data import LabelledPicture, Split, png
from skingen.embedded import DRAWN_FEATURES, drawn_caption
from skingen.renderer import DIAGNOSES, SKIN_TYPES, View, render

_DRAWN = "Drawn by program; not a photograph of a person."
_FIRST_SEED = 300_000
"""Other pictures than those that the embedded model was trained on."""


def draw_image_folder(
    folder: Path,
    rounds: int,
    size: int = 128,
    seed: int = 0,
    diagnoses: Sequence[str] | None = None,
    on_progress: Callable[[int, int], None] = lambda *_: None,
    view: View = "close",
) -> int:
    """Draw `rounds` pictures of each diagnosis on each skin type, with captions, lesion masks and splits.

    The embedded model draws close views; a lesion in its setting is new to it. Of ten rounds, six are for training,
    one for validation and three for the measures; the number of pictures is returned. `PipelineError` for a diagnosis
    that cannot be drawn, or a folder that holds something already.
    """
    chosen = diagnoses or DIAGNOSES
    for diagnosis in chosen:
        if diagnosis not in DIAGNOSES:
            raise PipelineError(f"{diagnosis!r} cannot be drawn; the renderer knows {', '.join(DIAGNOSES)}.")
    if folder.exists() and any(folder.iterdir()):
        raise PipelineError(f"{folder} holds something already; name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    total = rounds * len(chosen) * len(SKIN_TYPES)
    for number in range(rounds):
        for diagnosis in chosen:
            for skin_type in SKIN_TYPES:
                drawn = render(diagnosis, skin_type, _FIRST_SEED + 1000 * seed + number, size, view)
                name = f"{diagnosis}-{skin_type}-{number:03}"
                write_whole(folder / f"{name}.png", png(drawn.image, {"Description": _DRAWN}))
                mask = (255 * drawn.mask[..., None]).repeat(3, axis=2).astype("uint8")
                write_whole(folder / f"{name}.mask.png", png(mask))
                picture = LabelledPicture(
                    file_name=f"{name}.png",
                    caption=drawn_caption(diagnosis, skin_type),
                    diagnosis=diagnosis,
                    split=_split(number),
                    skin_type=skin_type,
                    features=DRAWN_FEATURES[diagnosis],
                    mask=f"{name}.mask.png",
                )
                lines.append(json.dumps(picture.model_dump(mode="json", exclude_none=True)))
                on_progress(len(lines), total)
    write_whole(folder / "metadata.jsonl", ("\n".join(lines) + "\n").encode())
    return total


def _split(number: int) -> Split:
    place = number % 10
    return "test" if place in (2, 5, 8) else "validation" if place == 9 else "train"
