"""Drawn skin: ten diagnoses and clear skin on six skin types, by numpy, scipy and Pillow alone.

Every picture is schematic, drawn by program; none shows a person.
"""

from skingen.renderer._colour import ITA_BANDS, decoded, lab
from skingen.renderer._render import DIAGNOSES, SKIN_TYPES, VERSION, Rendering, render

__all__ = ["DIAGNOSES", "ITA_BANDS", "SKIN_TYPES", "VERSION", "Rendering", "decoded", "lab", "render"]
