"""What is declared of a training: one YAML file, or options of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from skingen.data import CaptionStyle
from skingen.lora._errors import TrainingError

Targets = Literal["cross_attention", "attention", "attention_and_feedforward"]
"""Which layers of the UNet get a LoRA."""

PATTERNS: dict[Targets, str] = {
    "cross_attention": r".*attn2\.(to_q|to_k|to_v|to_out\.0)",
    "attention": r".*attn[12]\.(to_q|to_k|to_v|to_out\.0)",
    "attention_and_feedforward": r".*(attn[12]\.(to_q|to_k|to_v|to_out\.0)|ff\.net\.0\.proj|ff\.net\.2)",
}
"""The names of those layers, as a regular expression over a whole name."""

_ONLY_HOW = {
    "base",
    "revision",
    "data",
    "out",
    "device",
    "threads",
    "compile",
    "gradient_checkpointing",
    "log_every",
    "checkpoint_every",
    "keep_checkpoints",
    "validate_every",
    "sample_every",
    "sample_prompts",
    "sample_steps",
    "tensorboard",
}

Declared = TypeVar("Declared", bound=BaseModel)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Training(BaseModel):
    """A training, as declared. Same declaration, data, base model and machine: same weights, to the bit (CPU, fp32)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: Words = "embedded"
    """The base model: `embedded`, a folder in diffusers' layout, or a name on the hub."""
    revision: str | None = None
    """Commit of a base model on the hub."""
    data: Path
    """Image folder with `metadata.jsonl`; relative to the file that declares it."""
    out: Path
    """Folder for checkpoints, log, samples and `lora.safetensors`; relative to the file that declares it."""
    diagnoses: tuple[str, ...] | None = None
    """Train on these diagnoses alone; all where absent."""
    images: int | None = Field(default=None, ge=1)
    """At most so many pictures a diagnosis, drawn by the seed."""
    captions: CaptionStyle = "own"
    """What the captions say."""

    rank: int = Field(default=16, ge=1)
    """Rank of the low-rank matrices."""
    alpha: float | None = Field(default=None, gt=0)
    """Scale of the LoRA times its rank; the rank itself where absent."""
    targets: Targets = "attention"
    """Which layers of the UNet get a LoRA."""

    steps: int = Field(default=1000, ge=1)
    """Optimizer steps."""
    batch: int = Field(default=8, ge=1)
    """Pictures a step, over all processes together."""
    learning_rate: float = Field(default=1e-4, gt=0)
    """Greatest step size of AdamW."""
    schedule: Literal["constant", "cosine"] = "cosine"
    """Step size after the warm-up: kept, or lowered to zero along a half cosine."""
    warmup: int = Field(default=50, ge=0)
    """Steps over which the step size rises from zero."""
    weight_decay: float = Field(default=0.01, ge=0)
    """Decoupled weight decay of AdamW."""
    clip: float = Field(default=1.0, gt=0)
    """Greatest norm of all gradients together."""
    snr_gamma: float | None = Field(default=5.0, gt=0)
    """Gamma of the min-SNR weighting (Hang et al. 2023, ICCV); none: every timestep weighs the same."""
    caption_dropout: float = Field(default=0.1, ge=0, le=1)
    """Part of the samples that are shown without their caption, for guidance."""
    flip: bool = True
    """Mirror every second sample, by chance."""
    ema: float | None = Field(default=0.999, gt=0, lt=1)
    """Decay of the running mean of the weights that is saved in their place; none: the last weights are saved."""
    seed: int = Field(default=0, ge=0)
    """Start of every random draw."""

    resolution: int | None = Field(default=None, ge=32)
    """Edge of the pictures, pixels; the base model's own where absent."""
    buckets: bool = False
    """Keep the pictures' aspect ratios: cut each to the nearest shape of the same area, and batch equal shapes."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Arithmetic of the frozen weights; what is trained is fp32 in any case. `auto`: bf16 on an accelerator."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the processor."""
    compile: bool = False
    """Compile the UNet first: minutes at the start, faster steps (accelerators)."""
    gradient_checkpointing: bool = False
    """Less memory, about a third more time."""

    log_every: int = Field(default=10, ge=1)
    """Steps between lines of the log; the device is waited for only then."""
    checkpoint_every: int = Field(default=250, ge=1)
    """Steps between checkpoints."""
    keep_checkpoints: int = Field(default=2, ge=1)
    """Newest checkpoints that are kept."""
    validate_every: int = Field(default=250, ge=1)
    """Steps between losses on the validation pictures, always with the same noise."""
    sample_every: int = Field(default=250, ge=1)
    """Steps between sample grids."""
    sample_prompts: tuple[Words, ...] = ()
    """Prompts of the sample grids; none: no grids."""
    sample_steps: int = Field(default=20, ge=1)
    """Sampling steps of the grids."""
    tensorboard: bool = True
    """Write the log for TensorBoard too."""

    @model_validator(mode="after")
    def _some_steps_after_the_warmup(self) -> Training:
        if self.warmup >= self.steps:
            raise ValueError(f"a warm-up of {self.warmup} steps leaves none of {self.steps} for training")
        return self

    def what(self) -> dict[str, object]:
        """The settings that decide which weights come out: all but places, devices and how it is watched.

        Base model and data are known by their hashes, wherever they lie.
        """
        return self.model_dump(mode="json", exclude=_ONLY_HOW)


def load_training(path: Path) -> Training:
    """Read a declared training; `data`, `out` and a base folder that starts with a dot are relative to its file.

    `TrainingError` names the file and the field.
    """
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise TrainingError(f"{path} cannot be read: {str(error).partition(chr(10))[0]}.") from error
    if not isinstance(declared, dict):
        raise TrainingError(f"{path} declares no training: it needs at least `data` and `out`.")
    for field in ("data", "out", "base"):
        value = declared.get(field)
        if isinstance(value, str) and (field != "base" or value.startswith(".")):
            declared[field] = str(path.parent / value)
    return declare_training(declared, str(path))


def declare_training(declared: dict[str, Any], place: str) -> Training:
    """A training from its settings; `place` is where they come from. `TrainingError` names place and field."""
    return checked(Training, declared, place)


def checked(kind: type[Declared], declared: dict[str, Any], place: str) -> Declared:
    """A declaration as its model, or a `TrainingError` with place and first field that is wrong."""
    try:
        return kind.model_validate(declared)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise TrainingError(f"{place}: {field + ': ' if field else ''}{first['msg']}.") from error
