"""The VAE: from a picture to 1/64 of its positions and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from skingen.embedded._pictures import PictureSet
from skingen.embedded._recipe import Recipe
from skingen.lora import Order, draws

_BATCH = 16
_FIRST_LOGVAR = -4.0
_SQUARED = 10.0
"""Brings the squared error to the size of the absolute one, so that the divergence weighs as much as before."""


def new_autoencoder(recipe: Recipe) -> Any:
    """An untrained `diffusers.AutoencoderKL` of the recipe's size."""
    from diffusers import AutoencoderKL

    settings = recipe.autoencoder
    levels = len(settings.channels)
    torch.manual_seed(recipe.seed)
    vae = AutoencoderKL(
        block_out_channels=settings.channels,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        latent_channels=settings.latent_channels,
        layers_per_block=1,
        norm_num_groups=settings.groups,
        mid_block_add_attention=False,
        sample_size=recipe.pictures.size,
        scaling_factor=1.0,
    )
    with torch.no_grad():
        # begin with little noise in the latents: hundreds of steps go by before unit noise is outgrown
        vae.quant_conv.bias[settings.latent_channels :] = _FIRST_LOGVAR
    return vae


def autoencoder_loss(
    recipe: Recipe, vae: Any, pictures: PictureSet, stage: Literal["autoencoder", "refinement"] = "autoencoder"
) -> Callable[[int], Tensor]:
    """Error of the pictures given back, and the latents' divergence, at each step.

    At first the absolute error of pixels and of neighbours' differences. In the refinement the squared error: the
    absolute one heeds the grain all over the skin, which no latent can hold, more than the colour of a lesion.
    """
    settings, edge = recipe.autoencoder, recipe.pictures.size
    order = Order([(edge, edge)] * len(pictures), getattr(recipe, stage).batch, recipe.seed)
    side = edge // 2 ** (len(settings.channels) - 1)

    def loss_at(step: int) -> Tensor:
        samples = order.at(step)
        drawn = draws(recipe.seed, step, samples, (settings.latent_channels, side, side), 1, flip=True, dropout=0.0)
        shown = scaled(pictures.images[samples])
        flipped = torch.from_numpy(drawn.flipped).bool().view(-1, 1, 1, 1)
        shown = torch.where(flipped, shown.flip(-1), shown)
        posterior = vae.encode(shown).latent_dist
        made = vae.decode(posterior.mean + posterior.std * torch.from_numpy(drawn.posterior)).sample
        divergence = 0.5 * (posterior.mean**2 + posterior.var - 1 - posterior.logvar).mean()
        if stage == "refinement":
            return _SQUARED * functional.mse_loss(made, shown) + settings.divergence * divergence
        error = functional.l1_loss(made, shown)
        edges = sum(functional.l1_loss(made.diff(dim=axis), shown.diff(dim=axis)) for axis in (-1, -2))
        return error + settings.edges * edges + settings.divergence * divergence

    return loss_at


def scaled(images: Any) -> Tensor:
    """Pictures `(n, height, width, 3)` of 8 bits as `(n, 3, height, width)` from -1 to 1."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1


@torch.no_grad()
def encoded(vae: Any, pictures: PictureSet) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each picture's latents, `(n, channels, side, side)` both."""
    means, deviations = [], []
    for start in range(0, len(pictures), _BATCH):
        posterior = vae.encode(scaled(pictures.images[start : start + _BATCH])).latent_dist
        means.append(posterior.mean)
        deviations.append(posterior.std)
    return torch.cat(means), torch.cat(deviations)


@torch.no_grad()
def standardize(vae: Any, pictures: PictureSet) -> None:
    """Give each channel of the latents mean 0 and variance 1, by changing the 1x1 convolutions at the latents.

    Stable Diffusion's pipelines know one factor for all channels and no offset: with this none is needed.
    """
    means, _ = encoded(vae, pictures)
    centre = means.mean(dim=(0, 2, 3))
    spread = means.std(dim=(0, 2, 3))
    into, out = vae.quant_conv, vae.post_quant_conv
    channels = len(centre)
    into.weight[:channels] /= spread.view(-1, 1, 1, 1)
    into.bias[:channels] = (into.bias[:channels] - centre) / spread
    into.bias[channels:] -= 2 * spread.log()
    out.bias += (out.weight[:, :, 0, 0] * centre).sum(dim=1)
    out.weight *= spread.view(1, -1, 1, 1)


@torch.no_grad()
def decoded(vae: Any, latents: Tensor) -> NDArray[np.uint8]:
    """Pictures of latents `(n, channels, side, side)`: sRGB of 8 bits, `(n, size, size, 3)`."""
    made = []
    for start in range(0, len(latents), _BATCH):
        pictures = vae.decode(latents[start : start + _BATCH]).sample.clamp(-1, 1)
        made.append(((pictures + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 1).numpy())
    return np.concatenate(made)
