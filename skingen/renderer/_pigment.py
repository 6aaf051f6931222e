"""Skin colour from melanin and blood.

Light crosses an epidermis that melanin darkens, is scattered back by a dermis that blood colours, and crosses the
epidermis again. Because melanin filters what blood sends back, the same inflammation looks salmon on light skin and
violaceous to dark brown on dark skin, as it does in a clinic. Absorption and scattering follow Jacques (1998,
"Skin optics", Oregon Medical Laser Center); haemoglobin is Prahl's compilation; the eye is Wyman et al. (2013, JCGT 2:2).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.ndimage import map_coordinates

from skingen.renderer._colour import RGB_FROM_XYZ, WHITE_XYZ, Array, typology_angle

RESTING_BLOOD = 0.007
"""Blood volume fraction of uninflamed dermis."""

# nanometres; oxygenated and deoxygenated haemoglobin, 1/(cm M); daylight D65, relative power
_SPECTRA = """
400 266232 223296  82.75
410 466840 303956  91.49
420 480360 407560  93.43
430 246072 528600  86.68
440 102580 413280 104.86
450  62816 103292 117.01
460  44480  23388 117.81
470  33209  16156 114.86
480  26629  14550 115.92
490  23684  16684 108.81
500  20933  20862 109.35
510  20035  25773 107.80
520  24202  31589 104.79
530  39957  39036 107.69
540  53236  46592 104.41
550  43016  53412 104.05
560  32613  53788 100.00
570  44496  45072  96.33
580  50104  37020  95.79
590  14401  28324  88.69
600   3200  14677  90.01
610   1506   9443  89.60
620    942   6509  87.70
630    610   5148  83.29
640    442   4345  83.70
650    368   3750  80.03
660    320   3226  80.21
670    294   2795  82.28
680    278   2407  78.28
690    276   2051  69.72
700    290   1794  71.61
"""
_WAVELENGTHS, _OXYGENATED, _DEOXYGENATED, _DAYLIGHT = np.array(_SPECTRA.split(), float).reshape(-1, 4).T
_MELANIN = np.geomspace(0.003, 1.6, 72)
_BLOOD = np.geomspace(0.0003, 0.25, 48)
_EPIDERMIS_CM = 0.0072
_BACKSCATTER = 0.015 * (_WAVELENGTHS / 550) ** 1.3  # returned by the epidermis itself, before melanin
_OBLIQUE_PATH = 1.7  # diffuse light crosses the epidermis at an angle


def _lobe(mean: float, below: float, above: float) -> Array:
    spread = np.where(mean > _WAVELENGTHS, below, above)
    return np.exp(-0.5 * ((_WAVELENGTHS - mean) / spread) ** 2)


def _observer() -> Array:
    x = 1.056 * _lobe(599.8, 37.9, 31.0) + 0.362 * _lobe(442.0, 16.0, 26.7) - 0.065 * _lobe(501.1, 20.4, 26.2)
    y = 0.821 * _lobe(568.8, 46.9, 40.5) + 0.286 * _lobe(530.9, 16.3, 31.1)
    z = 1.217 * _lobe(437.0, 11.8, 36.0) + 0.681 * _lobe(459.0, 26.0, 13.8)
    weights = np.stack([x, y, z]) * _DAYLIGHT
    return weights / weights.sum(axis=1, keepdims=True) * WHITE_XYZ[:, None]


@cache
def _table(oxygenation: float) -> Array:
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


def skin_colour(melanin: Array, blood: Array, oxygenation: float = 0.85) -> Array:
    """Linear sRGB `(..., 3)` of skin with these melanin and blood volume fractions, arrays of one shape.

    >>> bool((skin_colour(np.array([0.02]), np.array([0.03])) > skin_colour(np.array([0.4]), np.array([0.03]))).all())
    True
    """
    row = np.interp(np.log(np.maximum(melanin, 1e-4)), np.log(_MELANIN), np.arange(_MELANIN.size))
    column = np.interp(np.log(np.maximum(blood, 1e-4)), np.log(_BLOOD), np.arange(_BLOOD.size))
    channels = [map_coordinates(channel, [row, column], order=1, mode="nearest") for channel in _table(oxygenation)]
    return np.maximum(np.stack(channels, axis=-1), 0.0)


def melanin_for(ita: float, blood: float = RESTING_BLOOD) -> float:
    """Melanin volume fraction of skin that has this ITA in degrees while it holds that volume fraction of blood."""
    colours = skin_colour(_MELANIN, np.full(_MELANIN.size, blood))
    angles = np.array([typology_angle(colour) for colour in colours])
    falling = angles[: int(np.argmin(angles)) + 1]
    return float(np.exp(np.interp(-ita, -falling, np.log(_MELANIN[: falling.size]))))
