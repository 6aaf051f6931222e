"""A patch of skin before it is lit: what colours it, what shapes it, what lies on it. Lesions change these maps."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from protocols._stimuli import SkinType
from skingen.renderer._canvas import Canvas, smooth_step
from skingen.renderer._colour import Map, linear
from skingen.renderer._pigment import RESTING_BLOOD, melanin_for
from skingen.renderer._relief import furrows, pores
from skingen.renderer._site import Site

TARGET_ITA: dict[SkinType, tuple[float, float]] = {
    "I": (60.0, 66.0),
    "II": (46.0, 51.5),
    "III": (31.0, 36.0),
    "IV": (14.0, 20.0),
    "V": (-19.0, -6.0),
    "VI": (-53.0, -42.0),
}
"""Range from which a person's own ITA is drawn, degrees: well inside the band, since light and mottling move it."""

_DARKNESS: dict[SkinType, float] = {"I": 0.0, "II": 0.08, "III": 0.2, "IV": 0.4, "V": 0.75, "VI": 1.0}


@dataclass(frozen=True)
class Coat:
    """Something opaque on the skin: scale, crust, pus."""

    colour: NDArray
    """Linear sRGB, `(3,)` or `(size, size, 3)`."""
    cover: Map
    """Opacity, 0 to 1."""


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
    coats: list[Coat] = field(default_factory=list)
    """What lies on the skin, lowest first."""
    hair_cover: float = 1.0
    """What multiplies the site's number of hairs."""

    @property
    def base_melanin(self) -> float:
        """Melanin fraction of this person's clear skin."""
        return melanin_for(self.ita)

    @property
    def darkness(self) -> float:
        """0 for type I to 1 for type VI: how far inflammation shows as pigment rather than as redness."""
        return _DARKNESS[self.skin_type]

    def redden(self, where: Map, times: float, stasis: float = 0.0) -> None:
        """Dilate vessels: blood rises to `times` its value where `where` is 1; pigmented skin darkens with it."""
        self.blood *= 1 + (times - 1) * where
        self.melanin *= 1 + 0.055 * self.darkness * (times - 1) ** 0.75 * where if times > 1 else 1.0
        violet = np.clip(stasis + 0.35 * self.darkness, 0, 1) if times > 1 else 0.0
        self.stasis = np.maximum(self.stasis, np.float32(violet) * where)

    def pigment(self, where: Map, melanin: float) -> None:
        """Move melanin towards a volume fraction where `where` is 1 (on a logarithmic scale)."""
        self.melanin = np.exp((1 - where) * np.log(self.melanin) + where * np.log(melanin)).astype(np.float32)

    def paint(self, colour: str | NDArray, cover: Map) -> None:
        """Lay an opaque coat over everything so far; a colour is written as six hexadecimal digits of sRGB."""
        rgb = linear(colour) if isinstance(colour, str) else colour
        self.coats.append(Coat(np.asarray(rgb, np.float32), np.clip(cover, 0, 1).astype(np.float32)))

    def raise_by(self, height: Map) -> None:
        """Add an elevation in millimetres."""
        self.form = self.form + height

    def smooth(self, where: Map, kept: float = 0.0) -> None:
        """Stretch the furrows away where `where` is 1, down to the part `kept`."""
        self.furrow_depth *= 1 - (1 - kept) * where

    def shine(self, where: Map, gloss: float) -> None:
        """Move the shine towards `gloss` where `where` is 1."""
        self.gloss = self.gloss * (1 - where) + gloss * where


def clear(canvas: Canvas, skin_type: SkinType, site: Site) -> Skin:
    """Healthy skin of that type: mottled melanin and blood, furrows, pores, freckles on fair skin."""
    random = canvas.random("person")
    low, high = TARGET_ITA[skin_type]
    ita = float(random.uniform(low, high))
    mottle = (
        0.05 * canvas.noise("melanin wide", 45.0)
        + 0.05 * canvas.noise("melanin patches", 7.0)
        + 0.07 * canvas.noise("melanin fine", 1.3, 1.2)
    )
    melanin = (melanin_for(ita) * np.exp(mottle)).astype(np.float32)
    flush = (
        0.14 * canvas.noise("blood wide", 30.0)
        + 0.16 * canvas.noise("blood mottle", 4.0)
        + 0.08 * canvas.noise("blood fine", 1.0)
    )
    blood = (RESTING_BLOOD * np.exp(flush)).astype(np.float32)
    skin = Skin(
        canvas=canvas,
        skin_type=skin_type,
        site=site,
        ita=ita,
        melanin=melanin,
        blood=blood,
        stasis=canvas.blank(),
        furrows=furrows(canvas, site.axis + float(random.normal(0, 0.3))),
        furrow_depth=canvas.blank(1.0),
        form=canvas.blank(),
        gloss=canvas.blank(1.0),
    )
    if site.name == "cheek":
        openings = pores(canvas)
        skin.melanin *= 1 + 0.18 * openings
        skin.furrows = 0.55 * skin.furrows - 0.03 * openings
        skin.blood *= 1.25
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
