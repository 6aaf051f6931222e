"""A training end to end on a tiny model: what comes out, and that a kill changes nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from skingen import base, lora
from skingen.data import PictureError

pytestmark = pytest.mark.slow


@pytest.fixture
def training(tiny_sd: Path, noise_folder: Path, tmp_path: Path) -> lora.Training:
    return lora.Training(
        base=str(tiny_sd),
        data=noise_folder,
        out=tmp_path / "out",
        steps=6,
        batch=4,
        warmup=1,
        rank=2,
        learning_rate=1e-2,
        checkpoint_every=2,
        tensorboard=False,
    )


def changed(training: lora.Training, **fields: Any) -> lora.Training:
    return training.model_copy(update=fields)


def in_a_child(work: Callable[[], object]) -> int:
    """Runs `work` in a process of its own; the signal that ended it, or 0."""
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def kill_at(monkeypatch: pytest.MonkeyPatch, instant: str, file_name: str) -> None:
    """Arms a SIGKILL of the own process at an instant of writing a file."""
    from skingen import _files

    real_sync, real_replace = os.fsync, os.replace

    def sync(descriptor: int) -> None:
        name = os.readlink(f"/proc/self/fd/{descriptor}")
        if instant == "half-written" and file_name in name:
            os.truncate(name, os.path.getsize(name) // 2)
            os.kill(os.getpid(), signal.SIGKILL)
        real_sync(descriptor)

    def replace(draft: Path, path: Path) -> None:
        if instant == "before the rename" and path.name == file_name:
            os.kill(os.getpid(), signal.SIGKILL)
        real_replace(draft, path)
        if instant == "after the rename" and path.name == file_name:
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(_files.os, "fsync", sync)
    monkeypatch.setattr(_files.os, "replace", replace)


@pytest.mark.parametrize(
    ("instant", "file_name"),
    [
        ("half-written", "step-0000002.safetensors"),
        ("half-written", "step-0000004.safetensors"),
        ("before the rename", "step-0000004.safetensors"),
        ("after the rename", "step-0000004.safetensors"),
        ("after the rename", "step-0000006.safetensors"),
        ("half-written", "lora.safetensors"),
    ],
)
def test_a_killed_training_ends_with_the_same_bytes(training, tmp_path, instant, file_name):
    with pytest.MonkeyPatch.context() as patch:
        kill_at(patch, instant, file_name)
        assert in_a_child(lambda: lora.train(training)) == signal.SIGKILL
    assert not (training.out / "lora.safetensors").exists()
    resumed = lora.train(training).file.read_bytes()
    whole = lora.train(changed(training, out=tmp_path / "whole")).file.read_bytes()
    assert resumed == whole
    assert (training.out / "log.jsonl").read_bytes() == (tmp_path / "whole" / "log.jsonl").read_bytes()


def test_a_training_killed_between_checkpoints_goes_on_from_the_last(training, tmp_path):
    steps: list[int] = []

    def kill(progress: lora.Progress) -> None:
        if progress.stage == "training" and progress.done == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    training = changed(training, log_every=1)
    assert in_a_child(lambda: lora.train(training, kill)) == signal.SIGKILL
    resumed = lora.train(training, lambda progress: steps.append(progress.done))
    assert steps[-4:] == [3, 4, 5, 6]
    assert resumed.file.read_bytes() == lora.train(changed(training, out=tmp_path / "whole")).file.read_bytes()


def test_an_ended_training_is_only_read(training):
    first = lora.train(training)
    stamp = first.file.stat().st_mtime_ns
    assert lora.train(training).header == first.header
    assert first.file.stat().st_mtime_ns == stamp


def test_the_file_says_what_it_was_trained_for_and_on(training, tiny_sd, noise_folder):
    from skingen.data import load_image_folder

    trained = lora.train(changed(training, diagnoses=("naevus",), captions="tone"))
    header = lora.read_header(trained.file)
    folder = load_image_folder(noise_folder)
    assert header == trained.header
    assert header.base.sha256 == base.load_base(str(tiny_sd)).sha256
    assert header.data.sha256 == folder.digest(folder.chosen("train", ["naevus"]))
    assert header.data.diagnoses == {"naevus": 5}
    assert header.data.skin_types == {"V": 5}
    assert (header.data.captions.distinct, header.data.captions.words) == (1, (3, 3.0, 3))
    assert header.data.captions.cut_short == 5  # a letter is a token here, and the encoder reads 16
    assert (header.steps, header.seed, header.weights) == (6, 0, "mean")
    assert header.settings["learning_rate"] == 1e-2
    assert header.versions["peft"]
    assert (
        header.validation_loss
        == json.loads((training.out / "log.jsonl").read_text().splitlines()[-1])["validation_loss"]
    )


def test_another_seed_gives_other_weights_and_the_same_seed_the_same(training, tmp_path):
    weights = [
        lora.train(changed(training, out=tmp_path / str(number), seed=seed)).file.read_bytes()
        for number, seed in enumerate((0, 0, 1))
    ]
    assert weights[0] == weights[1] != weights[2]


def test_what_is_watched_does_not_change_the_weights(training, tmp_path):
    watched = changed(
        training, sample_prompts=("a mole",), sample_steps=2, sample_every=2, validate_every=1, tensorboard=True
    )
    seen = lora.train(watched)
    assert {file.name for file in (training.out / "samples").iterdir()} == {
        f"step-000000{step}.png" for step in (2, 4, 6)
    }
    with Image.open(training.out / "samples" / "step-0000006.png") as grid:
        assert grid.size == (32, 32)
        assert grid.text == {"Prompts": "a mole"}
    assert list((training.out / "tensorboard").glob("events.*"))
    assert seen.file.read_bytes() == lora.train(changed(training, out=tmp_path / "unwatched")).file.read_bytes()


def test_pictures_keep_their_shape_in_buckets(training):
    trained = lora.train(changed(training, buckets=True, resolution=64))
    assert trained.header.settings["buckets"] is True


def test_the_lora_changes_what_the_base_draws_and_refuses_another_base(training, tmp_path):
    import torch

    from tests.skingen.tiny_models import build_sd

    file = lora.train(training).file

    def picture(attached: bool) -> np.ndarray:
        loaded = base.load_base(training.base)
        if attached:
            lora.attach(loaded, file)
        noise = torch.Generator().manual_seed(1)
        return loaded.pipe("a mole", num_inference_steps=2, output_type="np", generator=noise).images

    assert not np.allclose(picture(True), picture(False), atol=1e-3)
    other = base.load_base(str(build_sd(tmp_path / "other", seed=9)))
    with pytest.raises(lora.LoraFileError, match=r"was trained for .*, not for .*other"):
        lora.attach(other, file)


def test_sdxl_is_trained_with_both_encoders_and_sizes(training, tiny_sdxl):
    trained = lora.train(changed(training, base=str(tiny_sdxl)))
    assert trained.header.base.family == "sdxl"
    loaded = base.load_base(str(tiny_sdxl))
    lora.attach(loaded, trained.file)
    assert loaded.pipe.get_active_adapters() == ["lora"]


def test_an_unreadable_picture_leaves_nothing_behind(training, noise_folder, tmp_path):
    import shutil

    broken = Path(shutil.copytree(noise_folder, tmp_path / "broken"))
    (broken / "4.png").write_bytes((noise_folder / "4.png").read_bytes()[:100])
    with pytest.raises(PictureError, match=r"4\.png is no readable picture"):
        lora.train(changed(training, data=broken))
    assert not training.out.exists()


def test_a_full_device_is_one_sentence_and_keeps_the_last_checkpoint(training, monkeypatch):
    import torch

    from skingen.lora._learner import Learner

    learn = Learner.learn

    def full(self: Learner, step: int, batch: Any) -> Any:
        if step == 3:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return learn(self, step, batch)

    monkeypatch.setattr(Learner, "learn", full)
    with pytest.raises(base.OutOfMemoryError, match="ran out of memory; choose a batch smaller than 4"):
        lora.train(training)
    assert [file.name for file in (training.out / "checkpoints").iterdir()] == ["step-0000002.safetensors"]
    assert not (training.out / "lora.safetensors").exists()


def test_a_folder_of_another_training_is_refused(training):
    lora.train(training)
    with pytest.raises(lora.TrainingError, match=r"lora\.safetensors comes from another training"):
        lora.train(changed(training, seed=5))
    (training.out / "lora.safetensors").unlink()
    with pytest.raises(lora.TrainingError, match="holds checkpoints of another training"):
        lora.train(changed(training, seed=5))


def test_a_diverging_training_stops(training):
    with pytest.raises(lora.TrainingError, match="no longer finite"):
        lora.train(changed(training, learning_rate=1e20, log_every=1))
    assert not (training.out / "lora.safetensors").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"diagnoses": ("acne",)}, "no training picture of 'acne'"),
        ({"device": "cuda"}, "no CUDA device"),
        ({"base": "nowhere/to/be/found"}, "There is no model folder"),
    ],
)
def test_what_cannot_begin_says_why(training, fields, words):
    from skingen import PipelineError

    with pytest.raises(PipelineError, match=words):
        lora.train(changed(training, **fields))
    assert not training.out.exists()


@pytest.mark.full
def test_two_processes_train_what_one_does(training, tmp_path):
    import subprocess
    import sys

    import yaml
    from safetensors.torch import load_file

    declared = training.model_dump(mode="json", exclude={"out"}) | {"out": "together", "device": "cpu"}
    (tmp_path / "training.yaml").write_text(yaml.safe_dump(declared))
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    subprocess.run(
        [*launch, "-m", "skingen.lora", str(tmp_path / "training.yaml")], check=True, cwd=Path(__file__).parents[2]
    )
    alone = lora.train(changed(training, device="cpu"))
    assert lora.read_header(tmp_path / "together" / "lora.safetensors").processes == 2
    one, two = load_file(alone.file), load_file(tmp_path / "together" / "lora.safetensors")
    assert one.keys() == two.keys()
    assert all(np.allclose(one[name], two[name], atol=1e-3) for name in one)
    assert max(float(value.abs().max()) for value in one.values()) > 0.05
