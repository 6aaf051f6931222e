"""Light and camera: shape and pigment become a photograph-like picture."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from skingen.renderer._canvas import Canvas
from skingen.renderer._colour import Array, Map
from skingen.renderer._hair import hairs
from skingen.renderer._pigment import skin_colour
from skingen.renderer._skin import Skin

_BLEED_MM = (0.34, 0.17, 0.10)
"""How far red, green and blue light wander under the skin before they come out."""
_AMBIENT = 0.52
_SKY_MM = 0.6
"""How near a wall must be to hide the room's light from a hollow."""
_OCCLUSION = 1.3
"""Part of that light lost in a hollow 1 mm deep."""


def photograph(skin: Skin) -> Array:
    """Linear sRGB `(size, size, 3)` of the skin under a soft lamp from above left."""
    canvas = skin.canvas
    random = canvas.random("light")
    bearing = np.deg2rad(random.uniform(205, 250))
    elevation = np.deg2rad(random.uniform(44, 56))
    lamp = np.array([np.cos(bearing) * np.cos(elevation), np.sin(bearing) * np.cos(elevation), np.sin(elevation)])
    colour = _albedo(skin)
    fine = skin.form + skin.furrows * skin.furrow_depth
    shade = _shading(canvas, skin.site.height, fine, lamp)
    picture = colour * shade + _shine(canvas, skin, fine, lamp)[..., None]
    cover, shadow, hair = hairs(skin)
    picture *= (1 - 0.5 * shadow)[..., None]
    lit_hair = hair * (0.55 + 0.6 * shade.mean(axis=-1, keepdims=True))
    picture += cover[..., None] * (lit_hair - picture)
    body = skin.site.body[..., None]
    picture = body * picture + (1 - body) * skin.site.cloth
    return _camera(canvas, picture.astype(np.float32))


def _albedo(skin: Skin) -> Array:
    colour = skin_colour(skin.melanin, skin.blood)
    if skin.stasis.any():
        violet = skin_colour(skin.melanin, skin.blood, 0.25)
        colour += skin.stasis[..., None] * (violet - colour)
    return colour * (1 - skin.coat_cover[..., None]) + skin.coat


def _slopes(canvas: Canvas, height: Map) -> tuple[Map, Map]:
    down, right = np.gradient(height, canvas.pixel)
    return right, down


def _facing(right: Map, down: Map, towards: Array) -> Map:
    cosine = (towards[2] - towards[0] * right - towards[1] * down) / np.sqrt(1 + right**2 + down**2)
    return np.asarray(cosine, dtype=np.float32)


def _shading(canvas: Canvas, body: Map, fine: Map, lamp: Array) -> Array:
    """Light received per channel, 1 where flat skin faces the camera."""
    body_right, body_down = _slopes(canvas, body)
    channels = []
    for bleed in _BLEED_MM:
        softened = gaussian_filter(fine, max(bleed / canvas.pixel, 0.45))
        right, down = _slopes(canvas, softened)
        facing = _facing(right + body_right, down + body_down, lamp)
        direct = np.maximum(facing + 0.12, 0.0) / (lamp[2] + 0.12)
        channels.append(_AMBIENT + (1 - _AMBIENT) * direct)
    turned_away = 1 / np.sqrt(1 + 0.35 * (body_right**2 + body_down**2))
    hollow = fine - gaussian_filter(fine, _SKY_MM / canvas.pixel)
    sky = np.clip(1 + _OCCLUSION * hollow, 0.6, 1.15)
    return np.stack(channels, axis=-1) * (turned_away * sky)[..., None]


def _shine(canvas: Canvas, skin: Skin, fine: Map, lamp: Array) -> Map:
    """Light that the surface mirrors: a wide sheen, and on wet or tense skin a tight highlight."""
    right, down = _slopes(canvas, skin.site.height + fine)
    halfway = lamp + np.array([0.0, 0.0, 1.0])
    halfway /= np.linalg.norm(halfway)
    facing = np.clip(_facing(right, down, halfway), 0.0, 1.0)
    sheen = 0.010 * skin.gloss * facing**14
    glint = 0.11 * np.maximum(skin.gloss - 1.0, 0.0) * facing**90
    return np.asarray(sheen + glint, dtype=np.float32)


def _camera(canvas: Canvas, picture: Array) -> Array:
    """Slight blur, vignetting and sensor noise."""
    picture = gaussian_filter(picture, (0.0011 * canvas.size, 0.0011 * canvas.size, 0))
    radius = np.hypot(canvas.x, canvas.y) / (0.5 * canvas.across)
    picture *= (1.015 - 0.11 * radius**2.4)[..., None]
    random = canvas.random("sensor")
    grain = random.standard_normal((canvas.size, canvas.size, 3), np.float32)
    luminance = random.standard_normal((canvas.size, canvas.size, 1), np.float32)
    return picture * (1 + 0.008 * luminance + 0.005 * grain)
