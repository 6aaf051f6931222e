"""Acne: open and closed comedones, papules and pustules of varied size, marks left by older ones, oily shine."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._colour import Map
from skingen.renderer._lesions._lesion import Frame, Parameters
from skingen.renderer._shape import Point, scattered
from skingen.renderer._skin import Skin

FRAME = Frame(across=(50.0, 62.0), sites=("cheek",))


def draw(skin: Skin) -> Parameters:
    """Draw a field of mixed acne lesions on a cheek."""
    canvas, random = skin.canvas, skin.canvas.random("acne")
    skin.redden(smooth_step(-0.6, 1.8, canvas.noise("acne flush", 14.0)), 1.6)
    skin.shine(canvas.blank(1.0), 1.10)
    hubs = random.uniform(-0.4, 0.4, (4, 2)) * canvas.across
    places = scattered(random, 90, 3.4, 0.66 * canvas.across)
    places.sort(key=lambda place: float(np.hypot(*(hubs - place).T).min()))
    counts = {
        "papule": int(random.integers(15, 21)),
        "pustule": int(random.integers(8, 12)),
        "mark": int(random.integers(9, 14)),
        "open": int(random.integers(9, 14)),
        "closed": int(random.integers(9, 14)),
    }
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    random.shuffle(kinds)
    for place, kind in zip(places, kinds, strict=False):
        _DRAW[kind](skin.window(place, 8.0), random, place)
    skin.blood *= np.exp(0.12 * canvas.noise("acne texture", 1.2, 2.0) * skin.affected)
    skin.raise_by(0.016 * canvas.noise("acne surface", 0.9, 2.2) * skin.affected)
    return {f"{kind}_count": float(count) for kind, count in counts.items()}


def _near(skin: Skin, random: np.random.Generator, place: Point, radius: float) -> Map:
    """Distance to the place in units of the radius, slightly out of round."""
    turn, stretch = random.uniform(0, np.pi), random.uniform(1.0, 1.25)
    dx, dy = skin.x - place[0], skin.y - place[1]
    u = (np.cos(turn) * dx + np.sin(turn) * dy) / stretch
    v = np.cos(turn) * dy - np.sin(turn) * dx
    bearing = np.arctan2(v, u)
    outline = 1 + 0.05 * np.cos(3 * bearing + 2 * turn) + 0.035 * np.cos(5 * bearing - turn)
    return np.asarray(np.hypot(u, v) / (radius * outline), dtype=np.float32)


def _papule(skin: Skin, random: np.random.Generator, place: Point) -> None:
    radius = float(np.clip(random.lognormal(0.3, 0.38), 0.8, 2.7))
    near = _near(skin, random, place, radius)
    skin.redden(smooth_step(2.1, 0.4, near), 2.2)
    skin.redden(smooth_step(1.25, 0.55, near), 2.5 - 0.8 * skin.darkness, stasis=0.1)
    skin.melanin *= 1 + 0.25 * skin.darkness * smooth_step(1.3, 0.6, near)
    skin.raise_by((0.42 * radius * np.exp(-1.7 * near**2.2)).astype(np.float32))
    skin.smooth(smooth_step(1.2, 0.5, near), 0.4)
    skin.shine(smooth_step(1.1, 0.3, near), 1.45)
    skin.mark(smooth_step(1.3, 1.0, near))


def _pustule(skin: Skin, random: np.random.Generator, place: Point) -> None:
    _papule(skin, random, place)
    radius = float(random.uniform(0.5, 1.0))
    near = _near(skin, random, place, radius)
    skin.paint("e2cb9c" if skin.darkness < 0.6 else "bfa873", 0.8 * smooth_step(1.3, 0.35, near))
    skin.paint("f4e8cc" if skin.darkness < 0.6 else "d8c794", 0.6 * smooth_step(0.8, 0.0, near))
    skin.raise_by((0.30 * radius * np.exp(-1.6 * near**2.4)).astype(np.float32))
    skin.shine(smooth_step(1.1, 0.6, near), 1.9)


def _mark(skin: Skin, random: np.random.Generator, place: Point) -> None:
    where = smooth_step(1.25, 0.45, _near(skin, random, place, float(random.uniform(0.9, 2.0))))
    skin.redden(where, 2.2 - 0.8 * skin.darkness, stasis=0.3)
    skin.melanin *= 1 + (0.12 + 0.35 * skin.darkness) * where


def _open(skin: Skin, random: np.random.Generator, place: Point) -> None:
    near = _near(skin, random, place, float(random.uniform(0.3, 0.62)))
    skin.raise_by((0.16 * np.exp(-0.6 * near**2) - 0.12 * np.exp(-4 * near**2)).astype(np.float32))
    skin.paint("33231a" if skin.darkness < 0.6 else "140d0a", 0.9 * smooth_step(1.05, 0.5, near))
    skin.mark(smooth_step(1.4, 1.2, near))


def _closed(skin: Skin, random: np.random.Generator, place: Point) -> None:
    radius = float(random.uniform(0.6, 1.1))
    near = _near(skin, random, place, radius)
    skin.raise_by((0.34 * radius * np.exp(-1.8 * near**2)).astype(np.float32))
    skin.melanin *= 1 - 0.25 * smooth_step(1.0, 0.3, near)
    skin.smooth(smooth_step(1.2, 0.5, near), 0.2)
    skin.mark(smooth_step(1.3, 1.1, near))


_DRAW = {"papule": _papule, "pustule": _pustule, "mark": _mark, "open": _open, "closed": _closed}
