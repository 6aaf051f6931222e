"""Quasi-Newton maximisation with exact gradients, and the Hessian by differences of the gradient.

Source: Nocedal & Wright (2006), Numerical Optimization, section 6.1 (BFGS); Lewis & Overton (2013), Mathematical
Programming 141:135, algorithm 2.6 (bracketing line search; values may be infinite).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import linalg

from analysis.formula._arrays import FloatArray
from analysis.formula._layout import ZERO, Layout

Objective = Callable[[FloatArray], tuple[float, FloatArray]]
"""Value to be minimised (may be infinite) and gradient."""


@dataclass(frozen=True)
class Minimum:
    """Where the search ended; `decrement` is g′Bg, twice the expected further fall."""

    x: FloatArray
    value: float
    gradient: FloatArray
    inverse_hessian: FloatArray
    decrement: float
    evaluations: int


def minimise(
    objective: Objective,
    start: FloatArray,
    inverse_hessian: FloatArray,
    stop: float = 1e-9,
    iterations: int = 200,
    until: Callable[[FloatArray, float], bool] | None = None,
) -> Minimum:
    """BFGS from `start`; ends when the decrement g′Bg is below `stop`, no step lowers the value further, or `until` holds of x and value.

    Source: Nocedal and Wright 2006, Numerical Optimization, section 6.1; Lewis and Overton 2013, Mathematical
    Programming 141:135.

    >>> def bowl(x):
    ...     return float((x - 3) @ (x - 3)), 2 * (x - 3)
    >>> minimise(bowl, np.zeros(2), np.eye(2)).x.round(6).tolist()
    [3.0, 3.0]
    """
    x, b = start, inverse_hessian
    value, gradient = objective(x)
    evaluations = 1
    decrement = float(gradient @ b @ gradient)
    for _ in range(iterations):
        if not np.isfinite(value) or decrement < stop or (until is not None and until(x, value)):
            break
        direction = -b @ gradient
        slope = float(gradient @ direction)
        step, low, high = 1.0, 0.0, np.inf
        for _ in range(40):
            trial, trial_gradient = objective(x + step * direction)
            evaluations += 1
            if not trial <= value + 1e-4 * step * slope:
                high = step
            elif trial_gradient @ direction < 0.9 * slope:
                low = step
            else:
                break
            step = (low + high) / 2 if np.isfinite(high) else 2 * low
        else:
            break
        moved, turned = step * direction, trial_gradient - gradient
        x, value, gradient = x + moved, trial, trial_gradient
        scale = 1 / float(moved @ turned)
        left = np.eye(len(x)) - scale * np.outer(moved, turned)
        b = left @ b @ left.T + scale * np.outer(moved, moved)
        decrement = float(gradient @ b @ gradient)
    return Minimum(x, value, gradient, b, decrement, evaluations)


def surroundings(layout: Layout, known: Minimum) -> Callable[[FloatArray, float], bool]:
    """Whether ψ and its value lie where a search would end at a known minimum: within a standard error of it, in all directions
    together, and less than a half above it. Never, where a T of the known minimum has no unique triangle.

    >>> known = Minimum(np.array([2.0]), 0.0, np.zeros(1), np.eye(1), 0.0, 1)
    >>> near = surroundings(Layout(1, 0), known)
    >>> near(np.array([2.5]), 0.1), near(np.array([9.0]), 0.1)
    (True, False)
    """
    end = layout.canonical(known.x)
    signs = np.where(end * known.x < 0, -1.0, 1.0)
    is_unique = np.allclose(end, signs * known.x, rtol=0, atol=2 * ZERO)
    curvature = np.linalg.inv(known.inverse_hessian) * np.outer(signs, signs)

    def lies_inside(psi: FloatArray, value: float) -> bool:
        if not is_unique or not value < known.value + 0.5:
            return False
        apart = layout.canonical(psi) - end
        return float(apart @ curvature @ apart) < 1

    return lies_inside


def difference_hessian(gradient: Callable[[FloatArray], FloatArray], x: FloatArray, step: float = 1e-4) -> FloatArray:
    """Symmetrised central differences of a gradient, 2 · dim evaluations."""
    rows = []
    for k in range(len(x)):
        shift = np.zeros_like(x)
        shift[k] = step
        rows.append((gradient(x + shift) - gradient(x - shift)) / (2 * step))
    hessian = np.array(rows).reshape(len(x), len(x))
    return (hessian + hessian.T) / 2


def positive_inverse(hessian: FloatArray) -> FloatArray | None:
    """Inverse of a positive definite matrix, scaled to unit diagonal first; None where it is not positive definite.

    >>> positive_inverse(np.array([[4.0, 0.0], [0.0, 2.0]])).round(9).tolist(), positive_inverse(np.diag([1.0, -1.0]))
    ([[0.25, 0.0], [0.0, 0.5]], None)
    """
    diagonal = np.diag(hessian)
    if not np.isfinite(hessian).all() or (diagonal <= 0).any():
        return None
    scale = 1 / np.sqrt(diagonal)
    try:
        factor = linalg.cho_factor(hessian * np.outer(scale, scale))
    except linalg.LinAlgError:
        return None
    inverse = linalg.cho_solve(factor, np.eye(len(hessian)))
    if inverse.max(initial=0.0) > 1e12:
        return None
    return np.asarray(inverse * np.outer(scale, scale))


def polish_gradient(
    gradient: Callable[[FloatArray], FloatArray], x: FloatArray
) -> tuple[FloatArray, FloatArray | None, float]:
    """Newton steps from close to a minimum: the minimum, the inverse Hessian (None: no minimum), and the decrement.

    Source: Nocedal and Wright 2006, Numerical Optimization, section 3.3 (Newton's method).

    >>> x, inverse, decrement = polish_gradient(lambda x: 2 * (x - 3), np.array([2.9]))
    >>> x.round(9).tolist(), inverse.round(9).tolist()
    ([3.0], [[0.5]])
    """
    slope = gradient(x)
    inverse = positive_inverse(difference_hessian(gradient, x))
    if inverse is None:
        return x, None, np.inf
    decrement = float(slope @ inverse @ slope)
    for _ in range(3):
        if decrement < 1e-16:
            break
        trial = x - inverse @ slope
        trial_slope = gradient(trial)
        trial_decrement = float(trial_slope @ inverse @ trial_slope)
        if not trial_decrement < decrement:
            break
        x, slope, decrement = trial, trial_slope, trial_decrement
    return x, inverse, decrement
