"""Networks that turn pictures into features. Distances name theirs, and compare with no other's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from skingen._errors import PipelineError
from skingen.data import Pixels, fitted

_TOGETHER = 16
"""Pictures seen at once."""

EMBEDDED = "embedded"
"""The small network that comes with this software; it knows drawn pictures alone."""


class ExtractorError(PipelineError):
    """An extractor that cannot be loaded; the sentence says why."""


class Extractor(Protocol):
    """Pictures to features."""

    @property
    def name(self) -> str:
        """What a distance must name beside its value."""

    def vectors(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """Features, `(pictures, length)`."""


class _Embedded:
    def __init__(self) -> None:
        from skingen.embedded import load_features

        self._features = load_features()
        self.name = f"embedded {self._features.sha256[:12]}"

    def vectors(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        edge = self._features.size
        return self._features.vectors(np.stack([fitted(picture, edge, edge) for picture in pictures]))


class _Pretrained:
    """An image encoder of transformers (CLIP, DINOv2, SigLIP, ViT, …), its pooled output."""

    def __init__(self, name: str) -> None:
        from transformers import AutoImageProcessor, AutoModel

        try:
            self._model = AutoModel.from_pretrained(name).eval()
            self._prepare = AutoImageProcessor.from_pretrained(name)
        except (OSError, ValueError, ImportError) as error:
            reason = str(error).strip().partition("\n")[0].rstrip(".")
            raise ExtractorError(f"The extractor {name} cannot be loaded: {reason}.") from error
        self.name = Path(name).name if Path(name).is_dir() else name

    def vectors(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        import torch

        found = []
        for start in range(0, len(pictures), _TOGETHER):
            inputs = self._prepare(list(pictures[start : start + _TOGETHER]), return_tensors="pt")
            with torch.no_grad():
                found.append(self._model(**inputs).pooler_output.numpy())
        return np.concatenate(found)


def load_extractor(name: str = EMBEDDED) -> Extractor:
    """`embedded`, or an image encoder of transformers by folder or name. `ExtractorError` where it cannot be loaded."""
    return _Embedded() if name == EMBEDDED else _Pretrained(name)
