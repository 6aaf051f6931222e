"""The loop that every network of the embedded model learns by, and its checkpoints."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from skingen._errors import PipelineError
from skingen._files import write_whole
from skingen.embedded._recipe import Stage

_BETAS = (0.9, 0.99)
_CLIP = 1.0


class CheckpointError(PipelineError):
    """A checkpoint of another recipe; the sentence names its file."""


@dataclass(frozen=True)
class Progress:
    """Where a stage stands."""

    step: int
    """Steps taken."""
    losses: tuple[float, ...]
    """Loss of each step so far."""


def learn(
    network: nn.Module, settings: Stage, loss_at: Callable[[int], Tensor], file: Path, identity: str
) -> Iterator[Progress]:
    """Minimise `loss_at(step)` from where the checkpoint `file` stands; yields at each checkpoint.

    What `loss_at` draws must depend on the step alone: then a run that was killed and resumed gives the same weights.
    `identity` names recipe and stage; `CheckpointError` where the file holds another's. At the end the network holds
    the running mean of its weights, where the settings ask for one.
    """
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=settings.learning_rate, betas=_BETAS, weight_decay=0.01)
    mean = [parameter.detach().clone() for parameter in parameters]
    losses: list[float] = []
    if file.is_file():
        losses = _restore(file, identity, network, optimizer, mean)
        yield Progress(len(losses), tuple(losses))
    network.train()
    for step in range(len(losses), settings.steps):
        for group in optimizer.param_groups:
            group["lr"] = settings.learning_rate * _share(step, settings)
        loss = loss_at(step)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, _CLIP)
        optimizer.step()
        # early on, a mean that looks back only as far as there are steps
        decay = min(settings.ema, (1 + step) / (10 + step))
        torch._foreach_lerp_(mean, [parameter.detach() for parameter in parameters], 1 - decay)
        losses.append(loss.item())
        if (step + 1) % settings.checkpoint_every == 0 or step + 1 == settings.steps:
            _store(file, identity, network, optimizer, mean, losses)
            yield Progress(step + 1, tuple(losses))
    with torch.no_grad():
        for parameter, value in zip(parameters, mean, strict=True):
            parameter.copy_(value)
    network.eval()


def _share(step: int, settings: Stage) -> float:
    """Part of the peak step size."""
    if step < settings.warmup:
        return (step + 1) / settings.warmup
    if settings.schedule == "constant":
        return 1.0
    done = (step - settings.warmup) / max(1, settings.steps - settings.warmup)
    return 0.5 * (1 + math.cos(math.pi * done))


def _store(
    file: Path, identity: str, network: nn.Module, optimizer: Any, mean: list[Tensor], losses: list[float]
) -> None:
    content = io.BytesIO()
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "mean": mean, "losses": losses}
    torch.save({"identity": identity, **state}, content)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, content.getvalue())


def _restore(file: Path, identity: str, network: nn.Module, optimizer: Any, mean: list[Tensor]) -> list[float]:
    state = torch.load(file, weights_only=True)
    if state["identity"] != identity:
        raise CheckpointError(f"{file} belongs to another recipe; remove it or train in another folder.")
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    for value, stored in zip(mean, state["mean"], strict=True):
        value.copy_(stored)
    return list(state["losses"])
