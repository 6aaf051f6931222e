"""Drawn skin: ten diagnoses and clear skin on six skin types, by numpy, scipy and Pillow alone.

Every picture is schematic, drawn by program; none shows a person.
"""

from skingen.renderer._colour import ITA_BANDS, decoded, lab
from skingen.renderer._render import DIAGNOSES, SKIN_TYPES, VERSION, Rendering, render
from skingen.renderer._site import View

__all__ = ["DIAGNOSES", "ITA_BANDS", "SKIN_TYPES", "VERSION", "Rendering", "View", "decoded", "lab", "render"]
