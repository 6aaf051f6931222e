"""A patch of skin before it is lit: what colours it, what shapes it, what lies on it. Lesions change these maps."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from protocols import SkinType
from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Array, Map, linear
from skingen.renderer._pigment import RESTING_BLOOD, melanin_for
from skingen.renderer._relief import furrows, pores
from skingen.renderer._shape import Point
from skingen.renderer._site import Site

TARGET_ITA: dict[SkinType, tuple[float, float]] = {
    "I": (60.0, 66.0),
    "II": (46.0, 51.0),
    "III": (31.5, 35.5),
    "IV": (13.5, 19.0),
    "V": (-19.0, -6.0),
    "VI": (-53.0, -42.0),
}
"""Range from which a person's own ITA is drawn, degrees: well inside the band, since light and mottling move it."""

_DARKNESS: dict[SkinType, float] = {"I": 0.0, "II": 0.08, "III": 0.2, "IV": 0.4, "V": 0.75, "VI": 1.0}


@dataclass
class Skin:
    """The maps of one patch of skin, one value a pixel."""

    canvas: Canvas
    """Positions and randomness."""
    skin_type: SkinType
    """Fitzpatrick skin type."""
    site: Site
    """Part of the body."""
    ita: float
    """ITA that this person's skin aims at, degrees."""
    base_melanin: float
    """Melanin volume fraction of this person's clear skin."""
    base_blood: float
    """Blood volume fraction of this person's clear skin at this site."""
    x: Map
    """Horizontal position, millimetres."""
    y: Map
    """Vertical position, millimetres."""
    melanin: Map
    """Melanin volume fraction of the epidermis."""
    blood: Map
    """Blood volume fraction of the dermis."""
    stasis: Map
    """Share of the blood that has lost its oxygen: 0 bright red, 1 violet."""
    furrows: Map
    """Height of the furrow net, millimetres."""
    furrow_depth: Map
    """What multiplies it: 0 stretched smooth, 1 normal, 3 lichenified."""
    form: Map
    """Height of lesions, millimetres."""
    gloss: Map
    """Strength of the shine: 1 normal skin, more when wet, tense or oily."""
    coat: Array
    """Colour of what lies on the skin (scale, crust, pus), linear sRGB times its cover, `(size, size, 3)`."""
    coat_cover: Map
    """How far it hides the skin, 0 to 1."""
    affected: Map
    """How far each pixel belongs to a lesion, 0 to 1."""
    hair_cover: float = 1.0
    """What multiplies the site's number of hairs."""

    @property
    def darkness(self) -> float:
        """0 for type I to 1 for type VI: how far inflammation shows as pigment rather than as redness."""
        return _DARKNESS[self.skin_type]

    def window(self, centre: Point, reach: float) -> Skin:
        """The square of skin within `reach` millimetres of a point: what is done to it is done to the whole."""
        size, pixel = self.canvas.size, self.canvas.pixel
        bounds = []
        for position in (centre[1], centre[0]):
            middle = position / pixel + size / 2
            bounds.append(slice(max(0, int(middle - reach / pixel)), max(0, int(middle + reach / pixel) + 2)))
        square = tuple(bounds)
        cut: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                cut[field.name] = value[square]
        return replace(self, **cut)

    def mark(self, where: Map) -> None:
        """Count as lesion."""
        np.maximum(self.affected, where, out=self.affected)

    def redden(self, where: Map, times: float, stasis: float = 0.0) -> None:
        """Dilate vessels: blood rises to `times` its value where `where` is 1; pigmented skin darkens with it."""
        self.blood *= 1 + (times - 1) * where
        self.melanin *= 1 + 0.055 * self.darkness * (times - 1) ** 0.75 * where
        np.maximum(self.stasis, min(1.0, stasis + 0.35 * self.darkness) * where, out=self.stasis)

    def pigment(self, where: Map, melanin: float) -> None:
        """Move melanin towards a volume fraction where `where` is 1 (on a logarithmic scale)."""
        self.melanin *= (melanin / self.melanin) ** where

    def paint(self, colour: str | Array, cover: Map) -> None:
        """Lay an opaque coat over everything so far; a colour is written as six hexadecimal digits of sRGB."""
        rgb = linear(colour) if isinstance(colour, str) else colour
        opacity = np.clip(cover, 0, 1)
        self.coat += opacity[..., None] * (rgb - self.coat)
        self.coat_cover += opacity * (1 - self.coat_cover)

    def raise_by(self, height: Map) -> None:
        """Add an elevation in millimetres."""
        self.form += height

    def smooth(self, where: Map, kept: float = 0.0) -> None:
        """Stretch the furrows away where `where` is 1, down to the part `kept`."""
        self.furrow_depth *= 1 - (1 - kept) * where

    def shine(self, where: Map, gloss: float) -> None:
        """Move the shine towards `gloss` where `where` is 1."""
        self.gloss += where * (gloss - self.gloss)


def clear(canvas: Canvas, skin_type: SkinType, site: Site) -> Skin:
    """Healthy skin of that type: mottled melanin and blood, furrows, pores, freckles on fair skin."""
    random = canvas.random("person")
    low, high = TARGET_ITA[skin_type]
    ita = float(random.uniform(low, high))
    mottle = (
        0.035 * canvas.noise("melanin wide", 45.0)
        + 0.05 * canvas.noise("melanin patches", 7.0)
        + 0.07 * canvas.noise("melanin fine", 1.3, 1.2)
    )
    resting = RESTING_BLOOD * (1.25 if site.name == "cheek" else 1.0)
    base_melanin = melanin_for(ita, resting)
    melanin = (base_melanin * np.exp(mottle)).astype(np.float32)
    flush = (
        0.10 * canvas.noise("blood wide", 30.0)
        + 0.16 * canvas.noise("blood mottle", 4.0)
        + 0.08 * canvas.noise("blood fine", 1.0)
    )
    blood = (resting * np.exp(flush)).astype(np.float32)
    skin = Skin(
        canvas=canvas,
        skin_type=skin_type,
        site=site,
        ita=ita,
        base_melanin=base_melanin,
        base_blood=resting,
        x=canvas.x,
        y=canvas.y,
        melanin=melanin,
        blood=blood,
        stasis=canvas.blank(),
        furrows=furrows(canvas, site.axis + float(random.normal(0, 0.3))),
        furrow_depth=canvas.blank(1.0),
        form=canvas.blank(),
        gloss=canvas.blank(1.0),
        coat=np.zeros((canvas.size, canvas.size, 3), np.float32),
        coat_cover=canvas.blank(),
        affected=canvas.blank(),
    )
    if site.name == "cheek":
        openings = pores(canvas)
        skin.melanin *= 1 + 0.35 * openings
        skin.furrows = 0.55 * skin.furrows - 0.03 * openings
    if skin_type in ("I", "II"):
        _freckle(skin, random)
    return skin


def _freckle(skin: Skin, random: np.random.Generator) -> None:
    spacing = random.uniform(5.0, 8.0)
    cells = skin.canvas.cells("freckles", spacing, warp=0.15)
    present = cells.value > random.uniform(0.55, 0.85)
    radius = (0.3 + 0.7 * cells.other) / spacing
    spots = present * smooth_step(1.0, 0.45, cells.centre / radius)
    skin.melanin *= 1 + (0.5 + 0.9 * cells.other) * spots
