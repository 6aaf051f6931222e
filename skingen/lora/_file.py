"""The LoRA file: weights in diffusers' layout, and in its header everything that is needed to trust them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from skingen._files import write_whole
from skingen.base import Base, Family
from skingen.lora._errors import LoraFileError

_KEY = "skingen"
_ADAPTER_KEY = "lora_adapter_metadata"
_PACKAGES = ("skingen-study", "torch", "diffusers", "peft", "accelerate", "safetensors", "numpy", "pillow")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TrainedBase(_Part):
    """What a LoRA was trained for."""

    name: str
    revision: str | None
    family: Family
    sha256: str
    """`weights_hash` of its UNet."""


class CaptionFacts(_Part):
    """The captions that were trained on."""

    style: str
    distinct: int
    """Different captions."""
    words: tuple[int, float, int]
    """Least, mean and greatest number of words."""
    cut_short: int
    """Pictures whose caption has more tokens than the text encoder reads."""
    dropout: float


class TrainedData(_Part):
    """What a LoRA was trained on."""

    sha256: str
    """`ImageFolder.digest` of the training pictures."""
    pictures: int
    diagnoses: dict[str, int]
    """Pictures of each diagnosis."""
    skin_types: dict[str, int]
    """Pictures of each skin type; `unknown` where none was given."""
    captions: CaptionFacts


class LoraHeader(_Part):
    """What the header of a LoRA file says of its making. It names no time and no folder: same training, same bytes."""

    format: int = 1
    identity: str
    """SHA-256 over settings, data, base model and precision: what a checkpoint must share with a training."""
    base: TrainedBase
    data: TrainedData
    settings: dict[str, Any]
    """The declared training."""
    steps: int
    seed: int
    weights: str
    """`last`, or `mean` for the running mean."""
    machine: str
    """Device and precision."""
    processes: int
    validation_loss: float | None
    """Of the saved weights, on fixed noise; none without validation pictures."""
    versions: dict[str, str]


def versions() -> dict[str, str]:
    """Versions of the packages that decide what comes out."""
    return {package: version(package) for package in _PACKAGES}


def save_lora(unet: Any, header: LoraHeader, file: Path) -> None:
    """Write the adapter of a UNet, whole or not at all."""
    from diffusers.utils import convert_state_dict_to_diffusers
    from peft.utils import get_peft_model_state_dict

    weights = convert_state_dict_to_diffusers(get_peft_model_state_dict(unet))
    adapter = {f"unet.{name}": _plain(value) for name, value in unet.peft_config["default"].to_dict().items()}
    about = {
        "format": "pt",
        _ADAPTER_KEY: json.dumps(adapter, sort_keys=True),
        _KEY: json.dumps(header.model_dump(mode="json"), sort_keys=True),
    }
    tensors = {f"unet.{name}": value.detach().cpu().contiguous() for name, value in weights.items()}
    write_whole(file, _in_order(save(tensors, about)))


def _in_order(content: bytes) -> bytes:
    """A safetensors file with its header's entries in order; the library writes them in another order each time."""
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    entries = {"__metadata__": dict(sorted(header.pop("__metadata__").items())), **dict(sorted(header.items()))}
    written = json.dumps(entries, separators=(",", ":")).encode()
    written += b" " * (-len(written) % 8)
    return len(written).to_bytes(8, "little") + written + content[8 + length :]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else value


def read_header(file: Path) -> LoraHeader:
    """What a LoRA file says of its making. `LoraFileError` where it is absent, damaged or from other software."""
    try:
        with safe_open(str(file), "pt") as stored:
            about: Mapping[str, str] = stored.metadata() or {}
    except (OSError, SafetensorError) as error:
        raise LoraFileError(f"{file} is no readable LoRA file.") from error
    try:
        return LoraHeader.model_validate_json(about[_KEY])
    except (KeyError, ValidationError) as error:
        raise LoraFileError(
            f"{file} does not say what it was trained for and on; train it with `study lora train`."
        ) from error


def attach(base: Base, file: Path, name: str = "lora") -> LoraHeader:
    """Load a LoRA into a base model's pipeline. `LoraFileError` where it was trained for another base."""
    header = read_header(file)
    if header.base.sha256 != base.sha256:
        raise LoraFileError(
            f"{file} was trained for {header.base.name} ({header.base.sha256[:12]}), "
            f"not for {base.name} ({base.sha256[:12]})."
        )
    base.pipe.load_lora_weights(str(file.parent), weight_name=file.name, adapter_name=name)
    return header
