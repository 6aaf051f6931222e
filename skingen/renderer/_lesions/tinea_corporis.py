"""Tinea corporis (ringworm): a ring that spreads outwards, raised scaly red border, clearing middle."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._colour import linear
from skingen.renderer._lesions._lesion import Frame, Parameters
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(84.0, 104.0), sites=("forearm", "trunk", "leg"))


def draw(skin: Skin) -> Parameters:
    """Draw one large ring, often merged with or beside a smaller one."""
    canvas, random = skin.canvas, skin.canvas.random("tinea")
    narrow = 0.8 if skin.site.name == "forearm" else 1.0
    radius = float(random.uniform(20.0, 25.0)) * narrow
    centre = (float(random.uniform(-7, 7)), float(random.uniform(-4, 4)))
    depth = blob(
        canvas,
        "ring",
        centre,
        radius,
        lobes=0.045,
        ragged=0.035,
        stretch=random.uniform(1.0, 1.2),
        angle=skin.site.axis,
    )
    if random.random() < 0.6:
        away = random.uniform(1.0, 1.25)
        bearing = skin.site.axis + random.choice([0.0, np.pi]) + random.normal(0, 0.3)
        beside = (centre[0] + away * radius * np.cos(bearing), centre[1] + away * radius * np.sin(bearing))
        depth = union(
            depth,
            blob(canvas, "second ring", beside, float(random.uniform(0.3, 0.55)) * radius, lobes=0.06, ragged=0.04),
            blend=3.0,
        )
    width = float(random.uniform(3.6, 5.2)) * (1 + 0.22 * canvas.noise("ring width", 12.0))
    border = smooth_step(-0.7, 0.9, depth) * smooth_step(1.9, 0.6, depth / width)
    middle = smooth_step(1.0, 2.2, depth / width)
    active = 0.82 + 0.18 * canvas.noise("ring activity", 9.0)
    skin.redden(border * np.clip(active, 0.3, 1), 7.0)
    skin.redden(middle, 1.5)
    skin.melanin *= 1 + 0.22 * skin.darkness * border
    skin.melanin *= 1 + (0.10 + 0.12 * skin.darkness) * middle * (0.8 + 0.35 * canvas.noise("ring clearing", 6.0, 1.8))
    skin.redden(smooth_step(-4.0, 0.0, depth) * (1 - border) * (1 - middle), 1.6)

    bumps = canvas.cells("ring papules", 2.6, warp=0.25)
    papule = np.sqrt(np.clip(1 - (bumps.centre / (0.3 + 0.2 * bumps.other)) ** 2, 0, 1))
    skin.raise_by(border * (0.55 + 0.40 * papule * (bumps.value > 0.3)))
    skin.redden((border * papule * (bumps.value > 0.3)).astype(np.float32), 1.4)
    _scale(skin, depth, width)
    skin.hair_cover = 0.35
    cover = smooth_step(-0.7, 0.7, depth)
    skin.mark(cover)
    return {"diameter_mm": round(2 * radius, 1), "border_mm": round(float(np.mean(width)), 1)}


def _scale(skin: Skin, depth: np.ndarray, width: np.ndarray) -> None:
    """Fine scale, most of it on the inner slope of the border."""
    canvas = skin.canvas
    place = np.exp(-(((depth / width - 0.75) / 0.42) ** 2)) + 0.05 * smooth_step(1.0, 2.0, depth / width)
    place = place * smooth_step(0.0, 1.0, depth)
    shade = "ece5dc" if skin.darkness < 0.6 else "ada198"
    for name, spacing, least in (("ring flakes", 1.7, 0.42), ("ring dust", 0.8, 0.5)):
        flakes = canvas.cells(name, spacing, warp=0.6)
        lifted = smooth_step(0.04, 0.2, flakes.edge) * (flakes.value > least)
        patchy = smooth_step(-0.9, 0.6, canvas.noise(name + " patches", 4.0, 1.8))
        cover = np.clip(place * lifted * patchy * (0.45 + 0.5 * flakes.other), 0, 1)
        bright = 0.85 + 0.3 * (flakes.value - 0.5) + 0.25 * flakes.along
        skin.paint(linear(shade) * bright[..., None], (0.75 - 0.2 * skin.darkness) * cover)
        skin.raise_by((0.16 * cover * (1 + flakes.across)).astype(np.float32))
