"""Urticaria: smooth raised wheals of many sizes, pale in the middle, with a pink border and flare; no scale."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Parameters
from skingen.renderer._shape import blob, scattered, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(120.0, 150.0), sites=("trunk", "leg"))


def draw(skin: Skin) -> Parameters:
    """Draw a crop of wheals, some merged into arcs."""
    canvas, random = skin.canvas, skin.canvas.random("urticaria")
    depth = canvas.blank(-99.0)
    places = scattered(random, int(random.integers(9, 14)), 17.0, 0.44 * canvas.across)
    for i, place in enumerate(places):
        radius = float(np.clip(random.lognormal(2.0, 0.45), 3.5, 17.0)) if i else float(random.uniform(14, 19))
        wheal = blob(canvas, f"wheal {i}", place, radius, lobes=0.07, ragged=0.05, stretch=random.uniform(1.0, 1.6))
        depth = union(depth, wheal, blend=4.0)
    cover = smooth_step(-0.9, 0.9, depth)
    flare = smooth_step(-11.0, 0.0, depth + 2.0 * canvas.noise("flare", 7.0, 2.6)) * (1 - cover)
    edge = cover * smooth_step(6.5, 0.5, depth)
    middle = cover * smooth_step(2.0, 7.0, depth)
    skin.redden(flare, 3.0)
    skin.redden(edge, 4.4)
    skin.redden(middle, 2.1)
    skin.paint("f0d9cc" if skin.darkness < 0.6 else "9c7d6c", 0.12 * middle)
    plateau = 1.0 * smooth_step(-1.2, 3.6, depth) + 0.25 * smooth_step(2.0, 10.0, depth)
    skin.raise_by(plateau * (1 + 0.05 * canvas.noise("wheal swell", 5.0)))
    dimples = canvas.cells("follicles", 2.0, warp=0.1)
    skin.raise_by(-0.10 * np.exp(-((dimples.centre / 0.16) ** 2)) * cover)
    skin.smooth(cover, 0.35)
    skin.shine(cover, 1.22)
    skin.hair_cover = 0.5
    skin.mark(cover)
    return {"wheal_count": float(len(places))}
