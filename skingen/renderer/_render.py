"""From a diagnosis, a skin type and a seed to a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from protocols import SkinType
from skingen.renderer._canvas import Canvas
from skingen.renderer._colour import Array, encoded, typology_angle
from skingen.renderer._lesions import LESIONS, Parameters
from skingen.renderer._light import photograph
from skingen.renderer._site import View, site
from skingen.renderer._skin import Skin, clear

VERSION = "1.0.0"
"""Version of the drawing: it changes whenever one pixel of any picture changes."""

DIAGNOSES: tuple[str, ...] = tuple(LESIONS)
"""What can be drawn, `clear_skin` first."""

_CLOSER = 0.7
"""Width of a close view, as part of the mean width of the usual one."""

SKIN_TYPES: tuple[SkinType, ...] = get_args(SkinType)
"""Fitzpatrick skin types I to VI."""


@dataclass(frozen=True)
class Rendering:
    """A drawn picture and what is true about it."""

    image: NDArray[np.uint8]
    """sRGB, `(size, size, 3)`."""
    mask: NDArray[np.bool_]
    """Which pixels belong to the lesion, `(size, size)`; none for clear skin."""
    ita: float
    """ITA measured on the picture's clear skin, degrees; shade on a curved limb can take it below `person_ita`."""
    parameters: Parameters
    """What was drawn: site, width of the picture, the person's ITA, and the lesion's measures (millimetres)."""


def render(diagnosis: str, skin_type: SkinType, seed: int, size: int = 512, view: View = "setting") -> Rendering:
    """Draw a diagnosis on a skin type: the same arguments give the same bytes.

    `size` is the edge in pixels (at least 32). One seed gives one composition at every size. A close view has the same
    width for every picture of a diagnosis. `ValueError` names what cannot be drawn.

    >>> picture = render("naevus", "III", seed=7, size=64)
    >>> picture.image.shape, bool(picture.mask.any())
    ((64, 64, 3), True)
    """
    if diagnosis not in LESIONS:
        raise ValueError(f"cannot draw {diagnosis!r}; the renderer knows {', '.join(DIAGNOSES)}")
    if skin_type not in SKIN_TYPES:
        raise ValueError(f"unknown skin type {skin_type!r}; use one of {', '.join(SKIN_TYPES)}")
    if size < 32 or seed < 0:
        raise ValueError(f"size {size} and seed {seed}: size must be at least 32 and seed at least 0")
    own_seed = [seed, DIAGNOSES.index(diagnosis), SKIN_TYPES.index(skin_type)]
    random = np.random.default_rng(own_seed)
    frame = LESIONS[diagnosis].frame
    across = float(random.uniform(*frame.across))
    if view == "close":
        across = _CLOSER * sum(frame.across) / 2
    place = frame.sites[int(random.integers(len(frame.sites)))]
    canvas = Canvas(size, across, int(random.integers(2**31)))
    skin = clear(canvas, skin_type, site(canvas, place, view))
    measures = LESIONS[diagnosis].draw(skin)
    picture = photograph(skin)
    mask = (skin.affected > 0.5) & (skin.site.body > 0.5)
    return Rendering(
        image=np.round(255 * encoded(picture)).astype(np.uint8),
        mask=mask,
        ita=round(_clear_ita(skin, picture), 1),
        parameters={"site": place, "across_mm": round(across, 1), "person_ita": round(skin.ita, 1), **measures},
    )


def _clear_ita(skin: Skin, picture: Array) -> float:
    """ITA of skin without lesion and flare, as near to the middle of the picture as there is."""
    from_middle = np.hypot(skin.canvas.x, skin.canvas.y)
    untouched = (skin.affected < 0.02) & (skin.site.body > 0.99) & (skin.blood < 1.4 * skin.base_blood)
    order = np.where(untouched, from_middle, np.inf).ravel()
    chosen = np.argsort(order, kind="stable")[: max(1, int(min(untouched.sum(), 0.2 * order.size)))]
    return typology_angle(np.clip(picture, 0, 1).reshape(-1, 3)[chosen])
