"""Predictors on a common scale, so that step lengths mean the same for all, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.formula import FloatArray, Layout, RandomTerm


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
    roots = [term.scale for term in terms]
    layout = Layout(thresholds, x.shape[1], tuple(len(root) for root in roots))
    back = np.diag(layout.join(np.ones(thresholds), 1 / scale, [np.tile(1 / root, (len(root), 1)).T for root in roots]))
    back[:thresholds, thresholds : layout.fixed] = center / scale
    return Standardised((x - center) / scale, tuple(term.scaled() for term in terms), back)
