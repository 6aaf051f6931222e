"""A base model that cannot be used is one sentence."""

import json
import shutil

import pytest

from skingen import base

pytestmark = pytest.mark.slow


def test_the_hash_knows_the_weights_not_their_precision(tiny_sd, tmp_path):
    import torch

    loaded = base.load_base(str(tiny_sd))
    assert loaded.family == "sd"
    assert (loaded.size, loaded.factor) == (32, 2)
    loaded.pipe.unet.half().save_pretrained(tmp_path / "unet", variant="fp16")
    shutil.copytree(tiny_sd, tmp_path, dirs_exist_ok=True)
    (tmp_path / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    shutil.copytree(tiny_sd / "vae", tmp_path / "vae", dirs_exist_ok=True)
    for folder, name in (("vae", "diffusion_pytorch_model"), ("text_encoder", "model")):
        (tmp_path / folder / f"{name}.safetensors").rename(tmp_path / folder / f"{name}.fp16.safetensors")
    half = base.load_base(str(tmp_path))
    assert half.sha256 == loaded.sha256
    with torch.no_grad():
        next(half.pipe.unet.parameters()).add_(0.1)
    assert base.weights_hash(half.pipe.unet) != loaded.sha256


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda folder: (folder / "model_index.json").unlink(), "is no model folder: model_index.json is absent"),
        (lambda folder: (folder / "unet" / "diffusion_pytorch_model.safetensors").unlink(), "is incomplete or damaged"),
        (
            lambda folder: (folder / "vae" / "diffusion_pytorch_model.safetensors").write_bytes(b"cut"),
            "incomplete or damaged",
        ),
        (
            lambda folder: (folder / "model_index.json").write_text(json.dumps({"_class_name": "FluxPipeline"})),
            "is a FluxPipeline; only Stable Diffusion",
        ),
    ],
)
def test_a_damaged_folder_is_named(tiny_sd, tmp_path, harm, words):
    folder = tmp_path / "base"
    shutil.copytree(tiny_sd, folder)
    harm(folder)
    with pytest.raises(base.BaseModelError, match=words) as refused:
        base.load_base(str(folder))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("GatedRepoError", "is gated: accept its licence"),
        ("RepositoryNotFoundError", "neither a folder here nor a model on the hub"),
        ("LocalEntryNotFoundError", "could not be fetched"),
    ],
)
def test_the_hub_says_no_in_one_sentence(monkeypatch, kind, words):
    from diffusers import DiffusionPipeline
    from huggingface_hub import errors

    def refuse(*_, **__):
        error = getattr(errors, kind)
        raise error.__new__(error, "no")  # without the answer that its constructor wants

    monkeypatch.setattr(DiffusionPipeline, "load_config", refuse)
    with pytest.raises(base.BaseModelError, match=words):
        base.load_base("someone/model")
