"""Pictures as files of a set: WebP, named by content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from protocols import Image, Smaller
from skingen._files import write_whole
from skingen.data import Pixels, fitted, webp

WIDTHS = (256, 512, 1024)
"""Widths of smaller versions, in pixels, as far as they are at most two thirds of the picture's own."""


def store_image(folder: Path, pixels: Pixels, **about: Any) -> Image:
    """Write pixels `(height, width, 3)` in several sizes to `folder/images/` and return their entry in the manifest.

    `about`: the fields of `protocols.Image` that the file itself does not say.
    """
    height, width = pixels.shape[:2]
    smaller = []
    for narrow in (narrow for narrow in WIDTHS if 3 * narrow <= 2 * width):
        file, digest = _store(folder, fitted(pixels, narrow, round(height * narrow / width)))
        smaller.append(Smaller(file=file, sha256=digest, width=narrow))
    file, digest = _store(folder, pixels)
    return Image(file=file, sha256=digest, width=width, height=height, sizes=tuple(smaller), **about)


def _store(folder: Path, pixels: Pixels) -> tuple[str, str]:
    """Path inside the set, and SHA-256."""
    content = webp(pixels)
    digest = hashlib.sha256(content).hexdigest()
    file = f"images/{digest[:16]}.webp"
    (folder / "images").mkdir(parents=True, exist_ok=True)
    write_whole(folder / file, content)
    return file, digest
