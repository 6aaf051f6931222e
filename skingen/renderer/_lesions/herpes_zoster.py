"""Herpes zoster (shingles): grouped vesicles on inflamed skin, in a band along one nerve segment."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Lesion
from skingen.renderer._shape import Point, blob, scattered, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(98.0, 120.0), sites=("trunk",))


def draw(skin: Skin) -> Lesion:
    """Draw clusters of vesicles along a slanting band; some cloudy, some collapsed and crusted."""
    canvas, random = skin.canvas, skin.canvas.random("zoster")
    slant = float(random.choice([-1, 1]) * random.uniform(0.2, 0.45))
    bow = float(random.uniform(-0.1, 0.1))
    clusters = int(random.integers(5, 7))
    depth, vesicles = canvas.blank(-99.0), []
    for i, t in enumerate(np.linspace(-0.42, 0.42, clusters)):
        along = (t + random.normal(0, 0.025)) * canvas.across
        place = (
            float(along),
            float(along * np.tan(slant) + bow * canvas.across * (1 - 16 * t**2 / 3) + random.normal(0, 4.0)),
        )
        radius = float(random.uniform(7.5, 13.0))
        depth = union(
            depth,
            blob(canvas, f"base {i}", place, radius, lobes=0.16, ragged=0.16, stretch=1.4, angle=slant),
            blend=5.0,
        )
        count = round(0.13 * radius**2)
        vesicles += [
            (place[0] + 1.1 * dx, place[1] + 0.85 * dy, float(random.uniform(0.9, 2.1)))
            for dx, dy in scattered(random, count, 2.7, 0.80 * radius)
        ]
    base = smooth_step(-3.5, 2.5, depth + 1.5 * canvas.noise("base edge", 4.0, 2.6))
    skin.redden(base, 7.0, stasis=0.12)
    skin.redden(smooth_step(-9.0, 0.0, depth) * (1 - base), 1.7)
    skin.raise_by(0.35 * smooth_step(-2.0, 4.0, depth))
    cover = smooth_step(-2.5, 1.5, depth)
    for x, y, radius in vesicles:
        cover = np.maximum(cover, _vesicle(skin, random, (x, y), radius))
    skin.hair_cover = 0.3
    return Lesion(cover, {"cluster_count": float(clusters), "vesicle_count": float(len(vesicles))})


def _vesicle(skin: Skin, random: np.random.Generator, place: Point, radius: float) -> np.ndarray:
    canvas = skin.canvas
    dx, dy = canvas.x - place[0], canvas.y - place[1]
    bearing = np.arctan2(dy, dx)
    turn = random.uniform(0, 2 * np.pi)
    near = np.hypot(dx, dy) / (radius * (1 + 0.07 * np.cos(2 * bearing + turn) + 0.05 * np.cos(3 * bearing - turn)))
    roof = smooth_step(1.05, 0.88, near)
    stage = random.choice(["clear", "cloudy", "crusted"], p=[0.5, 0.33, 0.17])
    dark = skin.darkness >= 0.6
    if stage == "crusted":
        skin.paint("59281a" if not dark else "2e1711", 0.85 * smooth_step(0.95, 0.6, near))
        skin.raise_by(
            (0.25 * radius * np.sqrt(np.clip(1 - near**2, 0, 1)) * (1 - 0.8 * np.exp(-5 * near**2))).astype(np.float32)
        )
        return smooth_step(1.1, 0.95, near)
    fluid = (
        {"clear": "e3c3b0", "cloudy": "e6d7a8"}[stage] if not dark else {"clear": "9a7b6c", "cloudy": "b7a27a"}[stage]
    )
    skin.redden((smooth_step(1.6, 1.0, near) * (1 - roof)).astype(np.float32), 1.35)
    skin.paint(fluid, (0.40 if stage == "clear" else 0.72) * roof * (0.65 + 0.35 * np.clip(1 - near**2, 0, 1)))
    dimple = 0.35 * np.exp(-8 * near**2) if random.random() < 0.3 else 0.0
    skin.raise_by((0.62 * radius * (np.clip(1 - near**2, 0, 1) ** 0.6 - dimple * roof)).astype(np.float32))
    skin.smooth(roof, 0.0)
    skin.shine(roof, 2.6)
    return roof
