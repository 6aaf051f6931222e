"""Skin tone of a picture, measured, and how far a generated one is from what was asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from protocols import SkinType
from skingen.data import Pixels
from skingen.renderer import ITA_BANDS, decoded, lab


def typology_angles(pictures: Sequence[Pixels]) -> NDArray[np.float64]:
    """Individual typology angle (ITA) of each picture, degrees: `atan((L* - 50) / b*)` of the median L* and b*.

    The median over all pixels: no mask is needed as long as skin without a lesion prevails.
    """
    return np.array([_angle(picture) for picture in pictures])


def _angle(picture: Pixels) -> float:
    lightness, _, yellow = np.median(lab(decoded(picture / 255.0)).reshape(-1, 3), axis=0)
    return math.degrees(math.atan2(lightness - 50.0, yellow))


def tone_error(
    generated: NDArray[np.float64],
    asked: Sequence[SkinType],
    real: NDArray[np.float64],
    real_types: Sequence[SkinType | None],
) -> float:
    """Mean distance of generated pictures' ITA from that of real pictures of the skin type asked for, degrees.

    Real pictures are measured in the same way, so that lesion and light weigh on both sides. Where there is none of a
    skin type, the middle of its band stands in.

    >>> tone_error(np.array([30.0]), ["III"], np.array([34.0, 36.0, -40.0]), ["III", "III", "VI"])
    5.0
    """
    goals = {}
    for kind in set(asked):
        own = real[np.array([it == kind for it in real_types], dtype=bool)]
        goals[kind] = own.mean() if own.size else sum(ITA_BANDS[kind]) / 2
    return float(np.mean([abs(angle - goals[kind]) for angle, kind in zip(generated, asked, strict=True)]))
