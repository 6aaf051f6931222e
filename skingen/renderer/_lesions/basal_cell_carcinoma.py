"""Basal cell carcinoma: pearly translucent papule, rolled border, branching vessels, central ulcer with crust."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Parameters, inside, jittered
from skingen.renderer._shape import blob
from skingen.renderer._skin import Skin
from skingen.renderer._strokes import Stroke, drawn

FRAME = Frame(across=(24.0, 30.0), sites=("cheek",))


def draw(skin: Skin) -> Parameters:
    """Draw one nodular basal cell carcinoma; pigmented specks on darker skin, as is usual there."""
    canvas, random = skin.canvas, skin.canvas.random("bcc")
    centre = jittered(random, 2.0)
    radius = float(random.uniform(4.0, 5.6))
    depth = blob(canvas, "bcc", centre, radius, lobes=0.08, ragged=0.04, stretch=random.uniform(1.0, 1.4))
    cover = inside(depth, 0.35)
    ulcer_at = (centre[0] + 0.2 * radius * random.normal(), centre[1] + 0.2 * radius * random.normal())
    hollow = blob(canvas, "bcc ulcer", ulcer_at, 0.36 * radius, lobes=0.10, ragged=0.10)
    ulcer = inside(hollow, 0.25)

    clear_melanin = skin.base_melanin
    skin.pigment(0.75 * cover, 0.45 * clear_melanin + 0.004)
    skin.redden(cover, 2.6, stasis=0.15)
    skin.redden(inside(depth + 1.2, 1.6) * (1 - cover), 1.7)
    pearl = "e6cfc4" if skin.darkness < 0.3 else ("c3a392" if skin.darkness < 0.6 else "94776a")
    lumps = 0.75 + 0.25 * canvas.noise("bcc pearl", 1.6)
    rim = np.exp(-(((depth - 0.24 * radius) / (0.20 * radius)) ** 2))
    skin.paint(pearl, 0.42 * np.clip(lumps, 0, 1.3) * cover * (0.35 + 0.65 * rim))
    vessels = (
        drawn(canvas, _vessels(canvas.random("bcc vessels"), centre, radius)) * inside(depth + 0.8, 0.6) * (1 - ulcer)
    )
    skin.paint("a02a2c" if skin.darkness < 0.6 else "6b2224", 0.72 * vessels)
    if skin.darkness > 0.3:
        where = smooth_step(0.2, 1.2, canvas.noise("bcc where", 3.0)) * cover
        specks = smooth_step(0.5, 1.5, canvas.noise("bcc specks", 0.6, 2.6)) * where
        skin.paint("3d3436", (0.25 + 0.5 * skin.darkness) * specks)

    beads = 1 + 0.4 * canvas.noise("bcc beads", 2.2)
    rim_height = np.clip(0.55 + 0.32 * canvas.noise("bcc rim", 5.0), 0.1, 1.1) * rim * cover
    body = 0.6 * smooth_step(-0.2, 0.35 * radius, depth) + rim_height * beads
    skin.raise_by((body - 0.85 * smooth_step(-0.4, 0.9, hollow)).astype(np.float32))
    skin.smooth(cover, 0.08)
    skin.shine(cover, 2.1)

    dark = skin.darkness >= 0.6
    skin.paint("7c2b24" if not dark else "4a1a16", 0.85 * ulcer)
    crusted = smooth_step(-0.9, 0.3, canvas.noise("bcc crust", 1.4, 2.0)) * inside(hollow - 0.25, 0.3)
    skin.paint("4a1f16" if not dark else "27110d", 0.9 * crusted)
    skin.paint(
        "b98545" if not dark else "7d5a30", 0.45 * smooth_step(0.2, 2.2, canvas.noise("bcc honey", 1.2, 1.8)) * crusted
    )
    skin.raise_by(0.25 * crusted * (1 + 0.4 * canvas.noise("bcc crust relief", 0.5, 1.6)))
    skin.shine(ulcer, 1.25)
    skin.mark(cover)
    return {"diameter_mm": round(2 * radius, 1)}


def _vessels(random: np.random.Generator, centre: tuple[float, float], radius: float) -> list[Stroke]:
    """Arborising telangiectasia: stems that enter over the rim and fork towards the middle."""
    strokes: list[Stroke] = []
    for _ in range(int(random.integers(6, 9))):
        bearing = random.uniform(0, 2 * np.pi)
        start = np.array(centre) + 1.12 * radius * np.array([np.cos(bearing), np.sin(bearing)])
        _grow(random, strokes, start, bearing + np.pi + random.normal(0, 0.45), 0.13, 0.75 * radius, 3)
    return strokes


def _grow(
    random: np.random.Generator,
    strokes: list[Stroke],
    start: np.ndarray,
    bearing: float,
    width: float,
    length: float,
    forks: int,
) -> None:
    steps = 10
    headings = bearing + np.cumsum(random.normal(0, 0.2, steps))
    path = np.vstack(
        [start, start + np.cumsum(length / steps * np.stack([np.cos(headings), np.sin(headings)], 1), axis=0)]
    )
    strokes.append(Stroke(path, np.linspace(width, 0.6 * width, len(path)), strength=0.95))
    if forks:
        for turn in (-1, 1):
            at = int(random.integers(3, steps))
            _grow(
                random,
                strokes,
                path[at],
                headings[at - 1] + turn * random.uniform(0.4, 0.9),
                0.66 * width,
                0.6 * length,
                forks - 1,
            )
