"""Naevus (common mole): round to oval, even brown, regular border, flat or gently domed."""

from __future__ import annotations

import numpy as np

from skingen.renderer._lesions._lesion import Frame, Parameters, inside, jittered
from skingen.renderer._shape import blob
from skingen.renderer._skin import Skin

FRAME = Frame(across=(23.0, 29.0), sites=("trunk", "forearm", "leg"))


def draw(skin: Skin) -> Parameters:
    """Draw one junctional or compound naevus."""
    canvas, random = skin.canvas, skin.canvas.random("naevus")
    radius = float(random.uniform(2.2, 3.3))
    raised = float(random.choice([0.0, random.uniform(0.15, 0.4)]))
    depth = blob(
        canvas, "naevus", jittered(random, 1.8), radius, lobes=0.018, ragged=0.02, stretch=random.uniform(1.0, 1.28)
    )
    cover = inside(depth, random.uniform(0.3, 0.5))
    heart = inside(depth - 0.45 * radius, 0.5 * radius)
    melanin = random.uniform(0.10, 0.17) + 1.05 * skin.base_melanin
    skin.pigment(cover, float(melanin))
    even = 0.09 * canvas.noise("naevus net", 0.45) + 0.08 * canvas.noise("naevus tone", 2.5)
    skin.melanin *= np.exp((even + 0.22 * heart) * cover)
    skin.redden(cover, 1.35)
    # a bell, not a cap: a cap's steep rim reads as an embossed button
    bell = np.exp(-(np.clip(1 - depth / radius, 0, 3) ** 2) * 1.9)
    skin.raise_by((raised * bell).astype(np.float32))
    skin.smooth(cover, 0.75 if raised == 0 else 0.5)
    skin.hair_cover = 0.7
    skin.mark(cover)
    return {"diameter_mm": round(2 * radius, 1), "height_mm": round(raised, 2)}
