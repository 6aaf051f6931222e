"""Vitiligo: chalk-white patches with sharp scalloped borders, smooth surface, islands of returning pigment."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Parameters, inside
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(105.0, 130.0), sites=("forearm", "trunk", "leg"))


def draw(skin: Skin) -> Parameters:
    """Draw several patches, the largest near the middle."""
    canvas, random = skin.canvas, skin.canvas.random("vitiligo")
    narrow = 0.75 if skin.site.name == "forearm" else 1.0
    radius = float(random.uniform(16.0, 22.0)) * narrow
    depth = blob(
        canvas,
        "vitiligo",
        (float(random.uniform(-10, 10)), float(random.uniform(-6, 6))),
        radius,
        lobes=0.20,
        ragged=0.05,
        stretch=random.uniform(1.2, 1.8),
        angle=skin.site.axis,
    )
    for i in range(int(random.integers(7, 12))):
        along, beside = random.uniform(-0.45, 0.45) * canvas.across, random.normal(0, 13.0)
        spot = (
            float(along * np.cos(skin.site.axis) - beside * np.sin(skin.site.axis)),
            float(along * np.sin(skin.site.axis) + beside * np.cos(skin.site.axis)),
        )
        depth = union(
            depth,
            blob(canvas, f"vitiligo {i}", spot, random.uniform(2.0, 8.5) * narrow, lobes=0.2, ragged=0.05),
            blend=2.0,
        )
    cover = inside(depth, 0.8)
    islands = canvas.cells("islands", 5.5, warp=0.2)
    returned = smooth_step(1.0, 0.5, islands.centre / (0.07 + 0.14 * islands.other)) * (islands.value > 0.72)
    returned = returned * smooth_step(9.0, 2.0, depth)
    cover = cover * (1 - 0.85 * returned)
    rim = smooth_step(-5.0, -0.5, depth) * (1 - cover)
    skin.melanin *= 1 + 0.20 * rim
    skin.pigment(cover, 0.0035)
    skin.blood *= 1 - 0.35 * cover
    skin.paint("f0e6da", 0.2 * cover)
    skin.hair_cover = 0.5
    skin.mark(cover)
    return {"largest_mm": round(2 * radius, 1)}
