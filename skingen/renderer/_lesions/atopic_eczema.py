"""Atopic eczema: ill-defined dry patches in a flexure, papules, scratch marks, crusts, lichenification."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Map
from skingen.renderer._lesions._lesion import Frame, Parameters, inside
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin
from skingen.renderer._strokes import Stroke, curved, drawn

FRAME = Frame(across=(82.0, 100.0), sites=("forearm",))


def draw(skin: Skin) -> Parameters:
    """Draw a flexural patch with satellites; inflammation shows dark and violaceous on types V and VI."""
    canvas, random = skin.canvas, skin.canvas.random("eczema")
    across = skin.site.axis + np.pi / 2
    _creases(skin, canvas, random, across)
    middle = (float(random.uniform(-6, 6)), float(random.uniform(-4, 4)))
    depth = blob(canvas, "eczema", middle, 19.0, lobes=0.12, ragged=0.12, stretch=1.45, angle=skin.site.axis)
    for i in range(4):
        spot = (float(random.uniform(-38, 38)), float(random.uniform(-20, 20)))
        satellite = blob(canvas, f"eczema {i}", spot, float(random.uniform(3, 8)), lobes=0.12, ragged=0.15)
        depth = union(depth, satellite, blend=6.0)
    broken = depth + 3.4 * canvas.noise("eczema break", 9.0, 2.4)
    patch = smooth_step(-8.0, 9.0, broken)
    core = smooth_step(1.0, 14.0, broken)
    uneven = np.clip(1 + 0.22 * canvas.noise("eczema mottle", 2.2, 1.8), 0.4, 1.6)
    skin.redden((patch * uneven).astype(np.float32), 4.6 - 1.2 * skin.darkness)
    skin.redden(core, 1.6, stasis=0.15)
    skin.melanin *= 1 + skin.darkness * (0.22 * patch + 0.30 * core) * uneven

    papules = _papules(canvas, patch)
    skin.redden(papules, 1.7)
    skin.raise_by(0.24 * papules + 0.15 * patch)
    skin.furrow_depth *= 1 + 2.2 * core
    coarse = canvas.cells("lichenification", 2.4, stretch=1.8, angle=across, warp=0.4)
    lines = smooth_step(0.32, 0.0, coarse.edge) * core
    skin.raise_by(-0.26 * lines)
    skin.melanin *= 1 + (0.10 + 0.15 * skin.darkness) * lines

    _dryness(skin, patch, core)
    _scratches(skin, canvas, canvas.random("scratches"), core)
    skin.hair_cover = 0.3
    skin.mark(smooth_step(-4.0, 2.0, broken))
    return {"diameter_mm": 38.0}


def _creases(skin: Skin, canvas: Canvas, random: np.random.Generator, across: float) -> None:
    """Two folds of the elbow's bend."""
    strokes = []
    for i in range(2):
        offset = random.uniform(-4, 4) + 9.0 * (i - 0.5)
        middle = offset * np.array([np.cos(skin.site.axis), np.sin(skin.site.axis)])
        reach = random.uniform(15, 24)
        start = middle - reach * np.array([np.cos(across), np.sin(across)])
        path = curved((float(start[0]), float(start[1])), across - 0.1, 2 * reach, random.normal(0.1, 0.15), steps=24)
        strokes.append(Stroke(path, 0.8 * np.sin(np.linspace(0.1, np.pi - 0.1, 24)), strength=0.8))
    fold = gaussian_filter(drawn(canvas, strokes), 0.4 / canvas.pixel)
    skin.raise_by(-0.4 * fold)
    skin.redden(fold, 1.25)


def _papules(canvas: Canvas, patch: Map) -> Map:
    cells = canvas.cells("eczema papules", 2.8, warp=0.2)
    radius = 0.16 + 0.2 * cells.other
    bump = np.exp(-1.8 * (cells.centre / radius) ** 2)
    return np.asarray(bump * (cells.value > 0.5) * patch, dtype=np.float32)


def _dryness(skin: Skin, patch: Map, core: Map) -> None:
    """Fine scale in drifts, and on dark skin the ashen haze of dry skin."""
    canvas = skin.canvas
    drift = smooth_step(-0.2, 1.5, canvas.noise("eczema where dry", 8.0, 1.8)) * patch
    flakes = canvas.cells("eczema flakes", 1.1, warp=0.6)
    lifted = smooth_step(0.05, 0.3, flakes.edge) * smooth_step(0.45, 0.9, flakes.value)
    skin.paint("e3d6cb" if skin.darkness < 0.6 else "a8988e", 0.45 * drift * lifted)
    skin.paint("dccbc2" if skin.darkness < 0.6 else "857672", (0.10 + 0.08 * skin.darkness) * drift)
    skin.raise_by(0.05 * drift * lifted * (1 + flakes.along))
    skin.shine(core, 0.6)


def _scratches(skin: Skin, canvas: Canvas, random: np.random.Generator, core: Map) -> None:
    """Excoriations in parallel sets, some wet and honey-crusted, some dark with dried blood."""
    strokes = []
    for _ in range(int(random.integers(3, 5))):
        x, y = random.uniform(-17, 17), random.uniform(-10, 10)
        bearing = skin.site.axis + random.normal(0.7, 0.35)
        for i in range(int(random.integers(3, 6))):
            beside = 2.3 * (i - 2) + random.normal(0, 0.4)
            start = (float(x - beside * np.sin(bearing)), float(y + beside * np.cos(bearing)))
            length = random.uniform(5, 13)
            path = curved(start, bearing + random.normal(0, 0.06), length, bend=random.normal(0, 0.1), steps=12)
            widths = random.uniform(0.4, 0.85) * np.sin(np.linspace(0.25, np.pi - 0.1, 12))
            strokes.append(Stroke(path, widths, strength=random.uniform(0.55, 1.0)))
    lines = drawn(canvas, strokes) * smooth_step(0.05, 0.5, core)
    beaded = lines * smooth_step(-0.9, 0.5, canvas.noise("scratch beads", 1.1, 1.4))
    dark = skin.darkness >= 0.6
    skin.redden(lines, 2.4)
    skin.paint("6e1f18" if not dark else "3d130d", 0.8 * beaded)
    honey = smooth_step(0.6, 1.3, canvas.noise("honey", 1.8))
    skin.paint("c8923f" if not dark else "9a7038", 0.6 * lines * honey)
    skin.raise_by(0.12 * beaded)
    crust = inside(canvas.noise("crusts", 2.6, 2.4) - 1.7, 0.3) * core
    skin.paint("b27a34" if not dark else "80562a", 0.6 * crust)
    skin.raise_by(0.2 * crust)
