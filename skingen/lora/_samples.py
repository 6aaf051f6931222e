"""Sample grids: what the model draws while it learns, always from the same noise."""

from __future__ import annotations

import numpy as np
import torch

from skingen.base import Base, Machine, decode
from skingen.data import Pixels
from skingen.lora._encode import Words, make_room

_GUIDANCE = 5.0


@torch.no_grad()
def sample_grid(base: Base, words: Words, machine: Machine, steps: int, seed: int, size: int) -> Pixels:
    """One picture a prompt side by side, `(size, size * prompts, 3)`; `words` are the prompts and the empty one."""
    from diffusers import DPMSolverMultistepScheduler

    pipe, prompts = base.pipe, len(words.states) - 1
    inputs = {"prompt_embeds": words.states[:-1], "negative_prompt_embeds": words.states[-1:].expand(prompts, -1, -1)}
    if words.pooled is not None:
        inputs["pooled_prompt_embeds"] = words.pooled[:-1]
        inputs["negative_pooled_prompt_embeds"] = words.pooled[-1:].expand(prompts, -1)
    pipe.to(machine.device)
    own = pipe.scheduler
    pipe.scheduler = DPMSolverMultistepScheduler.from_config(own.config)
    try:
        with machine.arithmetic():
            latents = pipe(
                **inputs,
                height=size,
                width=size,
                num_inference_steps=steps,
                guidance_scale=_GUIDANCE,
                generator=[torch.Generator().manual_seed(seed + place) for place in range(prompts)],
                output_type="latent",
            ).images
        return np.concatenate(list(decode(base, latents)), axis=1)
    finally:
        pipe.scheduler = own
        make_room(base)
