"""Where the shipped weights lie."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def embedded_model_path() -> Path:
    """Folder of the shipped model, which `StableDiffusionPipeline.from_pretrained` loads."""
    return _HERE / "model"


def embedded_features_path() -> Path:
    """File of the shipped feature network, which `load_features` loads."""
    return _HERE / "features.safetensors"
