"""Models of transformers run here: MedGemma's class, LLaVA's and PaliGemma's, with weights that say nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from skingen.data import load_image_folder
from skingen.diagnose import Asking, DiagnosisError, diagnose, load_opinions, load_speaker
from tests.skingen.tiny_vlms import build_gemma, build_llava, build_paligemma

pytestmark = [
    pytest.mark.slow,
    # PaliGemma's processor turns tensors into arrays in a way that numpy 2.4 is about to drop
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning"),
]

NAMES = {"melanoma": "Melanoma", "naevus": "Mole"}
PHOTO = np.random.default_rng(0).integers(0, 255, (40, 48, 3), dtype=np.uint8)


@pytest.fixture(scope="module", params=[build_gemma, build_llava, build_paligemma])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build: Callable[[Path], Path] = request.param
    return build(tmp_path_factory.mktemp("vlm") / build.__name__)


def test_the_whole_path_runs_and_noise_is_not_parsed(model: Path, noise_folder: Path, tmp_path: Path) -> None:
    folder = load_image_folder(noise_folder)
    asking = Asking(model=str(model), max_tokens=6)
    done = diagnose(folder, folder.pictures[:2], NAMES, asking, tmp_path / "answers.jsonl")
    assert (done.asked, done.not_parsed) == (2, 2)
    assert [opinion.model for opinion in load_opinions(tmp_path / "answers.jsonl")] == [model.name] * 2


def test_draws_follow_from_the_seed_and_leave_the_global_generator_alone(model: Path) -> None:
    import torch

    before = torch.get_rng_state()
    one, again, other = (
        load_speaker(Asking(model=str(model), max_tokens=6, temperature=1.0, seed=seed)).say(PHOTO, "You see a photo")
        for seed in (4, 4, 5)
    )
    assert one == again
    assert one != other
    assert torch.equal(torch.get_rng_state(), before)


def test_tokens_make_up_the_text_and_their_probabilities_do_not_depend_on_the_temperature(model: Path) -> None:
    greedy, cold = (
        load_speaker(Asking(model=str(model), max_tokens=6, temperature=temperature)).say(PHOTO, "You see")
        for temperature in (0.0, 1e-6)
    )
    assert greedy.tokens is not None
    assert "".join(piece for piece, _ in greedy.tokens) == greedy.text
    # random weights are nearly indifferent among their words
    assert all(chosen < -1 for _, chosen in greedy.tokens)
    assert cold == greedy


@pytest.mark.parametrize(("name", "content"), [("absent", None), ("empty", {}), ("damaged", {"config.json": "{"})])
def test_a_model_that_cannot_be_loaded_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: dict[str, str] | None
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    folder = tmp_path / name
    if content is not None:
        folder.mkdir()
        for file, text in content.items():
            (folder / file).write_text(text)
    with pytest.raises(DiagnosisError, match=f"^[^\n]*{name} [^\n]*\\.$"):
        load_speaker(Asking(model=str(folder)))


def test_a_model_that_needs_torchvision_says_so(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import AutoProcessor

    def refuse(*_: object, **__: object) -> None:
        raise ImportError("Qwen2VLVideoProcessor requires the Torchvision library but it was not found")

    monkeypatch.setattr(AutoProcessor, "from_pretrained", refuse)
    with pytest.raises(DiagnosisError, match="needs torchvision; install it, or serve the model"):
        load_speaker(Asking(model=str(model)))
