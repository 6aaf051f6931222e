"""What is compared: one YAML file."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from skingen.data import CaptionStyle
from skingen.lora import Targets, Training, TrainingError, declare_training
from skingen.lora._training import checked

Scope = Literal["each", "all"]
"""One LoRA for each diagnosis, or one for all together."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Strategy(_Part):
    """One way to train. The base model without a LoRA is always compared too."""

    scope: Scope
    captions: CaptionStyle
    rank: int
    targets: Targets
    learning_rate: float
    steps: int
    images: int | None
    """Training pictures of each diagnosis; all where absent."""

    @property
    def title(self) -> str:
        """The strategy in words, unique within a sweep."""
        parts = [
            "one LoRA a diagnosis" if self.scope == "each" else "one LoRA for all",
            f"captions: {self.captions}",
            f"rank {self.rank}",
            self.targets.replace("_", " "),
            f"rate {self.learning_rate:g}",
            f"{self.steps} steps",
            f"{self.images} pictures a diagnosis" if self.images else "all pictures",
        ]
        return ", ".join(parts)


class Measured(_Part):
    """How every strategy is measured: always the same prompts and seeds."""

    images: int = Field(default=48, ge=3)
    """Generated pictures of each diagnosis."""
    captions: CaptionStyle | None = None
    """What prompts say; as in the strategy's own training where absent."""
    sampling_steps: int = Field(default=20, ge=1)
    guidance: float = Field(default=3.0, ge=0)
    batch: int = Field(default=8, ge=1)
    extractor: str = "embedded"
    """Network that the distances are measured with: `embedded`, or an image encoder of transformers."""


class Sweep(_Part):
    """A comparison, as declared: each combination of the lists is a strategy."""

    base: str = "embedded"
    """The base model."""
    data: Path
    """Image folder; pictures of split `train` are trained on, those of split `test` measured against."""
    out: Path
    """Folder for trainings, pictures, measures and the comparison page."""
    diagnoses: tuple[str, ...] | None = None
    """The diagnoses that are drawn; all where absent."""
    seed: int = Field(default=0, ge=0)
    """Start of every random draw."""
    scope: tuple[Scope, ...] = ("each",)
    captions: tuple[CaptionStyle, ...] = ("own",)
    rank: tuple[int, ...] = (16,)
    targets: tuple[Targets, ...] = ("attention",)
    learning_rate: tuple[float, ...] = (1e-4,)
    steps: tuple[int, ...] = (1000,)
    images: tuple[int | None, ...] = (None,)
    training: dict[str, Any] = {}
    """Settings that all trainings share, as in the file of a single training."""
    measured: Measured = Measured()
    """How the strategies are measured."""

    def strategies(self) -> tuple[Strategy, ...]:
        """Every combination, in the order of the lists."""
        names = ("scope", "captions", "rank", "targets", "learning_rate", "steps", "images")
        combined = itertools.product(*(getattr(self, name) for name in names))
        return tuple(Strategy(**dict(zip(names, values, strict=True))) for values in combined)

    def training_of(self, strategy: Strategy, diagnoses: tuple[str, ...], out: Path) -> Training:
        """The training of a strategy on some diagnoses. `TrainingError` names a shared setting that is wrong."""
        settings = {"sample_every": strategy.steps, "tensorboard": False} | self.training
        settings |= strategy.model_dump(exclude={"scope"})
        settings |= {"base": self.base, "data": self.data, "out": out, "diagnoses": diagnoses, "seed": self.seed}
        return declare_training(settings, "training")


def load_sweep(path: Path) -> Sweep:
    """Read a declared sweep; its paths are relative to the file. `TrainingError` names file and field."""
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} cannot be read: {str(error).partition(chr(10))[0]}.") from error
    if not isinstance(declared, dict):
        raise TrainingError(f"{path} declares no sweep: it needs at least `data` and `out`.")
    for field in ("data", "out", "base"):
        value = declared.get(field)
        if isinstance(value, str) and (field != "base" or value.startswith(".")):
            declared[field] = str(path.parent / value)
    found = checked(Sweep, declared, str(path))
    for strategy in found.strategies():
        found.training_of(strategy, (), found.out)
    return found
