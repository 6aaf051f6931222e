"""The forward process and its loss, as tables over the timesteps that stay on the device."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class Diffusion:
    """Noising, target and weight of a sample, for models that predict the noise or the velocity."""

    def __init__(self, scheduler: Any, snr_gamma: float | None, device: torch.device) -> None:
        """`scheduler`: the base model's own; `snr_gamma`: of the min-SNR weighting, none for equal weights.

        `ValueError` for another kind of prediction.
        """
        cumulative = scheduler.alphas_cumprod.to(torch.float64)
        self._prediction = scheduler.config.prediction_type
        if self._prediction not in ("epsilon", "v_prediction"):
            raise ValueError(f"a model that predicts {self._prediction!r} cannot be trained here")
        self.levels = int(cumulative.numel())
        self._signal = cumulative.sqrt().float().to(device)
        self._noise = (1 - cumulative).sqrt().float().to(device)
        self._weights = _weights(cumulative, snr_gamma, self._prediction == "v_prediction").float().to(device)

    def noisy(self, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """Latents at their timesteps: `(batch, channels, height, width)`."""
        return self._at(self._signal, timesteps) * latents + self._at(self._noise, timesteps) * noise

    def target(self, latents: Tensor, noise: Tensor, timesteps: Tensor) -> Tensor:
        """What the model should say: the noise, or the velocity (Salimans & Ho 2022, ICLR)."""
        if self._prediction == "epsilon":
            return noise
        return self._at(self._signal, timesteps) * noise - self._at(self._noise, timesteps) * latents

    def weights(self, timesteps: Tensor) -> Tensor:
        """Weight of each sample's squared error, `(batch,)`."""
        return self._weights[timesteps]

    @staticmethod
    def _at(table: Tensor, timesteps: Tensor) -> Tensor:
        return table[timesteps].view(-1, 1, 1, 1)


def _weights(cumulative: Tensor, gamma: float | None, velocity: bool) -> Tensor:
    """Min-SNR weights (Hang et al. 2023, ICCV, eq. 6): min(SNR, gamma) over SNR for noise, over SNR + 1 for velocity."""
    if gamma is None:
        return torch.ones_like(cumulative)
    ratio = cumulative / (1 - cumulative)
    return ratio.clamp(max=gamma) / (ratio + 1) if velocity else ratio.clamp(max=gamma) / ratio
