"""Defects of known training scripts that this one must not have, a test for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from skingen import base, lora
from skingen.data import fitted, load_image_folder, read_picture

pytestmark = pytest.mark.slow


@pytest.fixture
def training(tiny_sd: Path, noise_folder: Path, tmp_path: Path) -> lora.Training:
    return lora.Training(
        base=str(tiny_sd), data=noise_folder, out=tmp_path / "out", steps=6, batch=4, warmup=0, tensorboard=False
    )


@pytest.fixture
def encoded(training: lora.Training) -> Any:
    from skingen.lora._encode import encode

    folder = load_image_folder(training.data)
    loaded = base.load_base(training.base)
    return encode(loaded, folder, folder.chosen("train"), "own", ((32, 32),), base.machine("cpu"))


@pytest.fixture
def learner_on(training: lora.Training, encoded: Any) -> Callable[..., tuple[Any, Any]]:
    """A learner of given precision and settings, and a batch for it."""
    from accelerate import Accelerator

    from skingen.lora._diffusion import Diffusion
    from skingen.lora._draws import draws
    from skingen.lora._learner import Learner

    def build(precision: Any = "fp32", **settings: Any) -> tuple[Any, Any]:
        where = base.machine("cpu", precision)
        loaded = base.load_base(training.base)
        diffusion = Diffusion(loaded.pipe.scheduler, 5.0, where.device)
        its = training.model_copy(update=settings)
        drawn = draws(0, 0, range(4), encoded.latent_shape(0), diffusion.levels, True, 0.0)
        learner = Learner(loaded.pipe.unet, its, diffusion, where, Accelerator(cpu=True))
        return learner, encoded.batch(range(4), drawn, where.device)

    return build


def test_clipping_sees_the_gradients(learner_on, monkeypatch):
    import torch

    clipped: list[float] = []

    def remembered(parameters: list[Any], largest: float) -> Any:
        norm = real(parameters, largest)
        clipped.append(float(torch.stack([value.grad.norm() for value in parameters]).norm()))
        return norm

    real = torch.nn.utils.clip_grad_norm_
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", remembered)
    learner, batch = learner_on(clip=1e-3)
    _, norm = learner.learn(0, batch)
    assert float(norm) > 2e-3
    assert clipped == [pytest.approx(1e-3, rel=1e-3)]


def test_under_bf16_the_lora_stays_fp32_and_every_element_moves(learner_on):
    import torch

    learner, batch = learner_on("bf16", weight_decay=0.0, ema=None)
    frozen = {value.dtype for value in learner.unet.parameters() if not value.requires_grad}
    assert frozen == {torch.bfloat16}
    assert {value.dtype for value in learner.parameters} == {torch.float32}
    for _ in range(2):  # the first step moves B alone, which is zero until then
        before = [value.detach().clone() for value in learner.parameters]
        learner.learn(0, batch)
    moved = torch.cat([(value != old).flatten() for value, old in zip(learner.parameters, before, strict=True)])
    assert moved.float().mean() > 0.99


def test_neither_vae_nor_text_encoder_runs_in_a_step(training, monkeypatch):
    from diffusers import AutoencoderKL
    from transformers import CLIPTextModel

    calls = {AutoencoderKL: 0, CLIPTextModel: 0}

    def counting(kind: Any, name: str) -> None:
        real = getattr(kind, name)

        def counted(self: Any, *arguments: Any, **named: Any) -> Any:
            calls[kind] += 1
            return real(self, *arguments, **named)

        monkeypatch.setattr(kind, name, counted)

    counting(AutoencoderKL, "encode")
    counting(CLIPTextModel, "forward")
    lora.train(training)
    before = dict(calls)
    lora.train(training.model_copy(update={"steps": 12, "out": training.out.parent / "longer"}))
    assert {kind: calls[kind] - before[kind] for kind in calls} == before


def test_no_step_waits_for_the_device(training, monkeypatch):
    import torch

    waits: list[str] = []
    for name in ("item", "__float__", "__bool__", "tolist", "numpy"):
        real = getattr(torch.Tensor, name)

        def waiting(self: Any, *arguments: Any, name: str = name, real: Any = real, **named: Any) -> Any:
            waits.append(name)
            return real(self, *arguments, **named)

        monkeypatch.setattr(torch.Tensor, name, waiting)

    def waits_of(steps: int) -> int:
        waits.clear()
        settings = {"steps": steps, "out": training.out / str(steps), "log_every": 100, "diagnoses": ("naevus",)}
        lora.train(training.model_copy(update=settings))
        return len(waits)

    assert waits_of(12) == waits_of(6)


def test_what_is_cached_belongs_to_the_sample(training, encoded):
    import torch

    from skingen.lora._draws import Draws

    folder = load_image_folder(training.data)
    pictures = folder.chosen("train")
    loaded = base.load_base(training.base)
    order = [7, 0, 4, 9]
    still = np.zeros((4, *encoded.latent_shape(0)), np.float32)
    drawn = Draws(np.zeros(4, np.int64), still, still, np.array([0, 1, 0, 1]), np.array([False, False, True, False]))
    batch = encoded.batch(order, drawn, torch.device("cpu"))
    for place, sample in enumerate(order):
        shown = fitted(read_picture(folder.file(pictures[sample])), 32, 32)
        pixels = torch.tensor(shown).permute(2, 0, 1)[None] / 127.5 - 1
        pixels = pixels.flip(3) if drawn.flipped[place] else pixels
        with torch.no_grad():
            mean = loaded.pipe.vae.encode(pixels).latent_dist.mean[0] * encoded.scale
        assert torch.allclose(batch.latents[place], mean, atol=1e-5)
        text = "" if drawn.dropped[place] else pictures[sample].caption
        with torch.no_grad():
            states = loaded.pipe.encode_prompt(text, torch.device("cpu"), 1, False)[0][0]
        assert torch.allclose(batch.states[place], states, atol=1e-5)


def test_the_posterior_is_drawn_anew_each_step(encoded):
    import torch

    from skingen.lora._draws import draws

    views = [
        encoded.batch([3], draws(0, step, [3], encoded.latent_shape(3), 1000, False, 0.0), torch.device("cpu")).latents
        for step in range(2)
    ]
    assert not torch.equal(*views)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction"])
def test_noise_target_and_weights_are_those_of_the_scheduler(prediction):
    import torch
    from diffusers.training_utils import compute_snr

    from skingen.lora._diffusion import Diffusion
    from tests.skingen.tiny_models import scheduler

    own = scheduler(prediction)
    diffusion = Diffusion(own, 5.0, torch.device("cpu"))
    random = torch.Generator().manual_seed(0)
    latents, noise = (torch.randn(3, 4, 2, 2, generator=random) for _ in range(2))
    timesteps = torch.tensor([0, 400, 999])
    assert torch.allclose(
        diffusion.noisy(latents, noise, timesteps), own.add_noise(latents, noise, timesteps), atol=1e-6
    )
    target = noise if prediction == "epsilon" else own.get_velocity(latents, noise, timesteps)
    assert torch.allclose(diffusion.target(latents, noise, timesteps), target, atol=1e-6)
    ratio = compute_snr(own, timesteps)
    divisor = ratio if prediction == "epsilon" else ratio + 1
    assert torch.allclose(diffusion.weights(timesteps), ratio.clamp(max=5.0) / divisor, rtol=1e-3)


def test_a_resumed_learner_is_the_learner(learner_on):
    import torch

    first, batch = learner_on()
    for step in range(3):
        first.learn(step, batch)
    second, _ = learner_on(seed=9)
    second.restore(3, first.state())
    for learner in (first, second):
        learner.learn(3, batch)
    states = first.state(), second.state()
    assert states[0].keys() == states[1].keys()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert {name.partition("/")[0] for name in states[0]} == {"weights", "exp_avg", "exp_avg_sq", "mean"}
