"""A rendering as a file of the set: with a scale bar, as WebP, named by its content."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from protocols import Image, SkinType
from skingen._images import store_image
from skingen.renderer import VERSION, Rendering, render

_SOURCE = "Schematic, drawn by program (skingen.renderer); not a photograph of a person."


def drawn_image(folder: Path, diagnosis: str, skin_type: SkinType, seed: int, size: int, licence: str) -> Image:
    """Draw a picture of `size` by `size` pixels, write it to `folder/images/` and return its entry in the manifest."""
    return store_image(
        folder,
        np.asarray(with_scale_bar(render(diagnosis, skin_type, seed, size))),
        depicts=diagnosis,
        skin_type=skin_type,
        origin="drawn",
        seed=seed,
        model=f"skingen.renderer {VERSION}",
        licence=licence,
        source=_SOURCE,
    )


def with_scale_bar(rendering: Rendering) -> Picture.Image:
    """The picture with a bar of 5, 10 or 20 mm in its lower left corner: about a sixth of its width."""
    picture = Picture.fromarray(rendering.image)
    size, across = picture.width, float(rendering.parameters["across_mm"])
    millimetres = min((5, 10, 20), key=lambda length: abs(length - across / 6))
    margin, length = round(0.045 * size), round(millimetres / across * size)
    top = size - margin - max(2, size // 128)
    left_corner = rendering.image[top - margin // 2 :, margin : margin + length]
    ink = (255, 255, 255) if np.mean(left_corner) < 128 else (30, 26, 24)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((margin, top, margin + length, size - margin - 1), fill=ink)
    font = ImageFont.load_default(size=max(8, size // 30))
    pen.text((margin, top - size // 120), f"{millimetres} mm", fill=ink, font=font, anchor="ls")
    return picture
