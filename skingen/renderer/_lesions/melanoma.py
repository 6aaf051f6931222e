"""Melanoma: asymmetric, irregular border, several colours, blue-white area, often a raised part."""

from __future__ import annotations

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._lesions._lesion import Frame, Lesion, inside, jittered
from skingen.renderer._shape import blob, dome, union
from skingen.renderer._skin import Skin

FRAME = Frame(across=(30.0, 38.0), sites=("trunk", "leg", "forearm"))


def draw(skin: Skin) -> Lesion:
    """Draw one superficial spreading melanoma, with a nodule in most."""
    canvas, random = skin.canvas, skin.canvas.random("melanoma")
    x, y = jittered(random, 2.0)
    radius = float(random.uniform(5.0, 7.2))
    bearing = random.uniform(0, 2 * np.pi)
    aside = (x + 0.75 * radius * np.cos(bearing), y + 0.75 * radius * np.sin(bearing))
    main = blob(canvas, "melanoma", (x, y), radius, lobes=0.12, ragged=0.10, stretch=random.uniform(1.15, 1.5))
    lobe = blob(canvas, "melanoma lobe", aside, radius * random.uniform(0.45, 0.65), lobes=0.14, ragged=0.16)
    depth = union(main, lobe, blend=1.2)
    fading = canvas.noise("melanoma border", 5.0)
    softness = 0.25 + 0.9 * smooth_step(0.1, 1.3, fading)
    cover = smooth_step(-1.0, 1.0, depth / softness)

    skin_melanin = skin.base_melanin
    brown = 0.16 + 0.75 * skin_melanin
    tone = canvas.noise("melanoma tone", 3.2, 2.4) + 0.35 * canvas.noise("melanoma specks", 0.7)
    skin.pigment(cover, brown)
    skin.melanin *= np.exp(0.42 * tone * cover)
    black = inside(blob(canvas, "melanoma black", aside, 0.62 * radius, lobes=0.25, ragged=0.3), 0.8) * cover
    dark = np.clip(smooth_step(0.35, 1.2, canvas.noise("melanoma dark", 3.5, 2.8)) + black, 0, 1) * cover
    skin.pigment(0.9 * dark, 0.75 + 0.4 * skin_melanin)
    tan = smooth_step(0.5, 1.2, canvas.noise("melanoma tan", 4.0, 2.8)) * cover * (1 - dark)
    skin.pigment(0.8 * tan, 0.05 + 0.9 * skin_melanin)

    opposite = (x - 0.35 * radius * np.cos(bearing), y - 0.35 * radius * np.sin(bearing))
    veil = inside(blob(canvas, "melanoma veil", opposite, 0.42 * radius, lobes=0.25, ragged=0.3), 0.9) * cover
    skin.paint("66707c" if skin.darkness < 0.6 else "565d68", 0.5 * veil)
    pale = smooth_step(0.75, 1.5, canvas.noise("melanoma pale", 2.6, 2.8)) * cover * (1 - black)
    skin.paint("b9a6a4" if skin.darkness < 0.6 else "8d8183", 0.5 * pale)
    rose = smooth_step(0.6, 1.4, canvas.noise("melanoma rose", 3.0, 2.8)) * cover * (1 - dark)
    skin.redden(rose, 5.0)
    skin.redden(inside(depth + 0.9, 0.9) * (1 - cover), 1.8)

    nodule = blob(canvas, "melanoma nodule", aside, 0.38 * radius, lobes=0.08)
    skin.raise_by(0.18 * cover + dome(nodule, 0.9, 0.38 * radius) * cover)
    skin.smooth(cover, 0.55)
    skin.smooth(inside(nodule, 0.5), 0.2)
    skin.shine(inside(nodule, 0.5), 1.5)
    skin.hair_cover = 0.4
    return Lesion(cover, {"diameter_mm": round(2.2 * radius, 1)})
