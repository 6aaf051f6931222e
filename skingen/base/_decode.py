"""From latents to pixels."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from skingen.base._base import Base

_TOGETHER = 8
"""Pictures decoded at once: the decoder takes more memory than a sampling step."""


@torch.no_grad()
def decode(base: Base, latents: Tensor) -> NDArray[np.uint8]:
    """Pictures of latents `(n, channels, height, width)`, in fp32: sRGB, `(n, height, width, 3)`."""
    vae = base.pipe.vae
    parts = []
    for part in latents.float().split(_TOGETHER):
        shown = vae.decode(part / vae.config.scaling_factor).sample
        parts.append(((shown.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu())
    return torch.cat(parts).permute(0, 2, 3, 1).contiguous().numpy()
