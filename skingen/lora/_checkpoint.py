"""Checkpoints: one file each, whole or absent, with everything that a training needs to go on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from skingen._files import write_whole
from skingen.lora._errors import TrainingError


@dataclass(frozen=True)
class Checkpoint:
    """The state of a training after `step` steps. Data order, noise and step size follow from the step."""

    step: int
    tensors: dict[str, Tensor]
    """Weights, both moments of the optimizer, and the running mean, each named `part/parameter`."""


class Checkpoints:
    """The checkpoints of a training in a folder, named by step."""

    def __init__(self, folder: Path, identity: str, keep: int) -> None:
        """`identity` says what is trained on what: a folder of another training is refused. `keep` newest stay."""
        self._folder = folder
        self._identity = identity
        self._keep = keep

    def write(self, checkpoint: Checkpoint) -> None:
        """Store a checkpoint, then remove those that are too old to keep."""
        self._folder.mkdir(parents=True, exist_ok=True)
        about = {"identity": self._identity, "step": str(checkpoint.step)}
        write_whole(self._folder / f"step-{checkpoint.step:07}.safetensors", save(checkpoint.tensors, about))
        for old in self._files()[: -self._keep]:
            old.unlink()

    def newest(self) -> Checkpoint | None:
        """The newest checkpoint, on the processor; none before the first.

        `TrainingError` where it belongs to another training, or its file was damaged after it was written.
        """
        files = self._files()
        if not files:
            return None
        file = files[-1]
        try:
            with safe_open(str(file), "pt") as stored:
                about = stored.metadata()
                if about["identity"] != self._identity:
                    raise TrainingError(
                        f"{self._folder} holds checkpoints of another training (other settings, data or base model); "
                        "name another folder for this one."
                    )
                return Checkpoint(int(about["step"]), {name: stored.get_tensor(name) for name in stored.keys()})  # noqa: SIM118
        except SafetensorError as error:
            raise TrainingError(f"{file} is damaged; remove it to go on from the checkpoint before.") from error

    def _files(self) -> list[Path]:
        return sorted(file for file in self._folder.glob("*") if re.fullmatch(r"step-\d+\.safetensors", file.name))
