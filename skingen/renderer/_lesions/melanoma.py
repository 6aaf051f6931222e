"""Melanoma: asymmetric, irregular border, several colours, blue-white area, often a raised part."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Parameters, inside, jittered
from skingen.renderer._shape import blob, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(30.0, 38.0), sites=("trunk", "leg", "forearm"))


def draw(skin: Skin) -> Parameters:
    """Draw one superficial spreading melanoma, with a nodule in about half of the seeds."""
    canvas, random = skin.canvas, skin.canvas.random("melanoma")
    x, y = jittered(random, 2.0)
    radius = float(random.uniform(4.8, 6.6))
    bearing = random.uniform(0, 2 * np.pi)
    towards = np.array([np.cos(bearing), np.sin(bearing)])
    aside = (float(x + 0.8 * radius * towards[0]), float(y + 0.8 * radius * towards[1]))
    main = blob(canvas, "melanoma", (x, y), radius, lobes=0.13, ragged=0.11, stretch=random.uniform(1.1, 1.45))
    lobe = blob(canvas, "melanoma lobe", aside, radius * random.uniform(0.5, 0.7), lobes=0.16, ragged=0.16)
    depth = union(main, lobe, blend=0.8) + 0.30 * canvas.noise("melanoma notches", 2.0, 2.5)
    softness = 0.22 + 1.1 * smooth_step(-0.1, 1.3, canvas.noise("melanoma border", 6.0))
    cover = smooth_step(-1.0, 1.0, depth / softness)

    skin_melanin = skin.base_melanin
    tone = canvas.noise("melanoma tone", 3.4, 2.6)
    mottle = 0.16 * canvas.noise("melanoma specks", 0.5)
    slant = ((canvas.x - x) * towards[0] + (canvas.y - y) * towards[1]) / radius
    skin.pigment(cover, 0.15 + 0.9 * skin_melanin)
    skin.melanin *= np.exp((0.38 * tone + mottle) * cover)
    black = smooth_step(0.0, 1.5, slant + 0.75 * canvas.noise("melanoma dark", 3.2, 3.0)) * cover
    skin.pigment(0.85 * black, 0.48 + 0.5 * skin_melanin)
    tan = smooth_step(0.2, 1.6, 0.9 * canvas.noise("melanoma tan", 4.0, 3.0) - 0.8 * slant) * cover * (1 - black)
    skin.pigment(0.75 * tan, 0.045 + 0.95 * skin_melanin)
    rose = smooth_step(0.7, 2.0, canvas.noise("melanoma rose", 3.0, 2.4)) * cover * (1 - black)
    skin.redden(rose, 5.0, stasis=0.2)
    skin.redden(smooth_step(-1.6, 0.0, depth) * (1 - cover), 1.7)

    veiled = (float(x + 0.1 * radius * random.normal()), float(y + 0.1 * radius * random.normal()))
    veil = inside(blob(canvas, "melanoma veil", veiled, 0.40 * radius, lobes=0.2, ragged=0.2), 1.3) * cover
    grain = 0.75 + 0.25 * canvas.noise("melanoma veil grain", 0.8, 1.8)
    skin.paint(
        "747a80" if skin.darkness < 0.6 else "666b73", random.uniform(0.30, 0.52) * veil * np.clip(grain, 0, 1.4)
    )
    scarred = smooth_step(1.2, 2.6, canvas.noise("melanoma scar", 3.0, 3.0)) * cover * (1 - 0.6 * black)
    skin.paint("bfa9a2" if skin.darkness < 0.6 else "8d7d7b", 0.5 * scarred)

    nodular = float(random.choice([0.0, random.uniform(0.3, 0.6)]))
    near = np.hypot(canvas.x - aside[0], canvas.y - aside[1]) / (0.5 * radius)
    bump = np.exp(-1.6 * near**2) * cover
    uneven = 0.05 * canvas.noise("melanoma surface", 0.9, 1.6)
    skin.raise_by(((0.16 + uneven) * smooth_step(-0.5, 1.2, depth) + nodular * bump).astype(np.float32))
    skin.smooth(cover, 0.7)
    skin.shine(bump if nodular else canvas.blank(), 1.35)
    skin.hair_cover = 0.4
    skin.mark(cover)
    return {"diameter_mm": round(2.2 * radius, 1), "nodule_mm": round(nodular, 2)}
