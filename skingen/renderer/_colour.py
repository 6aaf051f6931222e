"""Colour spaces and the individual typology angle (ITA).

Fitzpatrick types are questionnaire categories; ITA is measured. The bands pair the six types with the six ITA
classes of Chardon et al. (1991, Int J Cosmet Sci 13:191-208) as extended by Del Bino & Bernerd (2013, Br J Dermatol
169 Suppl 3:33-40), the pairing that dermatology image sets use: a convention, not a measurement of a person.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from protocols import SkinType

Array = NDArray[np.floating[Any]]
"""Floating-point values of any shape."""

Map = Array
"""One value a pixel, `(size, size)`."""

ITA_BANDS: dict[SkinType, tuple[float, float]] = {
    "I": (55.0, 90.0),
    "II": (41.0, 55.0),
    "III": (28.0, 41.0),
    "IV": (10.0, 28.0),
    "V": (-30.0, 10.0),
    "VI": (-90.0, -30.0),
}
"""Lower and upper ITA of each skin type, degrees: very light, light, intermediate, tan, brown, dark."""

_XYZ_FROM_RGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
RGB_FROM_XYZ = np.linalg.inv(_XYZ_FROM_RGB)
"""Linear sRGB from CIE XYZ (D65, white at Y = 1), 3 x 3."""
WHITE_XYZ = np.array([0.95047, 1.0, 1.08883])
"""CIE XYZ of the D65 white."""


def encoded(linear: Array) -> Array:
    """Linear light to sRGB code values, both 0 to 1 (IEC 61966-2-1)."""
    clipped = np.clip(linear, 0.0, 1.0)
    return np.where(clipped <= 0.0031308, 12.92 * clipped, 1.055 * clipped ** (1 / 2.4) - 0.055)


def decoded(code: Array) -> Array:
    """sRGB code values to linear light, both 0 to 1."""
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


def linear(hexadecimal: str) -> Array:
    """A colour such as `"e8d9b0"` as linear light, shape `(3,)`."""
    return decoded(np.array([int(hexadecimal[i : i + 2], 16) for i in (0, 2, 4)]) / 255.0)


def lab(linear_rgb: Array) -> Array:
    """CIE L*a*b* (D65) of linear sRGB, last axis 3."""
    ratio = (linear_rgb @ _XYZ_FROM_RGB.T) / WHITE_XYZ
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(root, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def typology_angle(linear_rgb: Array) -> float:
    """ITA in degrees, `atan((L* - 50) / b*)`, of the mean L*a*b* of some pixels (last axis 3)."""
    lightness, _, yellow = lab(linear_rgb).reshape(-1, 3).mean(axis=0)
    return math.degrees(math.atan2(lightness - 50.0, yellow))
