"""Pictures as arrays: read upright and without metadata, cut to a size, written as PNG or WebP."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.PngImagePlugin import PngInfo

from skingen._errors import PipelineError

Pixels = NDArray[np.uint8]
"""sRGB, `(height, width, 3)`."""


class PictureError(PipelineError):
    """A file that is no readable picture; the sentence names it."""


def read_picture(path: Path) -> Pixels:
    """The picture in a file, turned upright as its EXIF says; nothing else of its metadata is kept.

    `PictureError` where the file is absent, corrupt or cut short.
    """
    return np.asarray(_opened(path).convert("RGB"))


def read_mask(path: Path) -> NDArray[np.bool_]:
    """A mask picture, `(height, width)`: true where it is lighter than middle grey. `PictureError` as for a picture."""
    return np.asarray(_opened(path).convert("L")) > 127


def _opened(path: Path) -> Image.Image:
    try:
        with Image.open(path) as picture:
            return ImageOps.exif_transpose(picture)
    except FileNotFoundError as error:
        raise PictureError(f"There is no picture {path}.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(f"{path} is no readable picture: it is corrupt, cut short or of another kind.") from error


def fitted(pixels: Pixels, width: int, height: int) -> Pixels:
    """The largest middle part with this shape, resized (Lanczos): `(height, width, 3)`."""
    if pixels.shape == (height, width, 3):
        return pixels
    return np.asarray(ImageOps.fit(Image.fromarray(pixels), (width, height), Image.Resampling.LANCZOS))


def png(pixels: Pixels, words: Mapping[str, str] | None = None) -> bytes:
    """A PNG file with `words` as its text entries: same pixels and words, same Pillow, same bytes."""
    entries = PngInfo()
    for key, value in (words or {}).items():
        entries.add_itxt(key, value)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", pnginfo=entries)
    return buffer.getvalue()


def webp(pixels: Pixels) -> bytes:
    """A WebP file of quality 90, without metadata: same pixels, same Pillow, same bytes."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=90, method=6)
    return buffer.getvalue()
