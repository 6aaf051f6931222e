"""Pictures and captions as the frozen parts of a base model see them, computed once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from skingen.base import Base, Machine
from skingen.data import CaptionStyle, ImageFolder, LabelledPicture, caption, fitted, read_picture
from skingen.lora._draws import Draws
from skingen.lora._shapes import Shape, nearest_shape

_TOGETHER = 8
"""Pictures encoded at once."""


@dataclass(frozen=True)
class Words:
    """Encoded captions, and last the empty one that stands for a caption left out."""

    states: Tensor
    """`(captions + 1, tokens, width)`."""
    pooled: Tensor | None
    """`(captions + 1, width)`, of Stable Diffusion XL alone."""


@dataclass(frozen=True)
class Batch:
    """What the UNet is given and asked, on the device."""

    latents: Tensor
    """`(batch, channels, height, width)`."""
    noise: Tensor
    timesteps: Tensor
    """`(batch,)`."""
    states: Tensor
    """`(batch, tokens, width)`."""
    added: dict[str, Tensor] | None
    """Pooled text and sizes, of Stable Diffusion XL alone."""


@dataclass(frozen=True)
class Encoded:
    """The samples of a training: moments of each picture's posterior, its caption, its sizes. Keyed by sample."""

    shapes: tuple[Shape, ...]
    """Shape of each sample, pixels."""
    rows: NDArray[np.int64]
    """Place of each sample among those of its shape."""
    moments: dict[Shape, Tensor]
    """For each shape `(samples, 2, 2, channels, height, width)`: as it is and mirrored; mean and standard deviation."""
    captions: NDArray[np.int64]
    """Place of each sample's caption in `words`."""
    words: Words
    sizes: Tensor
    """`(samples, 6)`: height and width of the file, top and left of the cut, height and width of the sample."""
    scale: float
    """What the model multiplies latents with."""

    def latent_shape(self, sample: int) -> tuple[int, int, int]:
        """Channels, height and width of a sample's latents."""
        channels, height, width = self.moments[self.shapes[sample]].shape[3:]
        return channels, height, width

    def batch(self, samples: Sequence[int], drawn: Draws, device: torch.device) -> Batch:
        """The samples as drawn, on the device. No step waits for the device."""
        moments = self.moments[self.shapes[samples[0]]]
        rows, flipped = _sent(self.rows[list(samples)], moments.device), _sent(drawn.flipped, moments.device)
        mean, deviation = moments[rows, flipped].to(device, torch.float32, non_blocking=True).unbind(1)
        captions = np.where(drawn.dropped, len(self.words.states) - 1, self.captions[list(samples)])
        place = _sent(captions, self.words.states.device)
        added = None
        if self.words.pooled is not None:
            numbers = _sent(np.asarray(samples, np.int64), self.sizes.device)
            added = {"text_embeds": self.words.pooled[place], "time_ids": self.sizes[numbers]}
        return Batch(
            latents=(mean + deviation * _sent(drawn.posterior, device)) * self.scale,
            noise=_sent(drawn.noise, device),
            timesteps=_sent(drawn.timesteps, device),
            states=self.words.states[place],
            added=added,
        )


def _sent(array: NDArray[np.generic], device: torch.device) -> Tensor:
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor


