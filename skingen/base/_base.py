"""A base model as a text-to-image pipeline in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from skingen.base._errors import BaseModelError
from skingen.base._hash import weights_hash
from skingen.base._quietly import quietly

Family = Literal["sd", "sdxl"]
"""Stable Diffusion 1.x and 2.x; Stable Diffusion XL."""

EMBEDDED = "embedded"
"""The name of the model that comes with this software."""

_FAMILIES: dict[str, Family] = {"StableDiffusionPipeline": "sd", "StableDiffusionXLPipeline": "sdxl"}


@dataclass(frozen=True)
class Base:
    """A loaded base model, in fp32 on the processor."""

    name: str
    """As it was asked for: `embedded`, a folder or a name on the hub."""
    revision: str | None
    """Commit on the hub, where one was asked for."""
    family: Family
    pipe: Any
    """`StableDiffusionPipeline` or `StableDiffusionXLPipeline` of diffusers."""
    sha256: str
    """`weights_hash` of its UNet: what a LoRA is trained for."""

    @property
    def size(self) -> int:
        """Edge of the pictures that the model was trained on, pixels."""
        return int(self.pipe.unet.config.sample_size) * self.factor

    @property
    def factor(self) -> int:
        """Pixels an edge of one latent value."""
        return int(self.pipe.vae_scale_factor)


def load_base(name: str, revision: str | None = None, checker: bool = False) -> Base:
    """Load a base model: `embedded`, a folder in diffusers' layout, or a name on the hub.

    `checker` keeps the model's own safety checker. `BaseModelError` says what is missing, gated or unsupported.
    """
    from diffusers import DiffusionPipeline

    where = _place(name)
    with _plain_errors(name), quietly():
        index = DiffusionPipeline.load_config(where, revision=revision)
        if index["_class_name"] not in _FAMILIES:
            raise BaseModelError(
                f"{name} is a {index['_class_name']}; only Stable Diffusion 1.x, 2.x and XL are supported."
            )
        family = _FAMILIES[index["_class_name"]]
        if checker and not index.get("safety_checker", [None])[0]:
            raise BaseModelError(f"{name} has no safety checker; leave the choice `checker` out.")
        unused = {} if checker or family == "sdxl" else {"safety_checker": None, "requires_safety_checker": False}
        pipe = _from_stored(where, revision, unused)
    pipe.set_progress_bar_config(disable=True)
    for part in (pipe.unet, pipe.vae):
        part.requires_grad_(False).eval()
    return Base(name, revision, family, pipe, weights_hash(pipe.unet))


def _place(name: str) -> str:
    if name == EMBEDDED:
        from skingen.embedded import embedded_model_path

        return str(embedded_model_path())
    folder = Path(name)
    if folder.is_dir():
        if not (folder / "model_index.json").is_file():
            raise BaseModelError(f"{name} is no model folder: model_index.json is absent.")
    elif name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise BaseModelError(f"There is no model folder {name}.")
    return name


def _from_stored(where: str, revision: str | None, unused: dict[str, Any]) -> Any:
    """Weights in half precision are taken where they are stored beside the full ones: half the download."""
    from diffusers import DiffusionPipeline

    if Path(where).is_dir():
        variants = ["fp16"] if any(Path(where).glob("unet/*.fp16.safetensors")) else [None]
    else:
        variants = ["fp16", None]
    for variant in variants[:-1]:
        try:
            return DiffusionPipeline.from_pretrained(where, revision=revision, variant=variant, **unused)
        except (OSError, ValueError):
            continue
    return DiffusionPipeline.from_pretrained(where, revision=revision, variant=variants[-1], **unused)


@contextmanager
def _plain_errors(name: str) -> Iterator[None]:
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, LocalEntryNotFoundError, RepositoryNotFoundError
    from safetensors import SafetensorError

    try:
        yield
    except GatedRepoError as error:
        raise BaseModelError(
            f"{name} is gated: accept its licence on its page, log in with `hf auth login`, or give a local folder."
        ) from error
    except RepositoryNotFoundError as error:
        raise BaseModelError(f"{name} is neither a folder here nor a model on the hub.") from error
    except (HfHubHTTPError, LocalEntryNotFoundError) as error:
        raise BaseModelError(f"{name} could not be fetched from the hub; give a local folder.") from error
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise BaseModelError(f"{name} is incomplete or damaged: {reason}.") from error
