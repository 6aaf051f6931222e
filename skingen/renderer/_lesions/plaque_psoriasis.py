"""Plaque psoriasis: sharply bordered raised salmon to violaceous plaques under silvery scale."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Map, linear
from skingen.renderer._lesions._lesion import Frame, Parameters, inside
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(100.0, 125.0), sites=("forearm", "leg", "trunk"))


def draw(skin: Skin) -> Parameters:
    """Draw one large plaque and a few small ones."""
    canvas, random = skin.canvas, skin.canvas.random("psoriasis")
    narrow = 0.72 if skin.site.name == "forearm" else 1.0
    radius = float(random.uniform(20.0, 26.0)) * narrow
    depth = blob(
        canvas,
        "plaque",
        (float(random.uniform(-8, 8)), float(random.uniform(-4, 4))),
        radius,
        lobes=0.09,
        ragged=0.05,
        stretch=random.uniform(1.1, 1.5),
        angle=skin.site.axis,
    )
    for i in range(int(random.integers(2, 5))):
        bearing = skin.site.axis + random.choice([0, np.pi]) + random.normal(0, 0.5)
        distance = radius * random.uniform(1.35, 1.9)
        spot = (float(distance * np.cos(bearing)), float(distance * np.sin(bearing)))
        depth = union(
            depth,
            blob(canvas, f"plaque {i}", spot, radius * random.uniform(0.12, 0.3), lobes=0.1, ragged=0.05),
            blend=2.0,
        )
    cover = inside(depth, 0.7)
    skin.redden(cover, 9.0 - 2.0 * skin.darkness, stasis=0.1)
    skin.redden(inside(depth + 2.2, 2.0) * (1 - cover), 1.35)
    skin.melanin *= 1 + (0.10 * canvas.noise("plaque tone", 4.0)) * cover
    skin.raise_by(0.85 * smooth_step(-0.6, 1.8, depth))
    skin.furrow_depth *= 1 + 0.9 * cover
    _scale(canvas, skin, depth)
    skin.hair_cover = 0.25
    skin.mark(cover)
    return {"diameter_mm": round(2 * radius, 1)}


def _scale(canvas: Canvas, skin: Skin, depth: Map) -> None:
    """Micaceous scale: overlapping lamellae, thick in the middle, a red rim left bare."""
    inner = smooth_step(1.2, 5.0, depth + 1.2 * canvas.noise("scale rim", 3.0))
    patches = smooth_step(-0.75, 0.5, canvas.noise("scale patches", 9.0, 2.2))
    total = canvas.blank()
    for name, width, least in (("scale large", 3.6, 0.30), ("scale small", 1.5, 0.38)):
        flakes = canvas.cells(name, width, warp=0.55)
        lifted = smooth_step(0.02, 0.16, flakes.edge) * (flakes.value > least)
        cover = inner * patches * lifted * (0.5 + 0.45 * flakes.other)
        brightness = (
            0.80 + 0.32 * (flakes.value - 0.5) + 0.22 * (flakes.across * (flakes.other - 0.5) + flakes.along * 0.4)
        )
        silver = linear("e9e6e1") if skin.darkness < 0.6 else linear("bfb8b2")
        skin.paint(silver * brightness[..., None], (0.86 - 0.12 * skin.darkness) * cover)
        tilt = (flakes.value - 0.5) * flakes.across + (flakes.other - 0.5) * flakes.along
        skin.raise_by(cover * (0.14 * width / 2 + 0.20 * width * tilt) * smooth_step(0.0, 0.2, flakes.edge))
        total = np.maximum(total, cover)
    skin.smooth(total, 0.2)
    skin.shine(total, 1.12)
