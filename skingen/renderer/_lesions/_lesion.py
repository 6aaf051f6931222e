"""What a diagnosis's module gives: how the picture is framed, and what was drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class Lesion:
    """What was drawn."""

    cover: Map
    """How far each pixel belongs to the lesion, 0 to 1."""
    parameters: Parameters = field(default_factory=dict)
    """Its measures."""


def inside(depth: Map, softness: float) -> Map:
    """Cover of an outline whose border fades over about `softness` millimetres on either side."""
    return smooth_step(-softness, softness, depth)


def jittered(random: np.random.Generator, reach: float) -> tuple[float, float]:
    """A point near the middle of the picture, at most `reach` millimetres off in each direction."""
    return float(random.uniform(-reach, reach)), float(random.uniform(-reach, reach))
