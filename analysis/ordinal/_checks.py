"""What can be wrong with the data or the fit of an ordinal model, in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import optimize

from analysis.formula import ZERO, FloatArray, IntArray, RandomTerm
from analysis.ordinal._fixed import bound_designs

_ENDLESS = 20.0
"""A standard deviation beyond this on the latent scale (e^20 to one in odds) grows without limit."""

_FEW_ROWS = 3
"""Groups of fewer rows agree too easily to be worth a message."""


def group_messages(y: IntArray, terms: Sequence[RandomTerm]) -> list[str]:
    """Groups whose rows all have the same answer: they say little about effects, and pull variances up."""
    messages = []
    for term in {term.group: term for term in terms}.values():
        rows = np.bincount(term.codes)
        lowest, highest = np.full(len(rows), y.max()), np.zeros(len(rows), dtype=np.intp)
        np.minimum.at(lowest, term.codes, y)
        np.maximum.at(highest, term.codes, y)
        unanimous = int(((lowest == highest) & (rows >= _FEW_ROWS)).sum())
        if rows.max() == 1:
            messages.append(f"Every level of {term.group} has a single row: its variance is hardly identified.")
        elif (lowest == highest).all():
            messages.append(f"Within every {term.group} all answers are equal: its variance has no finite estimate.")
        elif unanimous:
            messages.append(
                f"{unanimous} of {len(rows)} levels of {term.group} gave the same answer in all their rows."
            )
    return messages


def separated_effects(y: IntArray, x: FloatArray, names: Sequence[str]) -> list[str]:
    """Effects whose estimates are infinite, because they predict answers without error.

    The likelihood rises for ever along δ = (δθ, δβ) where no row's upper bound falls and no lower bound rises:
    a linear programme. Source: Albert & Anderson (1984), Biometrika 71:1; Konis (2007), thesis, Oxford.
    """
    unique = np.unique(np.column_stack([y, x]), axis=0)
    codes = unique[:, 0].astype(np.intp)
    categories = int(y.max()) + 1
    upper, lower = bound_designs(codes, unique[:, 1:], categories)
    gains = np.vstack([upper[codes < categories - 1], -lower[codes > 0]])
    found = optimize.linprog(-gains.sum(axis=0), A_ub=-gains, b_ub=np.zeros(len(gains)), bounds=(-1, 1))
    if not found.success or -found.fun < 1e-7:
        return []
    direction = found.x[categories - 1 :]
    return [name for name, change in zip(names, direction, strict=True) if abs(change) > 1e-7]


def is_endless(terms: Sequence[RandomTerm], factors: Sequence[FloatArray]) -> bool:
    """Whether some variance grows without limit: then there is no maximum, only a place where the search stopped."""
    return any((_spread(term, factor) > _ENDLESS).any() for term, factor in zip(terms, factors, strict=True))


def _spread(term: RandomTerm, factor: FloatArray) -> FloatArray:
    """Standard deviations of its effects."""
    return np.asarray(np.sqrt(np.diag(factor @ factor.T)) * term.scale)


def variance_messages(terms: Sequence[RandomTerm], factors: Sequence[FloatArray]) -> list[str]:
    """Random-effect terms at the boundary: variances that are zero or without limit, effects that determine each other."""
    messages = []
    for term, factor in zip(terms, factors, strict=True):
        sd = _spread(term, factor)
        zero = [name for name, value in zip(term.names, sd, strict=True) if value < ZERO]
        if zero:
            messages.append(f"Singular: the standard deviation of {', '.join(zero)} by {term.group} is zero.")
        endless = [name for name, value in zip(term.names, sd, strict=True) if value > _ENDLESS]
        if endless:
            messages.append(
                f"The standard deviation of {', '.join(endless)} by {term.group} has no finite estimate: nearly all "
                "answers within a level are equal; the number shown is where the search stopped."
            )
        if (np.diag(factor) == 0).sum() > len(zero):
            messages.append(
                f"Singular: the effects {', '.join(term.names)} by {term.group} determine each other (correlation ±1)."
            )
    return messages
