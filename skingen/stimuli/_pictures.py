"""Pictures as files of a set: WebP, named by content."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from protocols import Image
from skingen._files import write_whole
from skingen.data import Pixels, webp


def store_image(folder: Path, pixels: Pixels, **about: Any) -> Image:
    """Write pixels `(height, width, 3)` to `folder/images/` and return their entry in the manifest.

    `about`: the fields of `protocols.Image` that the file itself does not say.
    """
    content = webp(pixels)
    digest = hashlib.sha256(content).hexdigest()
    file = f"images/{digest[:16]}.webp"
    (folder / "images").mkdir(parents=True, exist_ok=True)
    write_whole(folder / file, content)
    height, width = pixels.shape[:2]
    return Image(file=file, sha256=digest, width=width, height=height, **about)
