"""Thin tapered lines: hairs, vessels, scratches, creases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from skingen.renderer._canvas import Canvas
from skingen.renderer._colour import Array, Map

_SUPERSAMPLING = 3


@dataclass(frozen=True)
class Stroke:
    """One line: where it runs and how wide it is there."""

    path: Array
    """Points in millimetres, `(n, 2)`."""
    widths: Array
    """Width at each point, millimetres, `(n,)`."""
    strength: float = 1.0
    """Opacity, 0 to 1."""


def curved(start: tuple[float, float], bearing: float, length: float, bend: float, steps: int = 7) -> Array:
    """A gently bent path, `(steps, 2)`: it leaves `start` along `bearing` and turns by `bend` in all (radians, mm)."""
    headings = bearing + bend * np.linspace(0, 1, steps - 1)
    moves = length / (steps - 1) * np.stack([np.cos(headings), np.sin(headings)], axis=1)
    return np.vstack([np.zeros(2), moves.cumsum(axis=0)]) + np.asarray(start)


def drawn(canvas: Canvas, strokes: list[Stroke]) -> Map:
    """How much of each pixel the strokes cover, 0 to 1; lines thinner than a pixel fade instead of vanishing."""
    side = canvas.size * _SUPERSAMPLING
    sheet = Image.new("L", (side, side))
    pen = ImageDraw.Draw(sheet)
    for stroke in strokes:
        points = (stroke.path / canvas.across + 0.5) * side
        widths = stroke.widths / canvas.across * side
        for i in range(len(points) - 1):
            width = 0.5 * (widths[i] + widths[i + 1])
            shade = round(255 * stroke.strength * min(1.0, width))
            if shade > 0:
                line = [tuple(points[i]), tuple(points[i + 1])]
                pen.line(line, fill=shade, width=max(1, round(width)))
    return np.asarray(sheet.reduce(_SUPERSAMPLING), dtype=np.float32) / 255.0
