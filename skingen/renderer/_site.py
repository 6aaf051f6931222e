"""Where on the body the picture was taken: the large shape of the skin and what lies behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Array, Map, linear

SiteName = Literal["forearm", "leg", "trunk", "cheek"]

View = Literal["setting", "close"]
"""How much is shown: the part of the body with its outline, hairs and the cloth behind it, or the lesion alone, near
by, on flat hairless skin."""

_RADIUS = {"forearm": 44.0, "leg": 60.0, "trunk": 165.0, "cheek": 78.0}
_AXIS = {"forearm": 0.15, "leg": np.pi / 2, "trunk": np.pi / 2, "cheek": np.pi / 2}
_HAIRS_PER_CM2 = {"forearm": 2.6, "leg": 2.2, "trunk": 0.5, "cheek": 0.0}
_DRAPES = ("5d7480", "74808a", "4b5f66", "8a8d8c", "667a72")


@dataclass(frozen=True)
class Site:
    """The body under the lesion, maps of one value a pixel."""

    name: SiteName
    """Part of the body."""
    height: Map
    """Height of the body's own curve towards the camera, millimetres."""
    body: Map
    """1 on skin, 0 on the cloth behind it."""
    axis: float
    """Direction of the limb or of the body's length, radians."""
    hairs: float
    """Visible hairs a square centimetre."""
    cloth: Array
    """Colour of the cloth, linear sRGB `(size, size, 3)`."""


def site(canvas: Canvas, name: SiteName, view: View = "setting") -> Site:
    """The named part of the body, posed at random by the canvas's seed; flat and square to the camera if seen close."""
    if view == "close":
        return Site(name, canvas.blank(), canvas.blank(1.0), _AXIS[name], 0.0, _no_cloth(canvas))
    random = canvas.random("site")
    radius = _RADIUS[name] * random.uniform(0.94, 1.08)
    axis = _AXIS[name] + random.normal(0, 0.13)
    half = canvas.across / 2
    aside = random.uniform(-1, 1) * {"forearm": 8.0, "leg": 10.0, "trunk": 70.0, "cheek": 26.0}[name]
    if half < radius / 3:
        aside *= 0.35
    along = np.cos(axis) * canvas.x + np.sin(axis) * canvas.y
    beside = np.cos(axis) * canvas.y - np.sin(axis) * canvas.x - aside
    if name == "cheek":
        ratio = np.hypot(beside, 0.7 * (along - 0.3 * aside)) / radius
    else:
        taper = 1.0 - 0.10 * along / (2 * radius) + 0.012 * canvas.noise("site waist", 2.2 * radius)
        ratio = np.abs(beside) / (radius * taper)
    flatness = {"forearm": 0.8, "leg": 0.8, "trunk": 0.55, "cheek": 0.75}[name]
    # beyond the rim the slope goes on, else the last pixels of the edge would face the lamp and glow
    rim = 0.985
    arch = np.sqrt(1.0 - np.minimum(ratio, rim) ** 2) - np.maximum(ratio - rim, 0.0) * rim / np.sqrt(1 - rim**2)
    height = flatness * radius * arch
    height = height + 0.006 * canvas.across * canvas.noise("site swell", 0.45 * canvas.across)
    softness = 0.9 * canvas.pixel / radius
    body = smooth_step(1.0 + softness, 1.0 - softness, ratio)
    return Site(name, height.astype(np.float32), body, axis, _HAIRS_PER_CM2[name], _cloth(canvas, ratio, body))


def _cloth(canvas: Canvas, ratio: Map, body: Map) -> Array:
    if body.min() > 0.999:
        return _no_cloth(canvas)
    colour = linear(_DRAPES[int(canvas.random("cloth").integers(len(_DRAPES)))])
    folds = (
        1.0 + 0.16 * canvas.noise("cloth folds", 0.35 * canvas.across) + 0.02 * canvas.noise("cloth weave", 1.2, 1.0)
    )
    contact = 0.45 + 0.55 * smooth_step(1.0, 1.35, ratio)
    return (colour * (folds * contact)[..., None]).astype(np.float32)


def _no_cloth(canvas: Canvas) -> Array:
    return np.zeros((canvas.size, canvas.size, 3), np.float32)
