"""Where and how exactly a model computes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn

from skingen.base._errors import BaseModelError, OutOfMemoryError

Precision = Literal["auto", "fp32", "bf16"]
"""Arithmetic of the frozen weights; `auto`: bf16 on an accelerator, fp32 on a processor."""


@dataclass(frozen=True)
class Machine:
    """A device and the arithmetic used on it."""

    device: torch.device
    dtype: torch.dtype
    """Of frozen weights and activations; what is trained stays fp32."""

    def arithmetic(self) -> AbstractContextManager[object]:
        """The context in which a model is called: autocast under bf16."""
        if self.dtype == torch.float32:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=self.dtype)

    def place(self, module: nn.Module) -> None:
        """Move a frozen module here, in the memory layout that convolutions are fastest in."""
        # diffusers' own `to` warns of parts to be kept in fp32 even where there are none
        nn.Module.to(module, self.device, self.dtype)
        if self.device.type == "cuda":
            module.to(memory_format=torch.channels_last)

    @property
    def name(self) -> str:
        """The device in words, for records and tables."""
        return torch.cuda.get_device_name(self.device) if self.device.type == "cuda" else "CPU"


def machine(device: str = "auto", precision: Precision = "auto", threads: int | None = None) -> Machine:
    """The machine to compute on. `device`: `auto`, `cpu`, `cuda` or `cuda:N`; `threads` of the processor.

    `BaseModelError` where an accelerator is asked for and none is there.
    """
    if threads is not None:
        torch.set_num_threads(threads)
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise BaseModelError(
            f"There is no CUDA device for {device!r}; leave the device out to compute on the processor."
        )
    chosen = torch.device(device)
    half = precision == "bf16" or (precision == "auto" and chosen.type == "cuda")
    return Machine(chosen, torch.bfloat16 if half else torch.float32)


@contextmanager
def memory_guard(advice: str) -> Iterator[None]:
    """Turns the device running out of memory into an `OutOfMemoryError` that ends with `advice`."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise OutOfMemoryError(f"The device ran out of memory; {advice}.") from error
