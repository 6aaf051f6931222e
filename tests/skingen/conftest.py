"""Tiny models and pictures of noise that tests of the image pipeline share."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.skingen.tiny_models import build_sd, build_sdxl


@pytest.fixture(scope="session")
def tiny_sd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Stable Diffusion folder with random weights, for pictures of 32 pixels."""
    return build_sd(tmp_path_factory.mktemp("sd"))


@pytest.fixture(scope="session")
def tiny_sdxl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Stable Diffusion XL folder with random weights, for pictures of 32 pixels."""
    return build_sdxl(tmp_path_factory.mktemp("sdxl"))


@pytest.fixture(scope="session")
def noise_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An image folder of two diagnoses: ten pictures to train on, two to watch, six to measure with."""
    folder = tmp_path_factory.mktemp("pictures")
    random = np.random.default_rng(0)
    lines = []
    for number, split in enumerate(["train"] * 10 + ["validation"] * 2 + ["test"] * 6):
        height, width = (32, 32) if number % 3 else (32, 48)
        pixels = random.integers(0, 255, (height, width, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{number}.png")
        diagnosis = ("melanoma", "naevus")[number % 2]
        line = {"file_name": f"{number}.png", "caption": f"a {diagnosis}, number {number % 3}", "diagnosis": diagnosis}
        lines.append(json.dumps(line | {"skin_type": ("II", "V")[number % 2], "split": split}))
    (folder / "metadata.jsonl").write_text("\n".join(lines))
    return folder
