"""The part of a photo that is painted anew, and its return into the photo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import distance_transform_edt

from skingen.data import Pixels

_MARGIN = 0.5
"""Skin around the lesion that the model sees, in widths of the lesion, on each side."""
_FEATHER = 0.04
"""Width of the blend inside the mask's edge, in edges of the window."""

Mask = NDArray[np.bool_]
"""True where the photo may change, `(height, width)`."""


@dataclass(frozen=True)
class Window:
    """A rectangle of a photo: pixels `top` to `bottom` and `left` to `right`, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    def cut(self, photo: Pixels, size: int) -> Pixels:
        """This part of a photo at the model's size, `(size, size, 3)`."""
        part = Image.fromarray(photo[self.top : self.bottom, self.left : self.right])
        return np.asarray(part.resize((size, size), Image.Resampling.LANCZOS))

    def cut_mask(self, mask: Mask, size: int) -> Mask:
        """This part of a mask at the model's size."""
        part = Image.fromarray(mask[self.top : self.bottom, self.left : self.right])
        return np.asarray(part.resize((size, size), Image.Resampling.NEAREST))

    def put_back(self, photo: Pixels, mask: Mask, painted: Pixels) -> Pixels:
        """The photo with `painted` under the mask, blended inwards from its edge.

        Every pixel outside the mask is the photo's own, to the bit.
        """
        height, width = self.bottom - self.top, self.right - self.left
        new = np.asarray(Image.fromarray(painted).resize((width, height), Image.Resampling.LANCZOS), float)
        inside = mask[self.top : self.bottom, self.left : self.right]
        share = np.minimum(distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1] / max(1.0, _FEATHER * height), 1)[
            ..., None
        ]
        result = photo.copy()
        part = result[self.top : self.bottom, self.left : self.right]
        part[inside] = np.round(share * new + (1 - share) * part)[inside]
        return result


def window_around(mask: Mask, size: int) -> Window:
    """A square around what is masked, with skin around it, at least `size` wide where the photo is.

    Where no square of the photo holds the mask, it is the whole photo. `ValueError` for an empty mask.
    """
    if not mask.any():
        raise ValueError("the mask is empty")
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    needed = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    height, width = mask.shape
    edge = min(max(round(needed * (1 + 2 * _MARGIN)), size), height, width)
    if edge < needed:
        return Window(0, height, 0, width)
    top = int(np.clip((rows[0] + rows[-1] + 1 - edge) // 2, 0, height - edge))
    left = int(np.clip((columns[0] + columns[-1] + 1 - edge) // 2, 0, width - edge))
    return Window(top, top + edge, left, left + edge)
