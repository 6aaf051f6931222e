"""Shapes that pictures are cut to before they are encoded."""

from __future__ import annotations

import math

Shape = tuple[int, int]
"""Width and height, pixels."""


def shapes(resolution: int, multiple: int, ratio: float = 2.0) -> tuple[Shape, ...]:
    """Shapes of about `resolution` squared pixels, edges multiples of `multiple`, aspect ratios up to `ratio`.

    >>> shapes(128, 32)
    ((96, 160), (128, 128), (160, 96))
    """
    found = []
    for width in range(multiple, 2 * resolution + 1, multiple):
        height = resolution**2 // width // multiple * multiple
        if height and 1 / ratio <= width / height <= ratio:
            found.append((width, height))
    return tuple(found)


def nearest_shape(width: int, height: int, among: tuple[Shape, ...]) -> Shape:
    """The shape whose aspect ratio is nearest to that of a picture.

    >>> nearest_shape(300, 200, shapes(128, 32))
    (160, 96)
    """
    wanted = math.log(width / height)
    return min(among, key=lambda shape: abs(math.log(shape[0] / shape[1]) - wanted))
