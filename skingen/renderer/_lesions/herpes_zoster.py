"""Herpes zoster (shingles): grouped vesicles on inflamed skin, in a band along one nerve segment."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Parameters
from skingen.renderer._shape import Point, blob, scattered, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(84.0, 102.0), sites=("trunk",))


def draw(skin: Skin) -> Parameters:
    """Draw clusters of vesicles along a slanting band; some cloudy, some collapsed and crusted."""
    canvas, random = skin.canvas, skin.canvas.random("zoster")
    slant = float(random.choice([-1, 1]) * random.uniform(0.2, 0.5))
    bow = float(random.uniform(-0.08, 0.08)) * canvas.across
    clusters = int(random.integers(5, 7))
    depth, vesicles = canvas.blank(-99.0), []
    for i, t in enumerate(np.linspace(-0.42, 0.42, clusters)):
        along = float((t + random.normal(0, 0.02)) * canvas.across)
        below = float(along * np.tan(slant) + bow * (1 - 16 * t**2 / 3) + random.normal(0, 4.5))
        radius = float(random.uniform(7.0, 11.0) if random.random() < 0.6 else random.uniform(3.0, 5.5))
        base = blob(canvas, f"base {i}", (along, below), radius, lobes=0.14, ragged=0.06, stretch=1.3, angle=slant)
        depth = union(depth, base, blend=3.0)
        vesicles += [
            (along + 1.1 * dx, below + 0.85 * dy, float(np.clip(random.lognormal(0.25, 0.32), 0.7, 2.3)))
            for dx, dy in scattered(random, round(0.17 * radius**2) + 2, 2.5, 0.74 * radius)
        ]
    base = smooth_step(-3.5, 3.0, depth + 1.1 * canvas.noise("base edge", 5.0, 2.4))
    skin.redden(base, 6.0 - 1.5 * skin.darkness, stasis=0.1)
    skin.redden(smooth_step(-9.0, 0.0, depth) * (1 - base), 1.8)
    skin.raise_by(0.4 * smooth_step(-3.0, 4.0, depth))
    skin.mark(smooth_step(-2.5, 1.5, depth))
    for x, y, radius in vesicles:
        _vesicle(skin.window((x, y), 3 * radius), random, (x, y), radius)
    skin.hair_cover = 0.3
    return {"cluster_count": float(clusters), "vesicle_count": float(len(vesicles))}


def _vesicle(skin: Skin, random: np.random.Generator, place: Point, radius: float) -> None:
    """One vesicle at its own stage."""
    dx, dy = skin.x - place[0], skin.y - place[1]
    bearing, turn = np.arctan2(dy, dx), random.uniform(0, 2 * np.pi)
    outline = 1 + 0.08 * np.cos(2 * bearing + turn) + 0.05 * np.cos(3 * bearing - turn)
    near = (np.hypot(dx, dy) / (radius * outline)).astype(np.float32)
    dome = np.clip(1 - near**2, 0, 1)
    roof = smooth_step(1.06, 0.86, near)
    skin.mark(roof)
    stage = random.choice(["clear", "cloudy", "crusted"], p=[0.62, 0.22, 0.16])
    dark = skin.darkness >= 0.6
    if stage == "crusted":
        skin.paint("5a2b1c" if not dark else "2e1711", 0.85 * smooth_step(0.98, 0.55, near))
        skin.raise_by((0.28 * radius * np.sqrt(dome) * (1 - 0.8 * np.exp(-5 * near**2))).astype(np.float32))
        return
    skin.redden((np.exp(-(((near - 1.15) / 0.3) ** 2))).astype(np.float32), 1.5)
    if stage == "clear":
        # the roof lets the red base through; only fluid in the middle pales it
        skin.paint("e2b9aa" if not dark else "93756a", roof * (0.12 + 0.26 * dome))
    else:
        skin.paint("e3d2ac" if not dark else "ac9874", roof * (0.32 + 0.34 * dome))
    dimple = 0.4 * np.exp(-8 * near**2) if random.random() < 0.3 else 0.0
    skin.raise_by((0.42 * radius * (dome**0.7 - dimple * roof)).astype(np.float32))
    skin.smooth(roof)
    skin.shine(roof, 3.2)
