"""The small CNN that names what a drawn picture shows: extractor of the distance between sets of pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.nn import functional

from skingen._files import write_whole
from skingen.embedded._autoencoder import scaled
from skingen.embedded._paths import embedded_features_path
from skingen.embedded._pictures import PictureSet
from skingen.embedded._recipe import Recipe
from skingen.lora import Order, draws
from skingen.renderer import DIAGNOSES, SKIN_TYPES

_BATCH = 32
_HEADER = "skingen_features"


class FeatureNetwork(nn.Module):
    """Convolutions that each halve the picture, a mean over what is left, and two linear heads."""

    def __init__(self, channels: tuple[int, ...]) -> None:
        """`channels` after each halving; the last is the length of the feature vector."""
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip((3, *channels[:-1]), channels, strict=True):
            layers += [nn.Conv2d(before, after, 3, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(*layers)
        self.diagnosis = nn.Linear(channels[-1], len(DIAGNOSES))
        self.skin_type = nn.Linear(channels[-1], len(SKIN_TYPES))

    def forward(self, pictures: Tensor) -> Tensor:
        """Feature vectors `(n, channels[-1])` of pictures `(n, 3, size, size)` from -1 to 1."""
        vectors: Tensor = self.layers(pictures).mean(dim=(2, 3))
        return vectors


@dataclass(frozen=True)
class Features:
    """A trained feature network. Pictures are `(n, height, width, 3)`, sRGB of 8 bits, squares of any size."""

    network: FeatureNetwork
    size: int
    """Edge that pictures are brought to, pixels."""
    sha256: str
    """Hash of the recipe that trained it: what a distance must name beside its value."""

    def vectors(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Feature vectors, `(n, length)`."""
        return self._batched(pictures, lambda vectors: vectors)

    def diagnosis(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Probability of each of `DIAGNOSES`, `(n, 11)`."""
        return self._batched(pictures, lambda vectors: self.network.diagnosis(vectors).softmax(dim=1))

    def skin_type(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Probability of each of `SKIN_TYPES`, `(n, 6)`."""
        return self._batched(pictures, lambda vectors: self.network.skin_type(vectors).softmax(dim=1))

    @torch.no_grad()
    def _batched(self, pictures: NDArray[np.uint8], head: Callable[[Tensor], Tensor]) -> NDArray[np.float32]:
        found = []
        for start in range(0, len(pictures), _BATCH):
            shown = scaled(np.ascontiguousarray(pictures[start : start + _BATCH]))
            found.append(head(self.network(_brought_to(self.size, shown))))
        return torch.cat(found).numpy()


def _brought_to(size: int, pictures: Tensor) -> Tensor:
    if pictures.shape[-1] == size:
        return pictures
    return functional.interpolate(pictures, (size, size), mode="bilinear", antialias=True)


def feature_loss(recipe: Recipe, network: FeatureNetwork, pictures: PictureSet) -> Callable[[int], Tensor]:
    """Cross-entropy of both labels at each step.

    What a VAE gives back is softer than what the renderer draws, and has a grain of its own: neither may name a
    diagnosis, so pictures are softened by chance and noise is laid over them.
    """
    settings = recipe.features
    edge = settings.size
    shape = (3, edge, edge)
    order = Order([(edge, edge)] * len(pictures), settings.batch, recipe.seed)

    def loss_at(step: int) -> Tensor:
        samples = order.at(step)
        drawn = draws(recipe.seed, step, samples, shape, settings.softenings, flip=True, dropout=0.0)
        shown = _brought_to(settings.size, scaled(pictures.images[samples]))
        flipped, soft = (torch.from_numpy(choice).view(-1, 1, 1, 1) for choice in (drawn.flipped, drawn.timesteps))
        shown = torch.where(flipped.bool(), shown.flip(-1), shown)
        for degree in range(1, settings.softenings):
            softened = _brought_to(settings.size, functional.avg_pool2d(shown, 2**degree))
            shown = torch.where(soft == degree, softened, shown)
        vectors = network(shown + settings.grain * torch.from_numpy(drawn.noise))
        return functional.cross_entropy(
            network.diagnosis(vectors), torch.from_numpy(pictures.diagnosis[samples])
        ) + functional.cross_entropy(network.skin_type(vectors), torch.from_numpy(pictures.skin_type[samples]))

    return loss_at


def save_features(network: FeatureNetwork, recipe: Recipe, file: Path) -> None:
    """Write the network in half precision, with what it takes to load it in the header."""
    about = {
        "channels": recipe.features.channels,
        "size": recipe.features.size,
        "diagnoses": DIAGNOSES,
        "recipe_sha256": recipe.identity("features"),
    }
    halves = {
        name: value.half().contiguous() for name, value in network.state_dict().items() if value.is_floating_point()
    }
    # one entry alone: safetensors writes several in any order
    write_whole(file, save(halves, {_HEADER: json.dumps(about)}))


def load_features(file: Path | None = None) -> Features:
    """The feature network in a file; the shipped one where none is named."""
    with safe_open(str(file or embedded_features_path()), "pt") as stored:
        about = json.loads(stored.metadata()[_HEADER])
        state = {name: stored.get_tensor(name).float() for name in stored.keys()}  # noqa: SIM118
    network = FeatureNetwork(tuple(about["channels"]))
    # batches are not counted in half precision
    network.load_state_dict(state, strict=False)
    network.requires_grad_(False).eval()
    return Features(network, about["size"], about["recipe_sha256"])
