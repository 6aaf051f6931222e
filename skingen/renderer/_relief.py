"""The micro-relief of skin: the net of fine furrows, and pores."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Map

_RESOLVED = 2.2  # pixels a cell needs before its polygon can be seen


def furrows(canvas: Canvas, angle: float, spacing: float = 0.95) -> Map:
    """Height of the furrow net, millimetres, at most 0: polygons stretched along `angle`, finer ones within them."""
    relief = canvas.blank()
    for name, width, depth in (("furrows", spacing, 0.042), ("fine furrows", 0.42 * spacing, 0.020)):
        if width < _RESOLVED * canvas.pixel:
            continue
        cells = canvas.cells(name, width, stretch=1.35, angle=angle, warp=0.3)
        varied = 1.0 + 0.3 * canvas.noise(name + " depth", 8 * width)
        relief -= depth * varied * smooth_step(0.34, 0.0, cells.edge)
    grain = max(0.25 * spacing, 1.5 * canvas.pixel)
    relief += 0.006 * canvas.noise("grain", grain) * np.float32(max(1.0, canvas.pixel / 0.1))
    return relief


def pores(canvas: Canvas, spacing: float = 1.6) -> Map:
    """Where follicle openings lie, 0 to 1."""
    if spacing < 2 * _RESOLVED * canvas.pixel:
        return canvas.blank()
    cells = canvas.cells("pores", spacing, warp=0.1)
    radius = 0.05 + 0.07 * cells.value**2
    return np.asarray(smooth_step(1.0, 0.3, cells.centre / radius), dtype=np.float32)
