"""The text encoder and the UNet: from noise and a caption to latents."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from skingen.embedded._autoencoder import encoded
from skingen.embedded._captions import STYLES, drawn_caption
from skingen.embedded._pictures import PAIRS, PictureSet
from skingen.embedded._recipe import Recipe
from skingen.embedded._words import new_tokenizer
from skingen.lora import Diffusion, Order, draws
from skingen.renderer import SKIN_TYPES

_WORDING = 4
"""Label of the stream of random numbers that chooses caption styles."""
_STYLE_SHARES = (0.1, 0.1, 0.8)
"""How often each of `STYLES` is shown: mostly everything, since a prompt that names the skin tone must be obeyed."""

SCHEDULE: dict[str, Any] = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
    "rescale_betas_zero_snr": True,
    "timestep_spacing": "trailing",
    "steps_offset": 1,
}
"""Stable Diffusion's schedule, ending in pure noise: else dark and light skin come out alike (Lin et al. 2024, WACV)."""


class Denoiser(nn.Module):
    """Text encoder and UNet as one network, since they learn together."""

    def __init__(self, recipe: Recipe) -> None:
        """Untrained, of the recipe's size."""
        from diffusers import UNet2DConditionModel
        from transformers import CLIPTextConfig, CLIPTextModel

        super().__init__()
        settings = recipe.denoiser
        self.tokenizer = new_tokenizer(settings.text_length)
        levels = len(settings.channels)
        torch.manual_seed(recipe.seed)
        self.text_encoder = CLIPTextModel(
            CLIPTextConfig(
                vocab_size=len(self.tokenizer),
                hidden_size=settings.text_width,
                intermediate_size=4 * settings.text_width,
                num_hidden_layers=settings.text_layers,
                num_attention_heads=settings.heads,
                max_position_embeddings=settings.text_length,
                projection_dim=settings.text_width,
                bos_token_id=self.tokenizer.bos_token_id,
                eos_token_id=self.tokenizer.eos_token_id,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        )
        self.unet = UNet2DConditionModel(
            sample_size=recipe.pictures.size // 2 ** (len(recipe.autoencoder.channels) - 1),
            in_channels=recipe.autoencoder.latent_channels,
            out_channels=recipe.autoencoder.latent_channels,
            block_out_channels=settings.channels,
            layers_per_block=1,
            down_block_types=("DownBlock2D", *("CrossAttnDownBlock2D",) * (levels - 1)),
            up_block_types=(*("CrossAttnUpBlock2D",) * (levels - 1), "UpBlock2D"),
            cross_attention_dim=settings.text_width,
            norm_num_groups=settings.groups,
            attention_head_dim=settings.heads,
        )

    def tokens(self, captions: list[str]) -> Tensor:
        """Token ids of captions, `(n, text_length)`."""
        ids: Tensor = self.tokenizer(captions, padding="max_length", truncation=True, return_tensors="pt").input_ids
        return ids

    def forward(self, noisy: Tensor, timesteps: Tensor, ids: Tensor) -> Tensor:
        """The velocity in latents `(n, channels, side, side)` at their timesteps, under their captions' ids."""
        text = self.text_encoder(ids).last_hidden_state
        velocity: Tensor = self.unet(noisy, timesteps, text).sample
        return velocity


def denoiser_loss(recipe: Recipe, denoiser: Denoiser, vae: Any, pictures: PictureSet) -> Callable[[int], Tensor]:
    """Squared error of the velocity at each step, the same weight for every timestep.

    Min-SNR weights would leave the last timesteps, which decide skin tone and layout, untrained: their weight is their
    signal-to-noise ratio, here zero.
    """
    from diffusers import DDPMScheduler

    settings, edge = recipe.denoiser, recipe.pictures.size
    order = Order([(edge, edge)] * len(pictures), settings.batch, recipe.seed)
    diffusion = Diffusion(DDPMScheduler(**SCHEDULE), None, torch.device("cpu"))
    latents_of_all = cache(lambda: tuple(encoded(vae, shown) for shown in (pictures, pictures.mirrored())))
    captions = [drawn_caption(diagnosis, kind, style) for diagnosis, kind in PAIRS for style in STYLES]
    ids = denoiser.tokens([*captions, ""])
    side = denoiser.unet.config.sample_size
    shape = (recipe.autoencoder.latent_channels, side, side)

    def loss_at(step: int) -> Tensor:
        samples = order.at(step)
        drawn = draws(
            recipe.seed, step, samples, shape, diffusion.levels, flip=settings.flip, dropout=settings.caption_dropout
        )
        chosen = torch.from_numpy(samples)
        (means, deviations), mirrored = ([moment[chosen] for moment in moments] for moments in latents_of_all())
        flipped = torch.from_numpy(drawn.flipped).bool().view(-1, 1, 1, 1)
        means, deviations = (torch.where(flipped, *both) for both in zip(mirrored, (means, deviations), strict=True))
        latents = means + deviations * torch.from_numpy(drawn.posterior)
        noise, timesteps = torch.from_numpy(drawn.noise), torch.from_numpy(drawn.timesteps)
        pairs = pictures.diagnosis[samples] * len(SKIN_TYPES) + pictures.skin_type[samples]
        styles = np.random.default_rng((recipe.seed, _WORDING, step)).choice(len(STYLES), len(samples), p=_STYLE_SHARES)
        shown = np.where(drawn.dropped, len(captions), pairs * len(STYLES) + styles)
        velocity = denoiser(diffusion.noisy(latents, noise, timesteps), timesteps, ids[torch.from_numpy(shown)])
        return (velocity - diffusion.target(latents, noise, timesteps)).square().mean()

    return loss_at
