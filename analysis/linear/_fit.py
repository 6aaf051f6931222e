"""Minimum of the deviance: several starts, exact zeros at the boundary, Newton steps to the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.formula import FloatArray, IntArray, Minimum, factor_information, minimise, polish_gradient, surroundings
from analysis.linear._criterion import Criterion, Solution, relative_start

_STARTS = (1.0, 0.3, 3.0)
"""Starting standard deviations of the random effects, relative to the residual one."""

_RESTART = 1e-4
"""What a search from another start must gain in deviance to be worth its end."""


@dataclass(frozen=True)
class LinearFit:
    """The minimum of the deviance."""

    psi: FloatArray
    """Lower triangles of the relative factors."""
    solution: Solution
    free: IntArray
    """Places in ψ that are not fixed at zero."""
    inverse_hessian: FloatArray | None
    """Of the deviance by the free places; None where it is not positive definite."""
    decrement: float

    @property
    def converged(self) -> bool:
        """Whether the minimum was found, within a thousandth of a standard error."""
        return self.decrement < 1e-6


def fit_linear(criterion: Criterion, near: FloatArray | None = None) -> LinearFit:
    """Best of several searches, the first from the ψ of a fit to similar data if given; see analysis.ordinal for the treatment of zero
    variances."""
    layout = criterion.layout

    def objective(x: FloatArray) -> tuple[float, FloatArray]:
        solution = criterion.at(x)
        return solution.deviance, solution.gradient

    starts = sorted((relative_start(layout, sd) for sd in _STARTS), key=lambda psi: criterion.at(psi).deviance)
    zeros = np.empty(0, dtype=np.intp)
    if near is not None:
        starts, zeros = [layout.raised(near, _STARTS[1]), *starts[:-1]], layout.zero_columns(near)
    best: Minimum | None = None
    for start in starts:
        weights = np.ones(criterion.rows)
        curvature = 2 * factor_information(criterion.blocks.terms, layout.split(start)[2], weights)
        if best is None:
            best = minimise(objective, start, np.diag(1 / curvature))
        else:
            given_up = surroundings(layout, best)
            found = minimise(objective, start, np.diag(1 / curvature), _RESTART, until=given_up)
            if found.value < best.value - _RESTART:
                best = minimise(objective, found.x, found.inverse_hessian)
        if best.decrement < 1e-6 and not np.setdiff1d(layout.zero_columns(best.x), zeros).size:
            break
    assert best is not None
    psi = layout.canonical(best.x)
    held = layout.zero_columns(psi)
    free = np.setdiff1d(np.arange(layout.size), held)

    def free_objective(x: FloatArray) -> tuple[float, FloatArray]:
        full = psi.copy()
        full[free] = x
        value, gradient = objective(full)
        return value, gradient[free]

    x = psi[free]
    if held.size:  # the other variances adjust to the exact zeros
        x = minimise(free_objective, x, best.inverse_hessian[np.ix_(free, free)]).x
    x, inverse, decrement = polish_gradient(lambda at: free_objective(at)[1], x)
    psi[free] = x
    return LinearFit(psi, criterion.at(psi), free, inverse, decrement)
