"""Outlines of lesions: how far inside each pixel lies."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import Canvas
from skingen.renderer._colour import Map

Point = tuple[float, float]
"""Position in millimetres, x then y."""


def blob(
    canvas: Canvas,
    name: str,
    centre: Point,
    radius: float,
    lobes: float = 0.06,
    ragged: float = 0.0,
    stretch: float = 1.0,
    angle: float | None = None,
) -> Map:
    """Depth inside an organic outline in millimetres (positive inside, about a signed distance).

    `lobes` is the relative size of the slow bulges, `ragged` of the fine notches; `stretch` the ratio of the axes,
    the long one along `angle` (radians; random unless given).
    """
    random = canvas.random(name)
    turn = random.uniform(0, np.pi) if angle is None else angle
    orders = np.arange(2, 8)
    weights = random.standard_normal(orders.size) * lobes * 2.6 / orders**1.5
    phases = random.uniform(0, 2 * np.pi, orders.size)
    dx, dy = canvas.x - centre[0], canvas.y - centre[1]
    if ragged:
        dx = dx + ragged * radius * canvas.noise(name + " ragged x", 0.7 * radius, 2.9)
        dy = dy + ragged * radius * canvas.noise(name + " ragged y", 0.7 * radius, 2.9)
    u = (np.cos(turn) * dx + np.sin(turn) * dy) / np.sqrt(stretch)
    v = (np.cos(turn) * dy - np.sin(turn) * dx) * np.sqrt(stretch)
    bearing = np.arctan2(v, u)
    edge = np.ones_like(u)
    for order, weight, phase in zip(orders, weights, phases, strict=True):
        edge += np.float32(weight) * np.cos(order * bearing + phase)
    return (radius * edge - np.hypot(u, v)).astype(np.float32)


def union(*depths: Map, blend: float = 0.0) -> Map:
    """Depth inside any of several outlines; `blend` (mm) rounds the notches where they meet."""
    merged = depths[0]
    for depth in depths[1:]:
        if blend:
            overlap = np.clip(0.5 + 0.5 * (merged - depth) / blend, 0.0, 1.0)
            merged = merged * overlap + depth * (1 - overlap) + blend * overlap * (1 - overlap)
        else:
            merged = np.maximum(merged, depth)
    return merged.astype(np.float32)


def scattered(random: np.random.Generator, count: int, apart: float, within: float, tries: int = 60) -> list[Point]:
    """Up to `count` points of a disc of radius `within`, no two closer than `apart` (mm): dart throwing."""
    points: list[Point] = []
    for _ in range(count * tries):
        if len(points) == count:
            break
        radius, bearing = within * np.sqrt(random.random()), random.uniform(0, 2 * np.pi)
        x, y = float(radius * np.cos(bearing)), float(radius * np.sin(bearing))
        if all((x - px) ** 2 + (y - py) ** 2 >= apart**2 for px, py in points):
            points.append((x, y))
    return points
