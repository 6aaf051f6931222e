"""What learns: the adapter of a UNet, its optimizer and its running mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor

from skingen.base import Machine
from skingen.lora._diffusion import Diffusion
from skingen.lora._encode import Batch
from skingen.lora._training import PATTERNS, Training

_MOMENTS = ("exp_avg", "exp_avg_sq")


class Learner:
    """A frozen UNet with a trainable LoRA in fp32, whatever the precision of the rest."""

    def __init__(
        self, unet: Any, training: Training, diffusion: Diffusion, machine: Machine, accelerator: Accelerator
    ) -> None:
        """Adds the adapter to `unet`, drawn from the training's seed."""
        from peft import LoraConfig

        machine.place(unet)
        settings = LoraConfig(
            r=training.rank,
            lora_alpha=training.alpha or training.rank,
            init_lora_weights="gaussian",
            target_modules=PATTERNS[training.targets],
        )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(training.seed)
            unet.add_adapter(settings)
        if training.gradient_checkpointing:
            unet.enable_gradient_checkpointing()
        self._named = {name: value for name, value in unet.named_parameters() if value.requires_grad}
        for value in self._named.values():
            value.data = value.data.float()
        # a list: an iterator would be used up by the optimizer, and the clipping would see nothing
        self.parameters = list(self._named.values())
        self._optimizer = torch.optim.AdamW(
            self.parameters, lr=training.learning_rate, weight_decay=training.weight_decay, fused=True
        )
        self._mean = [value.detach().clone() for value in self.parameters] if training.ema else None
        self.unet = unet
        self._alone = torch.compile(unet) if training.compile else unet
        self._together = accelerator.prepare(self._alone) if accelerator.num_processes > 1 else self._alone
        self._training, self._diffusion = training, diffusion
        self._machine, self._accelerator = machine, accelerator

    def learn(self, step: int, batch: Batch) -> tuple[Tensor, Tensor]:
        """Take a step on this process's part of the batch; loss and norm of the gradients, both still on the device."""
        for group in self._optimizer.param_groups:
            group["lr"] = self.rate(step)
        loss = (self._diffusion.weights(batch.timesteps) * self._errors(self._together, batch)).mean()
        self._accelerator.backward(loss)
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, self._training.clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        if self._mean is not None and self._training.ema:
            # early on, a mean that looks back only as far as there are steps
            decay = min(self._training.ema, (1 + step) / (10 + step))
            torch._foreach_lerp_(self._mean, [value.detach() for value in self.parameters], 1 - decay)
        return loss.detach(), norm

    @torch.no_grad()
    def error(self, batch: Batch) -> Tensor:
        """Mean squared error over a batch, every timestep weighing the same; still on the device."""
        # one process watches while the others wait
        return self._errors(self._alone, batch).mean()

    def _errors(self, model: Any, batch: Batch) -> Tensor:
        """Squared error of each sample, `(batch,)`."""
        noisy = self._diffusion.noisy(batch.latents, batch.noise, batch.timesteps)
        if self._machine.device.type == "cuda":
            noisy = noisy.contiguous(memory_format=torch.channels_last)
        with self._machine.arithmetic():
            said = model(
                noisy.to(self._machine.dtype),
                batch.timesteps,
                batch.states,
                added_cond_kwargs=batch.added,
                return_dict=False,
            )[0]
        target = self._diffusion.target(batch.latents, batch.noise, batch.timesteps)
        return (said.float() - target).square().mean(dim=(1, 2, 3))

    def rate(self, step: int) -> float:
        """Size of a step: rises linearly over the warm-up, then is kept or falls along a half cosine."""
        training = self._training
        if step < training.warmup:
            return training.learning_rate * (step + 1) / training.warmup
        if training.schedule == "constant":
            return training.learning_rate
        done = (step - training.warmup) / (training.steps - training.warmup)
        return training.learning_rate * 0.5 * (1 + math.cos(math.pi * done))

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The UNet with the running mean of its LoRA, where one is kept; afterwards with the last weights again."""
        if self._mean is None:
            yield
            return
        last = [value.detach().clone() for value in self.parameters]
        self._set(self._mean)
        try:
            yield
        finally:
            self._set(last)

    @torch.no_grad()
    def _set(self, values: list[Tensor]) -> None:
        for parameter, value in zip(self.parameters, values, strict=True):
            parameter.copy_(value)

    def state(self) -> dict[str, Tensor]:
        """Everything that changes while learning, on the processor."""
        parts = {"weights": self.parameters}
        for moment in _MOMENTS:
            parts[moment] = [self._optimizer.state[value][moment] for value in self.parameters]
        if self._mean is not None:
            parts["mean"] = self._mean
        return {
            f"{part}/{name}": value.detach().to("cpu", copy=True).contiguous()
            for part, values in parts.items()
            for name, value in zip(self._named, values, strict=True)
        }

    @torch.no_grad()
    def restore(self, step: int, state: Mapping[str, Tensor]) -> None:
        """Go on from the `state` after `step` steps."""
        for place, (name, parameter) in enumerate(self._named.items()):
            parameter.copy_(state[f"weights/{name}"])
            self._optimizer.state[parameter] = {
                # fused AdamW counts on the device of its parameter
                "step": torch.tensor(float(step), device=parameter.device),
                **{moment: state[f"{moment}/{name}"].to(parameter.device) for moment in _MOMENTS},
            }
            if self._mean is not None:
                self._mean[place].copy_(state[f"mean/{name}"])
