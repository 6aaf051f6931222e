"""Predictors on a common scale, so that step lengths mean the same for all, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.clmm._links import FloatArray
from analysis.clmm._parameters import Layout
from analysis.formula import RandomTerm


@dataclass(frozen=True)
class Standardised:
    """Predictors with mean 0 and sd 1, random-effect columns with root mean square 1."""

    x: FloatArray
    terms: tuple[RandomTerm, ...]
    back: FloatArray
    """Linear map from ψ of these predictors to ψ of the original ones."""


def standardise(x: FloatArray, terms: Sequence[RandomTerm], thresholds: int) -> Standardised:
    """x′ = (x − m)/s gives θ = θ′ + Σ mβ′/s and β = β′/s; z′ = z/c gives T = T′/c by rows."""
    center, scale = x.mean(axis=0), x.std(axis=0)
    roots = [np.sqrt(np.mean(term.z**2, axis=0)) for term in terms]
    roots = [np.where(root > 0, root, 1.0) for root in roots]
    layout = Layout(thresholds, x.shape[1], tuple(len(root) for root in roots))
    back = np.diag(layout.join(np.ones(thresholds), 1 / scale, [np.tile(1 / root, (len(root), 1)).T for root in roots]))
    back[:thresholds, thresholds : layout.fixed] = center / scale
    scaled = tuple(replace(term, z=term.z / root) for term, root in zip(terms, roots, strict=True))
    return Standardised((x - center) / scale, scaled, back)
