"""What a diagnosis's module gives: how the picture is framed, and what was drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skingen.renderer._canvas import smooth_step
from skingen.renderer._colour import Map
from skingen.renderer._site import SiteName

Parameters = dict[str, float | str]
"""What was drawn, by name; lengths in millimetres."""


@dataclass(frozen=True)
class Frame:
    """How pictures of a diagnosis are framed."""

    across: tuple[float, float]
    """Least and greatest width of the picture, millimetres."""
    sites: tuple[SiteName, ...]
    """Parts of the body where the diagnosis is drawn."""


def inside(depth: Map, softness: float) -> Map:
    """Cover of an outline whose border fades over about `softness` millimetres on either side."""
    return smooth_step(-softness, softness, depth)


def jittered(random: np.random.Generator, reach: float) -> tuple[float, float]:
    """A point near the middle of the picture, at most `reach` millimetres off in each direction."""
    return float(random.uniform(-reach, reach)), float(random.uniform(-reach, reach))
