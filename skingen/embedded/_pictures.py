"""The pictures that the embedded model learns from, drawn once and kept in a cache."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from protocols import SkinType
from skingen._files import write_whole
from skingen.embedded._recipe import Pictures
from skingen.renderer import DIAGNOSES, SKIN_TYPES, VERSION, View, render

Part = Literal["training", "held_out"]
"""Pictures to learn from, and pictures of other seeds to measure with."""

PAIRS: tuple[tuple[str, SkinType], ...] = tuple(
    (diagnosis, skin_type) for diagnosis in DIAGNOSES for skin_type in SKIN_TYPES
)
"""Diagnosis and skin type of each picture of a round."""

_FIRST_SEED: dict[Part, int] = {"training": 100_000, "held_out": 200_000}


@dataclass(frozen=True)
class PictureSet:
    """Drawn pictures and their labels, round after round."""

    images: NDArray[np.uint8]
    """sRGB, `(n, size, size, 3)`."""
    diagnosis: NDArray[np.int64]
    """Place of each picture's diagnosis in `DIAGNOSES`, `(n,)`."""
    skin_type: NDArray[np.int64]
    """Place of each picture's skin type in `SKIN_TYPES`, `(n,)`."""

    def __len__(self) -> int:
        return len(self.images)

    def __add__(self, other: PictureSet) -> PictureSet:
        """These pictures, then the other ones."""
        return PictureSet(
            np.concatenate([self.images, other.images]),
            np.concatenate([self.diagnosis, other.diagnosis]),
            np.concatenate([self.skin_type, other.skin_type]),
        )

    def mirrored(self) -> PictureSet:
        """The pictures with left and right exchanged."""
        return PictureSet(np.ascontiguousarray(self.images[:, :, ::-1]), self.diagnosis, self.skin_type)

    def first(self, rounds: int) -> PictureSet:
        """The pictures of the first rounds."""
        return self._chosen(np.arange(len(self)) < rounds * len(PAIRS))

    def without(self, diagnoses: Collection[str]) -> PictureSet:
        """The pictures of all other diagnoses."""
        return self._chosen(~np.isin(self.diagnosis, [DIAGNOSES.index(diagnosis) for diagnosis in diagnoses]))

    def _chosen(self, those: NDArray[np.bool_]) -> PictureSet:
        return PictureSet(self.images[those], self.diagnosis[those], self.skin_type[those])


def draw_pictures(pictures: Pictures, part: Part, view: View, cache: Path) -> Iterator[int]:
    """Draw what the cache lacks, a round a file; yields the rounds that are there after each."""
    cache.mkdir(parents=True, exist_ok=True)
    for number in range(_rounds(pictures, part)):
        file = _file(pictures, part, view, number, cache)
        if not file.is_file():
            seed = _FIRST_SEED[part] + number
            drawn = np.stack([render(*pair, seed, pictures.size, view).image for pair in PAIRS])
            content = io.BytesIO()
            np.save(content, drawn)
            write_whole(file, content.getvalue())
        yield number + 1


def load_pictures(pictures: Pictures, part: Part, view: View, cache: Path) -> PictureSet:
    """A part from a cache that `draw_pictures` filled."""
    numbers = range(_rounds(pictures, part))
    images = np.concatenate([np.load(_file(pictures, part, view, number, cache)) for number in numbers])
    labels = np.array([(DIAGNOSES.index(diagnosis), SKIN_TYPES.index(kind)) for diagnosis, kind in PAIRS])
    diagnosis, skin_type = np.tile(labels, (len(numbers), 1)).T
    return PictureSet(images, diagnosis, skin_type)


def _rounds(pictures: Pictures, part: Part) -> int:
    return pictures.training_rounds if part == "training" else pictures.held_out_rounds


def _file(pictures: Pictures, part: Part, view: View, number: int, cache: Path) -> Path:
    return cache / f"{part}-{view}-{VERSION}-{pictures.size}-{number:03}.npy"
