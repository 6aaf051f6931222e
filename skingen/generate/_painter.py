"""Models loaded once, and pictures drawn with them in batches."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from skingen.base import Base, Machine, decode
from skingen.data import Pixels, read_mask, read_picture
from skingen.generate._errors import GenerationError
from skingen.generate._request import Request
from skingen.generate._settings import Generation
from skingen.generate._window import window_around
from skingen.lora import LoraHeader, attach


class Painter:
    """A base model with its LoRA fused in, on a machine."""

    def __init__(self, base: Base, settings: Generation, machine: Machine) -> None:
        """`LoraFileError` for a LoRA of another base, `GenerationError` for an IP-Adapter that cannot be loaded."""
        self._base, self._settings, self._machine = base, settings, machine
        self.size = settings.size or base.size
        self.lora: LoraHeader | None = None
        pipe = base.pipe
        if settings.lora:
            self.lora = attach(base, settings.lora)
        if settings.lcm_lora:
            pipe.load_lora_weights(settings.lcm_lora, adapter_name="lcm")
            pipe.set_adapters([*(["lora"] if settings.lora else []), "lcm"])
        if settings.lora or settings.lcm_lora:
            pipe.fuse_lora(lora_scale=settings.lora_scale)
            pipe.unload_lora_weights()
        pipe.scheduler = _scheduler(pipe.scheduler, settings)
        if settings.ip_adapter:
            _load_ip_adapter(pipe, settings)
        pipe.to(machine.device)
        machine.place(pipe.unet)
        if settings.compile:
            pipe.unet = torch.compile(pipe.unet)
        self._inpaint: Any = None

    def paint(self, requests: Sequence[Request]) -> tuple[list[Pixels], list[bool | None]]:
        """Draw requests at once, all with a photo or none; pictures, and what the safety checker says of each."""
        inputs: dict[str, Any] = {
            "prompt": [request.prompt for request in requests],
            "negative_prompt": [request.negative for request in requests],
            "num_inference_steps": self._settings.sampling_steps,
            "guidance_scale": self._settings.guidance_scale,
            # one generator a picture, on the processor: its noise depends on its seed alone
            "generator": [torch.Generator().manual_seed(request.seed) for request in requests],
            "height": self.size,
            "width": self.size,
            "output_type": "latent",
        }
        if self._settings.ip_adapter:
            inputs["ip_adapter_image_embeds"] = [self._references(requests)]
        if requests[0].photo is None:
            pictures = list(self._drawn(self._base.pipe, inputs))
            return pictures, self._checked(pictures)
        if self._inpaint is None:
            self._inpaint = _inpainting(self._base.pipe)
        photos = [read_picture(_given(request.photo)) for request in requests]
        masks = [_mask(request, photo) for request, photo in zip(requests, photos, strict=True)]
        windows = [window_around(mask, self.size) for mask in masks]
        inputs["image"] = [
            Image.fromarray(window.cut(photo, self.size)) for window, photo in zip(windows, photos, strict=True)
        ]
        inputs["mask_image"] = [
            Image.fromarray(window.cut_mask(mask, self.size)).convert("L")
            for window, mask in zip(windows, masks, strict=True)
        ]
        inputs["strength"] = requests[0].strength
        painted = self._drawn(self._inpaint, inputs)
        pictures = [
            window.put_back(photo, mask, new)
            for window, photo, mask, new in zip(windows, photos, masks, painted, strict=True)
        ]
        return pictures, self._checked(pictures)

    @torch.no_grad()
    def _drawn(self, pipe: Any, inputs: dict[str, Any]) -> NDArray[np.uint8]:
        with self._machine.arithmetic():
            latents = pipe(**inputs).images
        return decode(self._base, latents)

    @torch.no_grad()
    def _references(self, requests: Sequence[Request]) -> torch.Tensor:
        """What the IP-Adapter takes over of each reference; without it first, where there is guidance."""
        pipe, guided = self._base.pipe, self._settings.guidance_scale > 1
        found = []
        for request in requests:
            shown = Image.fromarray(read_picture(_given(request.reference)))
            found.append(pipe.prepare_ip_adapter_image_embeds([shown], None, self._machine.device, 1, guided)[0])
        parts = zip(*(one.chunk(2) if guided else (one,) for one in found), strict=True)
        return torch.cat([torch.cat(part) for part in parts])

    @torch.no_grad()
    def _checked(self, pictures: Sequence[Pixels]) -> list[bool | None]:
        pipe = self._base.pipe
        if not self._settings.checker:
            return [None] * len(pictures)
        shown = pipe.feature_extractor([Image.fromarray(picture) for picture in pictures], return_tensors="pt")
        seen = shown.pixel_values.to(self._machine.device)
        # the checker blackens what it is given: it gets copies
        _, found = pipe.safety_checker(images=[picture.copy() for picture in pictures], clip_input=seen)
        return [bool(one) for one in found]


def _inpainting(pipe: Any) -> Any:
    """The pipeline that paints into photos, on the same networks."""
    from diffusers import AutoPipelineForInpainting

    inpaint = AutoPipelineForInpainting.from_pipe(pipe)
    inpaint.set_progress_bar_config(disable=True)
    channels = pipe.vae.config.latent_channels
    if pipe.unet.config.in_channels == channels != 4:
        # diffusers refuses latents of other than 4 channels here, though nothing in it depends on their number
        inpaint.unet = copy(pipe.unet)
        inpaint.unet.register_to_config(in_channels=4)
    return inpaint


def _scheduler(own: Any, settings: Generation) -> Any:
    from diffusers import DPMSolverMultistepScheduler, LCMScheduler

    if settings.sampler == "lcm":
        return LCMScheduler.from_config(own.config)
    return DPMSolverMultistepScheduler.from_config(own.config, algorithm_type="dpmsolver++")


def _load_ip_adapter(pipe: Any, settings: Generation) -> None:
    file = _given(settings.ip_adapter)
    try:
        pipe.load_ip_adapter(
            str(file.parent.parent),
            subfolder=file.parent.name,
            weight_name=file.name,
            image_encoder_folder="image_encoder",
        )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise GenerationError(f"The IP-Adapter {file} cannot be loaded: {reason}.") from error
    pipe.set_ip_adapter_scale(settings.ip_scale)


def _mask(request: Request, photo: Pixels) -> NDArray[np.bool_]:
    mask = read_mask(_given(request.mask))
    if mask.shape != photo.shape[:2]:
        raise GenerationError(f"{request.id}: photo and mask differ in size.")
    if not mask.any():
        raise GenerationError(f"{request.id}: the mask is empty.")
    return mask


def _given(path: Path | None) -> Path:
    assert path is not None
    return path
