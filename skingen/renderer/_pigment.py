"""Skin colour from melanin and blood.

Light crosses an epidermis that melanin darkens, is scattered back by a dermis that blood colours, and crosses the
epidermis again. Because melanin filters what blood sends back, the same inflammation looks salmon on light skin and
violaceous to dark brown on dark skin, as it does in a clinic. Absorption and scattering follow Jacques (1998,
"Skin optics", Oregon Medical Laser Center); haemoglobin is Prahl's compilation; the eye is Wyman et al. (2013, JCGT 2:2).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from skingen.renderer._colour import RGB_FROM_XYZ, WHITE_XYZ, Map, typology_angle

RESTING_BLOOD = 0.006
"""Blood volume fraction of uninflamed dermis."""

_WAVELENGTHS = np.arange(400, 701, 10.0)
# cm-1/M, every 10 nm from 400 to 700 nm: oxygenated, then deoxygenated haemoglobin
_OXYGENATED = np.array(
    [
        266232,
        466840,
        480360,
        246072,
        102580,
        62816,
        44480,
        33209,
        26629,
        23684,
        20933,
        20035,
        24202,
        39957,
        53236,
        43016,
    ]
    + [32613, 44496, 50104, 14401, 3200, 1506, 942, 610, 442, 368, 320, 294, 278, 276, 290]
)
_DEOXYGENATED = np.array(
    [
        223296,
        303956,
        407560,
        528600,
        413280,
        103292,
        23388,
        16156,
        14550,
        16684,
        20862,
        25773,
        31589,
        39036,
        46592,
        53412,
    ]
    + [53788, 45072, 37020, 28324, 14677, 9443, 6509, 5148, 4345, 3750, 3226, 2795, 2407, 2051, 1794]
)
_DAYLIGHT = np.array(
    [82.75, 91.49, 93.43, 86.68, 104.86, 117.01, 117.81, 114.86, 115.92, 108.81, 109.35, 107.80, 104.79, 107.69, 104.41]
    + [104.05, 100.0, 96.33, 95.79, 88.69, 90.01, 89.60, 87.70, 83.29, 83.70, 80.03, 80.21, 82.28, 78.28, 69.72, 71.61]
)
_MELANIN = np.geomspace(0.003, 1.6, 72)
_BLOOD = np.geomspace(0.0003, 0.25, 48)
_EPIDERMIS_CM = 0.0072
_BACKSCATTER = 0.018  # returned by the epidermis itself, before melanin
_OBLIQUE_PATH = 1.7  # diffuse light crosses the epidermis at an angle


def _lobe(mean: float, below: float, above: float) -> NDArray:
    spread = np.where(_WAVELENGTHS < mean, below, above)
    return np.exp(-0.5 * ((_WAVELENGTHS - mean) / spread) ** 2)


def _observer() -> NDArray:
    x = 1.056 * _lobe(599.8, 37.9, 31.0) + 0.362 * _lobe(442.0, 16.0, 26.7) - 0.065 * _lobe(501.1, 20.4, 26.2)
    y = 0.821 * _lobe(568.8, 46.9, 40.5) + 0.286 * _lobe(530.9, 16.3, 31.1)
    z = 1.217 * _lobe(437.0, 11.8, 36.0) + 0.681 * _lobe(459.0, 26.0, 13.8)
    weights = np.stack([x, y, z]) * _DAYLIGHT
    return weights / weights.sum(axis=1, keepdims=True) * WHITE_XYZ[:, None]


@cache
def _table(oxygenation: float) -> NDArray:
    """Linear sRGB for every melanin and blood fraction of the grid, `(3, 72, 48)`."""
    wavelength = _WAVELENGTHS
    melanin_absorption = 677.0 * (wavelength / 500.0) ** -2.2  # per cm; flatter than in a solution, as in living skin
    bloodless = 0.244 + 85.3 * np.exp(-(wavelength - 154) / 66.2)
    extinction = oxygenation * _OXYGENATED + (1 - oxygenation) * _DEOXYGENATED
    blood_absorption = 2.303 * extinction * 150 / 64500
    scattering = 2e5 * wavelength**-1.5 + 2e12 * wavelength**-4
    epidermis = _MELANIN[:, None] * melanin_absorption + bloodless
    filtered = np.exp(-2 * _OBLIQUE_PATH * _EPIDERMIS_CM * epidermis)
    dermis = _BLOOD[:, None] * blood_absorption + bloodless
    returned = np.exp(-7.8 / np.sqrt(3 * (1 + scattering / dermis)))
    reflectance = _BACKSCATTER + 1.15 * filtered[:, None, :] * returned[None, :, :]
    return np.moveaxis((reflectance @ _observer().T) @ RGB_FROM_XYZ.T, -1, 0)


def skin_colour(melanin: NDArray, blood: NDArray, oxygenation: float = 0.8) -> NDArray:
    """Linear sRGB `(..., 3)` of skin with these melanin and blood volume fractions, arrays of one shape.

    >>> bool((skin_colour(np.array([0.02]), np.array([0.03])) > skin_colour(np.array([0.4]), np.array([0.03]))).all())
    True
    """
    row = np.interp(np.log(np.maximum(melanin, 1e-4)), np.log(_MELANIN), np.arange(_MELANIN.size))
    column = np.interp(np.log(np.maximum(blood, 1e-4)), np.log(_BLOOD), np.arange(_BLOOD.size))
    channels = [map_coordinates(channel, [row, column], order=1, mode="nearest") for channel in _table(oxygenation)]
    return np.maximum(np.stack(channels, axis=-1), 0.0)


def melanin_for(ita: float) -> float:
    """Melanin volume fraction whose resting skin has this ITA in degrees."""
    resting = np.full(_MELANIN.size, RESTING_BLOOD)
    angles = np.array([typology_angle(colour) for colour in skin_colour(_MELANIN, resting)])
    falling = angles[: int(np.argmin(angles)) + 1]
    return float(np.exp(np.interp(-ita, -falling, np.log(_MELANIN[: falling.size]))))


__all__ = ["RESTING_BLOOD", "Map", "melanin_for", "skin_colour"]
