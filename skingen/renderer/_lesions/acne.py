"""Acne: open and closed comedones, papules and pustules of varied size, marks left by older ones, oily shine."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Lesion
from skingen.renderer._shape import Point, scattered
from skingen.renderer._skin import Skin

FRAME = Frame(across=(58.0, 74.0), sites=("cheek",))


def draw(skin: Skin) -> Lesion:
    """Draw a field of mixed acne lesions on a cheek."""
    canvas, random = skin.canvas, skin.canvas.random("acne")
    cover = canvas.blank()
    skin.redden(smooth_step(-0.6, 1.8, canvas.noise("acne flush", 16.0)), 1.5)
    skin.shine(canvas.blank(1.0), 1.12)
    places = scattered(random, 66, 3.0, 0.62 * canvas.across)
    density = canvas.noise("acne density", 15.0)
    places.sort(key=lambda point: -_at(density, canvas.across, point))
    counts = {
        "papule": random.integers(9, 14),
        "pustule": random.integers(5, 9),
        "mark": random.integers(6, 10),
        "open": random.integers(8, 13),
        "closed": random.integers(7, 12),
    }
    kinds = [kind for kind, count in counts.items() for _ in range(int(count))]
    random.shuffle(kinds)
    for place, kind in zip(places, kinds, strict=False):
        cover = np.maximum(cover, _DRAW[kind](skin, random, place))
    return Lesion(cover, {f"{kind}_count": float(count) for kind, count in counts.items()})


def _at(field: np.ndarray, across: float, point: Point) -> float:
    row, column = (
        int(np.clip((value / across + 0.5) * len(field), 0, len(field) - 1)) for value in (point[1], point[0])
    )
    return float(field[row, column])


def _near(skin: Skin, random: np.random.Generator, place: Point, radius: float) -> np.ndarray:
    """Distance to the place in units of the radius, slightly out of round."""
    turn, stretch = random.uniform(0, np.pi), random.uniform(1.0, 1.25)
    dx, dy = skin.canvas.x - place[0], skin.canvas.y - place[1]
    u = (np.cos(turn) * dx + np.sin(turn) * dy) / stretch
    v = np.cos(turn) * dy - np.sin(turn) * dx
    bearing = np.arctan2(v, u)
    return np.hypot(u, v) / (radius * (1 + 0.06 * np.cos(3 * bearing + turn) + 0.04 * np.cos(5 * bearing)))


def _papule(skin: Skin, random: np.random.Generator, place: Point) -> np.ndarray:
    radius = float(np.clip(random.lognormal(0.35, 0.38), 0.8, 3.0))
    near = _near(skin, random, place, radius)
    skin.redden(smooth_step(1.9, 0.3, near), 3.0)
    skin.redden(smooth_step(1.15, 0.5, near), 2.4, stasis=0.15)
    skin.raise_by((0.42 * radius * np.exp(-1.9 * near**2)).astype(np.float32))
    skin.smooth(smooth_step(1.2, 0.5, near), 0.2)
    skin.shine(smooth_step(1.1, 0.3, near), 1.5)
    return smooth_step(1.3, 1.0, near)


def _pustule(skin: Skin, random: np.random.Generator, place: Point) -> np.ndarray:
    base = _papule(skin, random, place)
    radius = float(random.uniform(0.55, 1.05))
    near = _near(skin, random, place, radius)
    skin.paint("e9d9a0" if skin.darkness < 0.6 else "cdb981", 0.88 * smooth_step(1.15, 0.7, near))
    skin.paint("f4ecca", 0.5 * smooth_step(0.8, 0.1, near))
    skin.raise_by((0.35 * radius * np.sqrt(np.clip(1 - near**2, 0, 1))).astype(np.float32))
    skin.shine(smooth_step(1.1, 0.6, near), 1.9)
    return base


def _mark(skin: Skin, random: np.random.Generator, place: Point) -> np.ndarray:
    near = _near(skin, random, place, float(random.uniform(0.9, 2.2)))
    where = smooth_step(1.25, 0.45, near)
    skin.redden(where, 2.3 - 0.9 * skin.darkness, stasis=0.4)
    skin.melanin *= 1 + (0.15 + 0.55 * skin.darkness) * where
    return smooth_step(1.0, 0.8, near) * 0.0


def _open(skin: Skin, random: np.random.Generator, place: Point) -> np.ndarray:
    radius = float(random.uniform(0.35, 0.75))
    near = _near(skin, random, place, radius)
    skin.raise_by((0.16 * np.exp(-0.6 * near**2) - 0.12 * np.exp(-4 * near**2)).astype(np.float32))
    skin.paint("2a1c14", 0.9 * smooth_step(1.0, 0.55, near))
    return smooth_step(1.4, 1.2, near)


def _closed(skin: Skin, random: np.random.Generator, place: Point) -> np.ndarray:
    radius = float(random.uniform(0.6, 1.1))
    near = _near(skin, random, place, radius)
    skin.raise_by((0.30 * radius * np.exp(-1.8 * near**2)).astype(np.float32))
    skin.melanin *= 1 - 0.22 * smooth_step(1.0, 0.3, near)
    skin.smooth(smooth_step(1.2, 0.5, near), 0.2)
    return smooth_step(1.3, 1.1, near)


_DRAW = {"papule": _papule, "pustule": _pustule, "mark": _mark, "open": _open, "closed": _closed}
