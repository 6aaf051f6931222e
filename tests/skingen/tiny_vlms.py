"""Vision-language models with random weights, built in seconds: the classes of MedGemma, LLaVA and PaliGemma."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = ("You", "see", "a", "photo", "of", "skin", "which", "diagnoses", "fits", "it", "best", "answer", "with", "JSON")
GEMMA_TOKENS = ("<pad>", "<eos>", "<bos>", "<unk>", "<start_of_image>", "<end_of_image>", "<image_soft_token>")


def tokenizer(special: tuple[str, ...], **roles: Any) -> Any:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(dict.fromkeys([*special, *WORDS]))}
    model = Tokenizer(WordLevel(vocabulary, unk_token="<unk>"))
    model.pre_tokenizer = Whitespace()
    return PreTrainedTokenizerFast(tokenizer_object=model, **roles)


def saved(folder: Path, kind: Any, config: Any, processor: Any) -> Path:
    """The folder, with a model of this class and drawn weights, and its processor."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(3)
        kind(config).save_pretrained(folder)
    processor.save_pretrained(folder)
    return folder


def build_gemma(folder: Path) -> Path:
    """A Gemma 3 folder, the class of MedGemma."""
    from transformers import (
        Gemma3Config,
        Gemma3ForConditionalGeneration,
        Gemma3ImageProcessorPil,
        Gemma3Processor,
    )

    tokens = tokenizer(
        GEMMA_TOKENS,
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        extra_special_tokens={
            "image_token": "<image_soft_token>",
            "boi_token": "<start_of_image>",
            "eoi_token": "<end_of_image>",
        },
    )
    ids = tokens.convert_tokens_to_ids
    config = Gemma3Config(
        text_config={
            "vocab_size": len(tokens),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "head_dim": 16,
            "max_position_embeddings": 512,
            "pad_token_id": ids("<pad>"),
            "eos_token_id": ids("<eos>"),
            "bos_token_id": ids("<bos>"),
        },
        vision_config={
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        mm_tokens_per_image=4,
        image_token_index=ids("<image_soft_token>"),
        boi_token_index=ids("<start_of_image>"),
        eoi_token_index=ids("<end_of_image>"),
    )
    template = (
        "{{ bos_token }}{% for message in messages %}{% for part in message['content'] %}"
        "{% if part['type'] == 'image' %}{{ '<start_of_image>' }}{% else %}{{ part['text'] }}{% endif %}"
        "{% endfor %}{% endfor %}"
    )
    processor = Gemma3Processor(
        image_processor=Gemma3ImageProcessorPil(size={"height": 32, "width": 32}),
        tokenizer=tokens,
        chat_template=template,
        image_seq_length=4,
    )
    return saved(folder, Gemma3ForConditionalGeneration, config, processor)


def build_llava(folder: Path) -> Path:
    """A LLaVA folder."""
    from transformers import (
        CLIPImageProcessorPil,
        LlavaConfig,
        LlavaForConditionalGeneration,
        LlavaProcessor,
    )

    tokens = tokenizer(
        ("<pad>", "<s>", "</s>", "<unk>", "<image>"),
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": "<image>"},
    )
    ids = tokens.convert_tokens_to_ids
    config = LlavaConfig(
        vision_config={
            "model_type": "clip_vision_model",
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
            "projection_dim": 32,
        },
        text_config={
            "model_type": "llama",
            "vocab_size": len(tokens),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "max_position_embeddings": 512,
            "pad_token_id": ids("<pad>"),
            "bos_token_id": ids("<s>"),
            "eos_token_id": ids("</s>"),
        },
        image_token_index=ids("<image>"),
        image_seq_length=16,
    )
    processor = LlavaProcessor(
        image_processor=CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}),
        tokenizer=tokens,
        patch_size=8,
        num_additional_image_tokens=1,
        vision_feature_select_strategy="default",
        chat_template=(
            "{% for message in messages %}{% for part in message['content'] %}"
            "{% if part['type'] == 'image' %}<image> {% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endfor %}"
        ),
    )
    return saved(folder, LlavaForConditionalGeneration, config, processor)


def build_paligemma(folder: Path) -> Path:
    """A PaliGemma folder: a model without a chat template, which gets the prompt as it is."""
    from transformers import (
        PaliGemmaConfig,
        PaliGemmaForConditionalGeneration,
        PaliGemmaProcessor,
        SiglipImageProcessorPil,
    )

    tokens = tokenizer(
        ("<pad>", "<eos>", "<bos>", "<unk>", "<image>"),
        pad_token="<pad>",
        eos_token="<eos>",
        bos_token="<bos>",
        unk_token="<unk>",
        extra_special_tokens={"image_token": "<image>"},
    )
    images = SiglipImageProcessorPil(size={"height": 32, "width": 32})
    images.image_seq_length = 16
    processor = PaliGemmaProcessor(image_processor=images, tokenizer=tokens)
    ids = tokens.convert_tokens_to_ids
    config = PaliGemmaConfig(
        vision_config={
            "model_type": "siglip_vision_model",
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
            "projection_dim": 32,
            "vision_use_head": False,
        },
        text_config={
            "model_type": "gemma",
            "vocab_size": len(processor.tokenizer),
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "head_dim": 16,
            "pad_token_id": ids("<pad>"),
            "eos_token_id": ids("<eos>"),
            "bos_token_id": ids("<bos>"),
        },
        image_token_index=ids("<image>"),
        projection_dim=32,
        hidden_size=32,
    )
    return saved(folder, PaliGemmaForConditionalGeneration, config, processor)