def encode(
    base: Base,
    folder: ImageFolder,
    pictures: Sequence[LabelledPicture],
    style: CaptionStyle,
    among: tuple[Shape, ...],
    machine: Machine,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Encoded:
    """Encode pictures and captions, in fp32; what is kept has the machine's precision (half precision under bf16).

    Each picture is cut to the nearest shape of `among`. `on_progress` hears how many pictures are done.
    `PictureError` names a picture that cannot be read.
    """
    vae = base.pipe.vae.to(machine.device)
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as readers:
        geometry = list(readers.map(lambda picture: _geometry(folder, picture, among), pictures))
        shapes = tuple(shape for shape, _ in geometry)
        rows = np.zeros(len(pictures), np.int64)
        moments: dict[Shape, Tensor] = {}
        done = 0
        for shape in sorted(set(shapes)):
            samples = [sample for sample, its in enumerate(shapes) if its == shape]
            rows[samples] = np.arange(len(samples))
            encoded = []
            for start in range(0, len(samples), _TOGETHER):
                part = [folder.file(pictures[sample]) for sample in samples[start : start + _TOGETHER]]
                pixels = np.stack(list(readers.map(lambda file, to=shape: fitted(read_picture(file), *to), part)))
                encoded.append(_moments(vae, pixels, machine))
                done += len(part)
                on_progress(done)
            moments[shape] = _kept(torch.cat(encoded), machine)
    texts = [caption(picture, style) for picture in pictures]
    distinct = sorted(set(texts))
    return Encoded(
        shapes=shapes,
        rows=rows,
        moments=moments,
        captions=np.array([distinct.index(text) for text in texts]),
        words=encode_words(base, distinct, machine),
        sizes=torch.tensor([sizes for _, sizes in geometry], dtype=torch.float32, device=machine.device),
        scale=float(vae.config.scaling_factor),
    )


def _geometry(
    folder: ImageFolder, picture: LabelledPicture, among: tuple[Shape, ...]
) -> tuple[Shape, tuple[int, int, int, int, int, int]]:
    height, width = read_picture(folder.file(picture)).shape[:2]
    shape = nearest_shape(width, height, among)
    zoom = max(shape[0] / width, shape[1] / height)
    left, top = round((width * zoom - shape[0]) / 2), round((height * zoom - shape[1]) / 2)
    return shape, (height, width, top, left, shape[1], shape[0])


@torch.no_grad()
def _moments(vae: torch.nn.Module, pixels: NDArray[np.uint8], machine: Machine) -> Tensor:
    """Mean and standard deviation of the posteriors, `(n, 2, 2, channels, height, width)`."""
    shown = torch.from_numpy(pixels).to(machine.device).permute(0, 3, 1, 2).float() / 127.5 - 1
    both = []
    for view in (shown, shown.flip(3)):
        posterior = vae.encode(view).latent_dist
        both.append(torch.stack([posterior.mean, posterior.std], dim=1))
    return torch.stack(both, dim=1)


def _kept(moments: Tensor, machine: Machine) -> Tensor:
    """On the accelerator where they take less than a quarter of its free memory, else beside the processor."""
    stored = moments if machine.dtype == torch.float32 else moments.half()
    if machine.device.type != "cuda":
        return stored
    free, _ = torch.cuda.mem_get_info(machine.device)
    return stored if stored.nbytes < free / 4 else stored.cpu()


@torch.no_grad()
def encode_words(base: Base, texts: Sequence[str], machine: Machine) -> Words:
    """Encode texts as the pipeline itself does when it draws, and what it puts in the place of an absent text."""
    pipe = base.pipe
    for encoder in _text_encoders(pipe):
        encoder.to(machine.device)
    states, pooled = [], []
    for text in texts:
        found = pipe.encode_prompt(
            text, device=machine.device, num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        states.append(found[0])
        pooled += [found[2]] if base.family == "sdxl" else []
    empty = pipe.encode_prompt("", device=machine.device, num_images_per_prompt=1, do_classifier_free_guidance=True)
    states.append(empty[1])
    pooled += [empty[3]] if base.family == "sdxl" else []
    make_room(base)
    return Words(torch.cat(states).to(machine.dtype), torch.cat(pooled).to(machine.dtype) if pooled else None)


def make_room(base: Base) -> None:
    """Move to the processor what a training step does not need: VAE and text encoders."""
    for part in (base.pipe.vae, *_text_encoders(base.pipe)):
        part.to("cpu")


def _text_encoders(pipe: Any) -> list[torch.nn.Module]:
    return [part for part in (pipe.text_encoder, getattr(pipe, "text_encoder_2", None)) if part is not None]
