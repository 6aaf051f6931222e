"""Stable Diffusion with random weights: of the 1.5's size, or small enough for a processor."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any, Literal

Scale = Literal["sd15", "small"]

EDGE: dict[Scale, int] = {"sd15": 512, "small": 128}


def build(folder: Path, scale: Scale) -> Path:
    """Write the model in diffusers' layout. `sd15`: 860 M parameters in the UNet; `small`: 4 M."""
    import torch
    from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(0)
    letters = [*string.ascii_lowercase, ",", "."]
    words = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    tokenizer = CLIPTokenizer(vocab={word: place for place, word in enumerate(words)}, merges=[], model_max_length=77)
    width, layers, heads = (768, 12, 12) if scale == "sd15" else (64, 2, 2)
    text = CLIPTextConfig(
        vocab_size=len(words),
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    wide: dict[str, Any] = {"sample_size": 64, "cross_attention_dim": 768}
    narrow: dict[str, Any] = {
        "sample_size": 16,
        "cross_attention_dim": 64,
        "block_out_channels": (32, 64, 96, 96),
        "norm_num_groups": 16,
    }
    channels = (128, 256, 512, 512) if scale == "sd15" else (16, 32, 32, 32)
    StableDiffusionPipeline(
        vae=AutoencoderKL(
            block_out_channels=channels,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2 if scale == "sd15" else 1,
            norm_num_groups=32 if scale == "sd15" else 8,
            latent_channels=4,
            sample_size=EDGE[scale],
        ),
        text_encoder=CLIPTextModel(text),
        tokenizer=tokenizer,
        unet=UNet2DConditionModel(**(wide if scale == "sd15" else narrow)),
        scheduler=DDIMScheduler(
            beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, steps_offset=1, clip_sample=False
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    ).save_pretrained(folder)
    return folder
