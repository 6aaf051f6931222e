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
from skingen.quality import kid
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


class Distance(_Table):
    """A kernel distance times 1000, with its 95 % interval (`skingen.quality.kid`)."""

    value: float
    low: float
    high: float


class Distances(_Table):
    """How far a diagnosis's held-out pictures are from other sets of as many pictures."""

    generated: Distance
    """From those that the model makes of the diagnosis."""
    reconstructed: Distance
    """From themselves, to latents and back."""
    drawn: Distance
    """From other pictures that the renderer draws of it: about 0."""
    other: Distance
    """From the drawn pictures of the diagnosis that is nearest to it."""
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
    for here, diagnosis in enumerate(DIAGNOSES):
        distances = {name: _distance(found[of(here)], own[of(here)]) for name, found in vectors.items()}
        others = [place for place in range(len(DIAGNOSES)) if place != here]
        other = min(
            (_distance(vectors["drawn"][of(another)], own[of(here)]) for another in others),
            key=lambda distance: distance.value,
        )
        named = round(float((named_diagnosis == here)[of(here)].mean()), 3)
        by_diagnosis[diagnosis] = Distances(**distances, other=other, named=named)
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


def _distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> Distance:
    found = kid(one, other)
    return Distance(**{name: round(1000 * getattr(found, name), 1) for name in Distance.model_fields})


def _named(
    head: Callable[[NDArray[np.uint8]], NDArray[np.float32]], truth: NDArray[np.int64], *sets: NDArray[np.uint8]
) -> Named:
    drawn, reconstructed, generated = (
        round(float((head(images).argmax(axis=1) == truth).mean()), 3) for images in sets
    )
    return Named(drawn=drawn, reconstructed=reconstructed, generated=generated)
