"""From the recipe to weights on disk, stage after stage; a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import nn

from skingen._files import write_whole
from skingen.base import quietly
from skingen.embedded._autoencoder import autoencoder_loss, new_autoencoder, standardize
from skingen.embedded._denoiser import SCHEDULE, Denoiser, denoiser_loss
from skingen.embedded._features import FeatureNetwork, feature_loss, save_features
from skingen.embedded._learning import learn
from skingen.embedded._pictures import Part, PictureSet, draw_pictures, load_pictures
from skingen.embedded._recipe import Recipe, StageName

Watch = Callable[[str, int, int], None]
"""Told the name of a stage, how far it is and how far it goes."""


@dataclass(frozen=True)
class Made:
    """What a run wrote."""

    model: Path
    """Folder of the Stable Diffusion pipeline, half precision."""
    features: Path
    """File of the feature network."""
    record: Path
    """`training.json`: recipe, hashes, versions and the losses of every stage."""


def make_embedded_model(recipe: Recipe, cache: Path, out: Path, watch: Watch = lambda *_: None) -> Made:
    """Draw the pictures, train the three networks and write them into `out`.

    `cache` keeps pictures and checkpoints (about 200 MB for the full recipe); a second call with the same cache takes
    up what the first left. `CheckpointError` where the cache holds another recipe's checkpoints.
    """
    parts: tuple[Part, ...] = ("training", "held_out")
    for part in parts:
        goal = recipe.pictures.training_rounds if part == "training" else recipe.pictures.held_out_rounds
        for rounds in draw_pictures(recipe.pictures, part, cache / "pictures"):
            watch(f"{part} pictures", rounds, goal)
    pictures = load_pictures(recipe.pictures, "training", cache / "pictures")

    losses: dict[str, tuple[float, ...]] = {}

    def train(stage: StageName, network: nn.Module, loss_of: Callable[[PictureSet], Any]) -> None:
        settings = getattr(recipe, stage)
        file = cache / f"{stage}.checkpoint"
        loss_at = loss_of(pictures.first(settings.rounds))
        for progress in learn(network, settings, loss_at, file, recipe.identity(stage)):
            watch(stage, progress.step, settings.steps)
            losses[stage] = progress.losses

    torch.manual_seed(recipe.seed)
    features = FeatureNetwork(recipe.features.channels)
    train("features", features, lambda shown: feature_loss(recipe, features, shown))
    vae = new_autoencoder(recipe)
    train("autoencoder", vae, lambda shown: autoencoder_loss(recipe, vae, shown))
    vae.requires_grad_(False)
    standardize(vae, pictures.first(recipe.autoencoder.rounds))
    denoiser = Denoiser(recipe)
    train("denoiser", denoiser, lambda shown: denoiser_loss(recipe, denoiser, vae, shown))

    out.mkdir(parents=True, exist_ok=True)
    made = Made(out / "model", out / "features.safetensors", out / "training.json")
    save_features(features, recipe, made.features)
    _save(vae, denoiser, made.model)
    write_whole(made.record, _record(recipe, losses).encode())
    return made


def _save(vae: Any, denoiser: Denoiser, folder: Path) -> None:
    """Write the networks as a `diffusers.StableDiffusionPipeline`, in half precision on disk."""
    from diffusers import DPMSolverMultistepScheduler, StableDiffusionPipeline

    pipe = StableDiffusionPipeline(
        vae=vae.half(),
        text_encoder=denoiser.text_encoder.half(),
        tokenizer=denoiser.tokenizer,
        unet=denoiser.unet.half(),
        scheduler=DPMSolverMultistepScheduler(**SCHEDULE),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    with quietly():
        pipe.save_pretrained(folder)
    # transformers would compute in the precision of the file, the other two networks in single precision
    config = folder / "text_encoder" / "config.json"
    config.write_text(config.read_text("utf-8").replace('"dtype": "float16"', '"dtype": "float32"'), encoding="utf-8")
    for file in folder.rglob("*.safetensors"):
        file.chmod(0o644)


def _record(recipe: Recipe, losses: dict[str, tuple[float, ...]]) -> str:
    return json.dumps(
        {
            "recipe": recipe.model_dump(mode="json"),
            "recipe_sha256": recipe.sha256(),
            "versions": {name: version(name) for name in ("torch", "diffusers", "transformers", "numpy", "scipy")},
            "python": platform.python_version(),
            "losses": {stage: _thinned(values) for stage, values in losses.items()},
        },
        indent=1,
    )


def _thinned(losses: tuple[float, ...], points: int = 100) -> list[float]:
    """At most `points` means over equal stretches."""
    stretch = -(-len(losses) // points)
    parts = (losses[start : start + stretch] for start in range(0, len(losses), stretch))
    return [round(sum(part) / len(part), 5) for part in parts]
