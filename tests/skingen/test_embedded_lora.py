"""A LoRA teaches the embedded model the diagnosis that it was trained without."""

import re
from pathlib import Path

import pytest

from skingen.data import draw_image_folder
from skingen.embedded import load_recipe
from skingen.strategies import load_sweep, sweep

PAGE = Path(__file__).parents[2] / "docs" / "embedded-model.md"


def declared(folder):
    """The sweep that the page on the embedded model shows."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (folder / "sweep.yaml").write_text(block)
    return load_sweep(folder / "sweep.yaml")


@pytest.mark.full
def test_a_lora_brings_an_unseen_diagnosis_nearer_beyond_chance(tmp_path):
    (unseen,) = load_recipe("full").denoiser.without
    draw_image_folder(tmp_path / "pictures", rounds=34, diagnoses=[unseen])
    compared = declared(tmp_path)
    assert compared.diagnoses == (unseen,)
    with_lora, base = sweep(compared).outcomes
    assert base.strategy is None
    assert (with_lora.kid.generated, with_lora.kid.real) == (base.kid.generated, base.kid.real) == (60, 60)
    assert with_lora.kid.high < base.kid.low
