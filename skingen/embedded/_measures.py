"""How good the embedded model is, by a network that can name what the renderer draws."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from skingen.embedded._autoencoder import decoded, encoded
from skingen.embedded._captions import drawn_caption
from skingen.embedded._features import Features
from skingen.embedded._pictures import PAIRS, PictureSet
from skingen.embedded._recipe import Measured, Recipe
from skingen.renderer import DIAGNOSES, SKIN_TYPES


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Table):
    """How often the feature network names a kind of pictures rightly, parts from 0 to 1."""

    drawn: float
    """Held-out pictures of the renderer."""
    reconstructed: float
    """The same pictures, to latents and back."""
    generated: float
    """Pictures made from captions."""


class Distances(_Table):
    """Kernel distances of a diagnosis's held-out pictures from other sets of as many pictures, times 1000."""

    generated: float
    """To those that the model makes of the diagnosis."""
    reconstructed: float
    """To themselves, to latents and back."""
    drawn: float
    """To other pictures that the renderer draws of it: about 0."""
    other: float
    """To the drawn pictures of the diagnosis that is nearest to it."""
    named: float
    """Part of the generated pictures whose diagnosis the feature network names."""


class Measures(_Table):
    """Quality of a trained model."""

    pictures: int
    """Pictures of each diagnosis in each set."""
    guidance: float
    sampling_steps: int
    reconstruction_psnr: float
    """Of held-out pictures, decibels."""
    diagnosis: Named
    skin_type: Named
    by_diagnosis: dict[str, Distances]


def measured(
    recipe: Recipe,
    pipe: Any,
    features: Features,
    training: PictureSet,
    held_out: PictureSet,
    watch: Callable[[int, int], None] = lambda *_: None,
) -> tuple[Measures, NDArray[np.uint8], NDArray[np.uint8]]:
    """The measures, the held-out pictures to latents and back, and generated ones with the same labels."""
    held_out = held_out.first(recipe.measured.rounds)
    generated = _generated(pipe, recipe.measured, watch)
    means, _ = encoded(pipe.vae, held_out)
    reconstructed = decoded(pipe.vae, means)
    sets = {"generated": generated, "reconstructed": reconstructed, "drawn": training.images[: len(held_out)]}
    vectors = {name: features.vectors(images) for name, images in sets.items()}
    own = features.vectors(held_out.images)

    def of(diagnosis: int) -> NDArray[np.bool_]:
        return held_out.diagnosis == diagnosis

    named_diagnosis = features.diagnosis(generated).argmax(axis=1)
    by_diagnosis = {}
    for place, diagnosis in enumerate(DIAGNOSES):
        here = {name: kernel_distance(own[of(place)], found[of(place)]) for name, found in vectors.items()}
        other = min(
            kernel_distance(own[of(place)], vectors["drawn"][of(another)])
            for another in range(len(DIAGNOSES))
            if another != place
        )
        named = round(float((named_diagnosis == place)[of(place)].mean()), 3)
        by_diagnosis[diagnosis] = Distances(**here, other=other, named=named)
    error = ((reconstructed.astype(np.float64) - held_out.images) ** 2).mean(axis=(1, 2, 3))
    measures = Measures(
        pictures=len(held_out) // len(DIAGNOSES),
        guidance=recipe.measured.guidance,
        sampling_steps=recipe.measured.steps,
        reconstruction_psnr=round(float((10 * np.log10(255**2 / error)).mean()), 2),
        diagnosis=_named(features.diagnosis, held_out.diagnosis, held_out.images, reconstructed, generated),
        skin_type=_named(features.skin_type, held_out.skin_type, held_out.images, reconstructed, generated),
        by_diagnosis=by_diagnosis,
    )
    return measures, reconstructed, generated


@torch.no_grad()
def _generated(pipe: Any, settings: Measured, watch: Callable[[int, int], None]) -> NDArray[np.uint8]:
    """Rounds of pictures made from their full captions, `(rounds * 66, size, size, 3)`; seeds 0, 1, … in order."""
    made = []
    batch = len(SKIN_TYPES)
    for number in range(settings.rounds):
        for start in range(0, len(PAIRS), batch):
            pairs = PAIRS[start : start + batch]
            first = number * len(PAIRS) + start
            images = pipe(
                [drawn_caption(*pair) for pair in pairs],
                num_inference_steps=settings.steps,
                guidance_scale=settings.guidance,
                generator=[torch.Generator().manual_seed(first + place) for place in range(batch)],
                output_type="np",
            ).images
            made.append(np.round(255 * images).astype(np.uint8))
        watch(number + 1, settings.rounds)
    return np.concatenate(made)


def kernel_distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Unbiased squared maximum mean discrepancy of two sets of vectors `(n, length)`, cubic kernel, times 1000.

    The kernel inception distance (Binkowski et al. 2018, ICLR) without Inception: the vectors are those of a small
    network that knows the renderer's pictures alone, so values compare with each other and with nothing else.
    """

    def kernel(left: NDArray[np.float32], right: NDArray[np.float32]) -> NDArray[np.float64]:
        return (left.astype(np.float64) @ right.T.astype(np.float64) / left.shape[1] + 1) ** 3

    def within(vectors: NDArray[np.float32]) -> float:
        values, count = kernel(vectors, vectors), len(vectors)
        return float((values.sum() - np.trace(values)) / (count * (count - 1)))

    return round(1000 * (within(one) + within(other) - 2 * float(kernel(one, other).mean())), 2)


def _named(
    head: Callable[[NDArray[np.uint8]], NDArray[np.float32]], truth: NDArray[np.int64], *sets: NDArray[np.uint8]
) -> Named:
    drawn, reconstructed, generated = (
        round(float((head(images).argmax(axis=1) == truth).mean()), 3) for images in sets
    )
    return Named(drawn=drawn, reconstructed=reconstructed, generated=generated)
