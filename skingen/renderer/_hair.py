"""Hairs: nearly straight, tapered, lying the way the skin's hair streams run."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import Canvas
from skingen.renderer._colour import Array, Map, linear
from skingen.renderer._skin import Skin
from skingen.renderer._strokes import Stroke, curved, drawn

_MOST = 320
_COLOURS = {"I": "8a6238", "II": "6b4a2b", "III": "46301f", "IV": "2c1f17", "V": "1f1713", "VI": "17110e"}


def hairs(skin: Skin) -> tuple[Map, Map, Array]:
    """Cover of the hairs, cover of the shadow they throw (both 0 to 1), and their colour (linear sRGB)."""
    canvas = skin.canvas
    random = canvas.random("hairs")
    density = skin.site.hairs * skin.hair_cover * random.uniform(0.25, 1.0)
    count = min(round(density * (canvas.across / 10) ** 2), _MOST)
    lying = skin.site.axis + random.choice([0.0, np.pi]) + random.normal(0, 0.2)
    strokes = [_hair(canvas, random, lying) for _ in range(count)]
    shift = canvas.random("hair shadow").uniform(0.12, 0.25)
    shadows = [Stroke(s.path + shift, 1.8 * s.widths, 0.35 * s.strength) for s in strokes]
    return drawn(canvas, strokes), drawn(canvas, shadows), linear(_COLOURS[skin.skin_type])


def _hair(canvas: Canvas, random: np.random.Generator, lying: float) -> Stroke:
    half = 0.55 * canvas.across
    start = (float(random.uniform(-half, half)), float(random.uniform(-half, half)))
    bearing = lying + 0.35 * np.sin(start[0] / 60.0) + random.normal(0, 0.22)
    length = random.uniform(3.5, 10.0)
    path = curved(start, bearing, length, bend=random.normal(0, 0.28))
    thickness = random.uniform(0.045, 0.085)
    widths = thickness * np.linspace(1.0, 0.15, len(path)) ** 0.8
    return Stroke(path, widths, strength=random.uniform(0.55, 0.95))
