"""Everything that decides which weights come out: pictures, sizes, steps and the seed."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from skingen.renderer import DIAGNOSES, VERSION, View

RecipeName = Literal["full", "tiny"]
"""The recipe of the shipped weights, and one that runs through it all in seconds."""

StageName = Literal["features", "autoencoder", "refinement", "denoiser"]
"""What is learnt, in this order; the refinement goes on with the VAE."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pictures(_Part):
    """What is drawn. A round holds one picture of each diagnosis on each skin type."""

    size: int
    """Edge, pixels."""
    training_rounds: int
    """Rounds that all stages learn from."""
    held_out_rounds: int
    """Rounds of other seeds, that only measure."""


class Stage(_Part):
    """How one network learns."""

    steps: int
    """Optimizer steps."""
    batch: int
    """Pictures a step."""
    learning_rate: float
    """Peak step size of AdamW."""
    schedule: Literal["cosine", "constant"]
    """Step size after the warm-up: lowered to zero along a half cosine, or kept, so that `steps` may be raised later."""
    warmup: int
    """Steps over which the step size rises."""
    rounds: int
    """It learns from so many of the training rounds."""
    views: tuple[View, ...]
    """Views that it learns from, so many rounds of each."""
    checkpoint_every: int
    """Steps between checkpoints."""
    ema: float = 0.0
    """Decay of the running mean of the weights that is kept in their place; 0: the last weights."""


class Features(Stage):
    """The small CNN that names what a picture shows."""

    size: int
    """Edge that pictures are brought to, pixels: what is finer must not name a diagnosis."""
    channels: tuple[int, ...]
    """Channels after each halving of the picture; the last is the length of the feature vector."""
    softenings: int
    """A picture is shown as it is or softened by 2, 4, …: so many degrees in all, equally often."""
    grain: float
    """Standard deviation of the noise laid over a shown picture, whose values go from -1 to 1."""


class Autoencoder(Stage):
    """The VAE between pictures and latents."""

    channels: tuple[int, ...]
    """Channels of its levels, finest first."""
    latent_channels: int
    """Channels of the latents."""
    groups: int
    """Groups of its normalizations."""
    edges: float
    """Weight of the difference between neighbouring pixels in the loss, beside the pixels' own."""
    divergence: float
    """Weight of the Kullback-Leibler divergence of the latents from a standard normal distribution."""


class Denoiser(Stage):
    """The text encoder and the UNet, which learn together."""

    channels: tuple[int, ...]
    """Channels of the UNet's levels, finest first; all but the finest attend to the text."""
    groups: int
    """Groups of its normalizations."""
    heads: int
    """Attention heads."""
    text_width: int
    """Width of the text encoder."""
    text_layers: int
    """Layers of the text encoder."""
    text_length: int
    """Tokens of a prompt, both ends counted."""
    caption_dropout: float
    """Part of the samples that are shown without their caption, for guidance."""
    flip: bool
    """Mirror every second sample, by chance."""
    without: tuple[str, ...]
    """Diagnoses that it never sees, so that there is something to teach it by a LoRA; the VAE learns all."""

    @field_validator("without")
    @classmethod
    def _known(cls, without: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(without) - set(DIAGNOSES):
            raise ValueError(f"the renderer draws no {', '.join(sorted(unknown))}")
        return without


class Measured(_Part):
    """What the trained model is measured on; no weight depends on it."""

    rounds: int
    """Held-out rounds, and as many generated ones; the first round is shown as a grid."""
    view: View
    """View of the held-out pictures."""
    guidance: float
    """How far generated pictures follow their captions (scale of classifier-free guidance)."""
    steps: int
    """Steps of DPM-Solver++."""


class Recipe(_Part):
    """A way to train the embedded model. Same recipe, versions and machine: same weights, to the bit (CPU, fp32)."""

    seed: int = Field(ge=0)
    """Start of every random draw but the pictures' own."""
    pictures: Pictures
    features: Features
    autoencoder: Autoencoder
    refinement: Stage
    """How the VAE goes on learning, by squared errors."""
    denoiser: Denoiser
    measured: Measured

    def sha256(self) -> str:
        """Hash of what decides the weights: the renderer's version, seed, pictures and all stages."""
        return self._hash(self.model_dump(mode="json", exclude={"measured"}))

    def identity(self, stage: StageName) -> str:
        """Hash of what decides the course of a stage, and so which checkpoints it may go on from.

        Under a constant step size the number of steps is no part of it: a training can be taken further.
        """
        place = get_args(StageName).index
        # the feature network stands alone
        needed = {name for name in ("autoencoder", "refinement", "denoiser") if place(name) <= place(stage)} or {stage}
        declared = self.model_dump(mode="json", include={"seed", "pictures", *needed})
        for name in needed:
            del declared[name]["checkpoint_every"]
            if declared[name]["schedule"] == "constant":
                del declared[name]["steps"]
        return self._hash(declared)

    @staticmethod
    def _hash(declared: dict[str, object]) -> str:
        return hashlib.sha256(json.dumps({"renderer": VERSION, **declared}, sort_keys=True).encode()).hexdigest()


def load_recipe(name: RecipeName) -> Recipe:
    """The recipe of that name, from `recipes.yaml`.

    >>> load_recipe("full").pictures.size
    128
    """
    return Recipe.model_validate(yaml.safe_load(files("skingen.embedded").joinpath("recipes.yaml").read_text())[name])
