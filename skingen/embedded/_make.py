"""From the recipe to weights on disk, stage after stage; a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from importlib.metadata import version
from operator import add
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
from skingen.embedded._recipe import Recipe, Stage, StageName
from skingen.renderer import View

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
    """Draw the pictures, train the networks and write them into `out`.

    `cache` keeps pictures and checkpoints (about 400 MB for the full recipe); a second call with the same cache takes
    up what the first left. `CheckpointError` where the cache holds another recipe's checkpoints.
    """
    run = _Run(recipe, cache, watch)
    run.drawn("held_out", recipe.measured.view)
    features = run.features()
    vae = run.autoencoder()
    denoiser = run.denoiser(vae)
    out.mkdir(parents=True, exist_ok=True)
    made = Made(out / "model", out / "features.safetensors", out / "training.json")
    save_features(features, recipe, made.features)
    _save(vae, denoiser, made.model)
    write_whole(made.record, _record(recipe, run.losses).encode())
    return made


@dataclass(frozen=True)
class _Run:
    """The stages of one recipe."""

    recipe: Recipe
    cache: Path
    """Folder of drawn pictures and checkpoints."""
    watch: Watch
    losses: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Losses of every step, by stage."""

    def features(self) -> FeatureNetwork:
        """The feature network, trained."""
        torch.manual_seed(self.recipe.seed)
        network = FeatureNetwork(self.recipe.features.channels)
        self._learn("features", network, lambda shown: feature_loss(self.recipe, network, shown))
        return network

    def autoencoder(self) -> Any:
        """The VAE, trained and frozen, its latents standardized."""
        vae = new_autoencoder(self.recipe)
        self._learn("autoencoder", vae, lambda shown: autoencoder_loss(self.recipe, vae, shown))
        self._learn("refinement", vae, lambda shown: autoencoder_loss(self.recipe, vae, shown, "refinement"))
        vae.requires_grad_(False)
        standardize(vae, self._shown(self.recipe.refinement))
        return vae

    def denoiser(self, vae: Any) -> Denoiser:
        """The text encoder and the UNet, trained on the VAE's latents."""
        denoiser, unseen = Denoiser(self.recipe), self.recipe.denoiser.without
        self._learn(
            "denoiser", denoiser, lambda shown: denoiser_loss(self.recipe, denoiser, vae, shown.without(unseen))
        )
        return denoiser

    def drawn(self, part: Part, view: View) -> PictureSet:
        """A part's pictures in a view; what the cache lacks is drawn."""
        settings = self.recipe.pictures
        goal = settings.training_rounds if part == "training" else settings.held_out_rounds
        for rounds in draw_pictures(settings, part, view, self.cache / "pictures"):
            self.watch(f"{part} pictures, {view}", rounds, goal)
        return load_pictures(settings, part, view, self.cache / "pictures")

    def _learn(self, stage: StageName, network: nn.Module, loss_of: Callable[[PictureSet], Any]) -> None:
        settings = getattr(self.recipe, stage)
        loss_at = loss_of(self._shown(settings))
        for progress in learn(network, settings, loss_at, self._file(stage), self.recipe.identity(stage)):
            self.watch(stage, progress.step, settings.steps)
            self.losses[stage] = progress.losses

    def _shown(self, settings: Stage) -> PictureSet:
        return reduce(add, (self.drawn("training", view).first(settings.rounds) for view in settings.views))

    def _file(self, stage: StageName) -> Path:
        return self.cache / f"{stage}.checkpoint"


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
