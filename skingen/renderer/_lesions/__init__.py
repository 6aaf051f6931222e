"""The diagnoses that the renderer can draw, one module each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skingen.renderer._lesions import (
    acne,
    atopic_eczema,
    basal_cell_carcinoma,
    herpes_zoster,
    melanoma,
    naevus,
    plaque_psoriasis,
    tinea_corporis,
    urticaria,
    vitiligo,
)
from skingen.renderer._lesions._lesion import Frame, Parameters
from skingen.renderer._skin import Skin


@dataclass(frozen=True)
class Diagnosis:
    """How one diagnosis is framed and drawn."""

    frame: Frame
    """Width of the picture and parts of the body."""
    draw: Callable[[Skin], Parameters]
    """Changes the skin's maps and says what it drew."""


def _untouched(_: Skin) -> Parameters:
    return {}


_MODULES = (
    melanoma,
    naevus,
    basal_cell_carcinoma,
    plaque_psoriasis,
    atopic_eczema,
    acne,
    vitiligo,
    urticaria,
    tinea_corporis,
    herpes_zoster,
)

LESIONS: dict[str, Diagnosis] = {
    "clear_skin": Diagnosis(Frame((30.0, 120.0), ("forearm", "trunk", "leg", "cheek")), _untouched)
} | {module.__name__.rsplit(".", 1)[-1]: Diagnosis(module.FRAME, module.draw) for module in _MODULES}
"""Every diagnosis by key, `clear_skin` first."""

__all__ = ["LESIONS", "Diagnosis", "Frame", "Parameters"]
