"""Stable Diffusion pipelines with random weights, built in less than a second: the code path of the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789,.-'_"


def tokenizer() -> Any:
    from transformers import CLIPTokenizer

    words = [*LETTERS, *(f"{letter}</w>" for letter in LETTERS), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: number for number, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=16)


def text_config(tokens: Any) -> Any:
    from transformers import CLIPTextConfig

    return CLIPTextConfig(
        vocab_size=len(tokens),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=16,
        projection_dim=32,
        bos_token_id=tokens.bos_token_id,
        eos_token_id=tokens.eos_token_id,
        pad_token_id=tokens.pad_token_id,
    )


def vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(16, 32),
        norm_num_groups=8,
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        latent_channels=4,
        sample_size=32,
    )


def unet(text_width: int, **settings: Any) -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=16,
        block_out_channels=(32, 64),
        norm_num_groups=8,
        layers_per_block=1,
        cross_attention_dim=text_width,
        attention_head_dim=8,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        **settings,
    )


def scheduler(prediction: str) -> Any:
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        steps_offset=1,
        clip_sample=False,
        prediction_type=prediction,
    )


def build_sd(folder: Path, seed: int = 0, prediction: str = "epsilon") -> Path:
    """A Stable Diffusion 1.x folder for pictures of 32 pixels."""
    import torch
    from diffusers import StableDiffusionPipeline
    from transformers import CLIPTextModel

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tokens = tokenizer()
        StableDiffusionPipeline(
            vae=vae(),
            text_encoder=CLIPTextModel(text_config(tokens)),
            tokenizer=tokens,
            unet=unet(32),
            scheduler=scheduler(prediction),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        ).save_pretrained(folder)
    return folder


def build_sdxl(folder: Path, seed: int = 0) -> Path:
    """A Stable Diffusion XL folder for pictures of 32 pixels, with both text encoders and time ids."""
    import torch
    from diffusers import StableDiffusionXLPipeline
    from transformers import CLIPTextModel, CLIPTextModelWithProjection

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tokens = tokenizer()
        StableDiffusionXLPipeline(
            vae=vae(),
            text_encoder=CLIPTextModel(text_config(tokens)),
            text_encoder_2=CLIPTextModelWithProjection(text_config(tokens)),
            tokenizer=tokens,
            tokenizer_2=tokens,
            unet=unet(
                64,
                addition_embed_type="text_time",
                addition_time_embed_dim=8,
                projection_class_embeddings_input_dim=6 * 8 + 32,
                transformer_layers_per_block=(1, 1),
            ),
            scheduler=scheduler("epsilon"),
            add_watermarker=False,
        ).save_pretrained(folder)
    return folder


def build_ip_adapter(folder: Path, text_width: int = 32, tokens: int = 4) -> Path:
    """An IP-Adapter file with random weights for `build_sd`, and its image encoder beside it."""
    import torch
    from safetensors.torch import save_file
    from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

    with torch.random.fork_rng():
        torch.manual_seed(5)
        vision = CLIPVisionConfig(
            hidden_size=32,
            intermediate_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=224,
            patch_size=56,
            projection_dim=16,
        )
        CLIPVisionModelWithProjection(vision).save_pretrained(folder / "models" / "image_encoder")
        weights = {
            "image_proj.proj.weight": torch.randn(tokens * text_width, 16),
            "image_proj.proj.bias": torch.zeros(tokens * text_width),
            "image_proj.norm.weight": torch.ones(text_width),
            "image_proj.norm.bias": torch.zeros(text_width),
        }
        widths = [module.to_k.out_features for module in cross_attentions(unet(text_width))]
        for place, width in enumerate(widths):
            for part in ("to_k_ip", "to_v_ip"):
                weights[f"ip_adapter.{2 * place + 1}.{part}.weight"] = torch.randn(width, text_width)
    file = folder / "models" / "ip-adapter.safetensors"
    save_file(weights, file)
    return file


def cross_attentions(network: Any) -> list[Any]:
    """The cross-attention layers of a UNet, in the order in which an IP-Adapter numbers them."""
    names = [name for name in network.attn_processors if "attn2" in name]
    return [network.get_submodule(name.removesuffix(".processor")) for name in names]
