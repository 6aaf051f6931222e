"""A similar labelled case instead of a generated picture: the comparison that generation must beat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from protocols import SkinType
from skingen.data import ImageFolder, LabelledPicture, Pixels, read_picture
from skingen.generate._errors import GenerationError
from skingen.quality import Extractor


@dataclass(frozen=True)
class SimilarCase:
    """A labelled picture and how like the photo it is."""

    picture: LabelledPicture
    similarity: float
    """Cosine of the two feature vectors, -1 to 1."""


def similar_cases(
    photo: Pixels,
    folder: ImageFolder,
    diagnosis: str,
    extractor: Extractor,
    count: int = 1,
    skin_type: SkinType | None = None,
) -> tuple[SimilarCase, ...]:
    """The labelled pictures of a diagnosis that are most like a photo, most similar first.

    On one skin type only where it is given. A picture with the photo's own pixels is never its similar case.
    `GenerationError` where the folder has too few.
    """
    candidates = [
        (picture, pixels)
        for picture in folder.pictures
        if picture.diagnosis == diagnosis and (skin_type is None or picture.skin_type == skin_type)
        for pixels in [read_picture(folder.file(picture))]
        if not np.array_equal(pixels, photo)
    ]
    if len(candidates) < count:
        where = f" on skin type {skin_type}" if skin_type else ""
        raise GenerationError(f"{folder.path} has {len(candidates)} other pictures of {diagnosis}{where}, not {count}.")
    vectors = extractor.vectors([photo, *(pixels for _, pixels in candidates)]).astype(np.float64)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    likeness = unit[1:] @ unit[0]
    order = np.argsort(-likeness, kind="stable")[:count]
    return tuple(SimilarCase(candidates[place][0], float(likeness[place])) for place in order)
