"""What identifies a model's weights, whatever files and precision they were stored in."""

from __future__ import annotations

import hashlib

import torch
from torch import nn


def weights_hash(module: nn.Module) -> str:
    """SHA-256 over names, shapes and half-precision values of all parameters and buffers, in order of their names.

    A model and its fp16 variant have the same hash. Take it before an adapter is added and before the weights are
    rounded to bfloat16.
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(module.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)}\n".encode())
        half = tensor.detach().to("cpu", torch.float16).contiguous()
        digest.update(half.view(torch.uint8).numpy().data if half.dim() else half.numpy().tobytes())
    return digest.hexdigest()
