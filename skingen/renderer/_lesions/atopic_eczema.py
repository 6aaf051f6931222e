"""Atopic eczema: ill-defined dry patches in a flexure, papules, scratch marks, crusts, lichenification."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Map
from skingen.renderer._lesions._lesion import Frame, Lesion, inside
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin
from skingen.renderer._strokes import Stroke, curved, drawn

FRAME = Frame(across=(88.0, 108.0), sites=("forearm",))


def draw(skin: Skin) -> Lesion:
    """Draw a flexural patch with satellites; inflammation shows dark and violaceous on types V and VI."""
    canvas, random = skin.canvas, skin.canvas.random("eczema")
    across = skin.site.axis + np.pi / 2
    _creases(skin, canvas, random, across)
    depth = blob(
        canvas,
        "eczema",
        (float(random.uniform(-6, 6)), float(random.uniform(-4, 4))),
        21.0,
        lobes=0.16,
        ragged=0.22,
        stretch=1.35,
        angle=skin.site.axis,
    )
    for i in range(4):
        spot = (float(random.uniform(-36, 36)), float(random.uniform(-20, 20)))
        depth = union(depth, blob(canvas, f"eczema {i}", spot, random.uniform(4, 9), lobes=0.2, ragged=0.3), blend=5.0)
    broken = depth + 4.5 * canvas.noise("eczema break", 6.0, 2.3)
    patch = smooth_step(-6.0, 9.0, broken)
    core = smooth_step(2.0, 14.0, broken)
    skin.redden(patch, 4.6)
    skin.redden(core, 1.9, stasis=0.25)
    skin.pigment(patch, skin.base_melanin * (1.0 + 0.75 * skin.darkness))
    skin.melanin *= np.exp(
        (0.12 + 0.30 * skin.darkness) * core * (0.6 + 0.5 * canvas.noise("eczema pigment", 3.0, 1.6))
    )

    papules = _papules(canvas, patch)
    skin.redden(papules, 1.9)
    skin.raise_by(0.28 * papules + 0.12 * patch)
    skin.furrow_depth *= 1 + 2.8 * core
    coarse = canvas.cells("lichenification", 2.3, stretch=1.7, angle=across, warp=0.35)
    skin.raise_by(-0.30 * smooth_step(0.30, 0.0, coarse.edge) * core)
    skin.melanin *= 1 + (0.10 + 0.2 * skin.darkness) * smooth_step(0.30, 0.0, coarse.edge) * core

    dry = (
        smooth_step(0.35, 1.3, canvas.noise("eczema dry", 1.1, 1.1) + 0.5 * canvas.noise("eczema where dry", 10.0))
        * patch
    )
    skin.paint("d9cfc6" if skin.darkness < 0.6 else "a79c96", 0.38 * dry)
    _scratches(skin, canvas, canvas.random("scratches"), core)
    skin.hair_cover = 0.3
    return Lesion(smooth_step(-3.0, 3.0, broken), {"diameter_mm": 42.0})


def _creases(skin: Skin, canvas: Canvas, random: np.random.Generator, across: float) -> None:
    strokes = []
    for i in range(3):
        offset = random.uniform(-5, 5) + 5.0 * (i - 1)
        middle = offset * np.array([np.cos(skin.site.axis), np.sin(skin.site.axis)])
        reach = random.uniform(28, 40)
        start = middle - reach * np.array([np.cos(across), np.sin(across)])
        path = curved(
            (float(start[0]), float(start[1])), across - 0.1, 2 * reach, bend=random.normal(0.1, 0.18), steps=16
        )
        strokes.append(Stroke(path, 0.9 * np.sin(np.linspace(0.15, np.pi - 0.15, 16)), strength=0.8))
    fold = drawn(canvas, strokes)
    skin.raise_by(-0.55 * fold)
    skin.redden(fold, 1.5)


def _papules(canvas: Canvas, patch: Map) -> Map:
    cells = canvas.cells("eczema papules", 2.6, warp=0.2)
    radius = 0.18 + 0.18 * cells.other
    bump = np.sqrt(np.clip(1 - (cells.centre / radius) ** 2, 0, 1))
    return np.asarray(bump * (cells.value > 0.45) * patch, dtype=np.float32)


def _scratches(skin: Skin, canvas: Canvas, random: np.random.Generator, core: Map) -> None:
    """Excoriations in parallel sets, some wet and honey-crusted, some dark with dried blood."""
    strokes = []
    for _ in range(int(random.integers(3, 5))):
        x, y = random.uniform(-17, 17), random.uniform(-12, 12)
        bearing = skin.site.axis + random.normal(0.7, 0.35)
        for i in range(int(random.integers(3, 6))):
            beside = 2.1 * (i - 2) + random.normal(0, 0.4)
            start = (float(x - beside * np.sin(bearing)), float(y + beside * np.cos(bearing)))
            path = curved(
                start, bearing + random.normal(0, 0.06), random.uniform(5, 13), bend=random.normal(0, 0.1), steps=12
            )
            widths = random.uniform(0.35, 0.75) * np.sin(np.linspace(0.25, np.pi - 0.1, 12))
            strokes.append(Stroke(path, widths, strength=random.uniform(0.55, 1.0)))
    lines = drawn(canvas, strokes) * smooth_step(0.05, 0.4, core)
    beaded = lines * smooth_step(-0.7, 0.4, canvas.noise("scratch beads", 1.0, 1.2))
    skin.redden(lines, 2.4)
    skin.paint("6e1f18" if skin.darkness < 0.6 else "42160f", 0.75 * beaded)
    skin.paint(
        "c8923f" if skin.darkness < 0.6 else "946a34", 0.55 * lines * smooth_step(0.5, 1.2, canvas.noise("honey", 1.6))
    )
    skin.raise_by(0.12 * beaded)
    crust = inside(canvas.noise("crusts", 2.4, 2.0) - 1.75, 0.25) * core
    skin.paint("b27a34" if skin.darkness < 0.6 else "80562a", 0.6 * crust)
    skin.raise_by(0.2 * crust)
