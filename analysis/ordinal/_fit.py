"""Maximum of the mixed likelihood: standardised predictors, several starts, exact zeros at the boundary, Hessian.

The entries of T are free: ℓ does not change with the sign of a column of T, so it is smooth through zero and a
variance of zero is an ordinary maximum. But zero is then always stationary; columns that end there are tested for a
rise of ℓ in the variance, and the search is repeated from other starting standard deviations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from analysis.formula import (
    ZERO,
    FloatArray,
    IntArray,
    Minimum,
    factor_information,
    minimise,
    polish_gradient,
    positive_inverse,
    surroundings,
)
from analysis.ordinal._fixed import FixedLikelihood, bound_designs, fit_fixed, row_information
from analysis.ordinal._likelihood import Evaluation, LaplaceLikelihood, Likelihood
from analysis.ordinal._links import latent_variance

_STARTS = (0.7, 0.25, 1.6)
"""Starting standard deviations, for a latent error of variance π²/3."""

_SMALL = 0.1
"""Least standard deviation of a start that was given."""

_RESTART = 1e-4
"""What a search from another start must gain in ℓ to be worth its end."""

_NOWHERE: IntArray = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Start:
    """Where a search begins."""

    psi: FloatArray
    mode: FloatArray
    """A mode near the one at ψ."""
    inverse_hessian: FloatArray
    """Guess of the inverse negative Hessian, positive definite."""


@dataclass(frozen=True)
class MixedFit:
    """Maximum of ℓ in the coordinates of its likelihood."""

    psi: FloatArray
    log_likelihood: float
    mode: FloatArray
    covariance: FloatArray
    """Inverse negative Hessian, shape (ψ, ψ); NaN for parameters at the boundary, or all where it does not exist."""
    free: IntArray
    """Places in ψ that are not fixed at zero."""
    decrement: float
    """g′H⁻¹g at the end: squared distance from the maximum in standard errors."""

    def without(self, dropped: IntArray) -> tuple[FloatArray, FloatArray]:
        """The other parameters, shape (rest,), as they move to second order when these become zero, and their inverse Hessian then."""
        kept = np.setdiff1d(np.arange(len(self.psi)), dropped)
        covariance = np.nan_to_num(self.covariance)
        along = covariance[np.ix_(kept, dropped)]
        slopes = np.linalg.solve(covariance[np.ix_(dropped, dropped)], np.column_stack([self.psi[dropped], along.T]))
        return self.psi[kept] - along @ slopes[:, 0], covariance[np.ix_(kept, kept)] - along @ slopes[:, 1:]

    @property
    def converged(self) -> bool:
        """Whether the maximum was found, within a thousandth of a standard error."""
        return self.decrement < 1e-6


class Search:
    """Minimises −ℓ over some coordinates of ψ, each evaluation starting from the last mode."""

    def __init__(self, likelihood: Likelihood, psi: FloatArray, free: IntArray, mode: FloatArray | None = None) -> None:
        self.likelihood, self.psi, self.free, self.mode = likelihood, psi, free, mode

    def at(self, x: FloatArray) -> Evaluation:
        """ℓ with the free coordinates at `x`."""
        psi = self.psi.copy()
        psi[self.free] = x
        evaluation = self.likelihood.evaluate(psi, self.mode)
        if np.isfinite(evaluation.value):
            self.mode = evaluation.mode
        return evaluation

    def objective(self, x: FloatArray) -> tuple[float, FloatArray]:
        """−ℓ and its gradient."""
        evaluation = self.at(x)
        return -evaluation.value, -evaluation.gradient[self.free]

    def gradient(self, x: FloatArray) -> FloatArray:
        """Gradient of −ℓ."""
        return self.objective(x)[1]


def fit_mixed(likelihood: LaplaceLikelihood, near: MixedFit | None = None) -> MixedFit:
    """Best of several searches, the first from the end of a fit to similar data if given, polished by Newton steps with the
    difference Hessian."""
    return polish(likelihood, likelihood.layout.canonical(_best(likelihood, near).x))


def maximum_without(likelihood: LaplaceLikelihood, full: MixedFit, dropped: IntArray) -> float:
    """ℓ at its maximum, to 1e-9, sought from the end of a fit that also has the `dropped` parameters; without Hessian.

    Variances that were zero there may end at zero again; where another one does, or the search fails, all starts are tried.
    """
    layout = likelihood.layout
    start, inverse_hessian = full.without(dropped)
    search = Search(likelihood, start, np.arange(layout.size), full.mode)
    found = minimise(search.objective, start, inverse_hessian)
    fell = np.setdiff1d(layout.zero_columns(found.x), layout.zero_columns(start))
    if found.decrement < 1e-6 and not fell.size:
        return -_leave_false_zeros(likelihood, found).value
    return -_best(likelihood).value


def _best(likelihood: LaplaceLikelihood, near: MixedFit | None = None) -> Minimum:
    """The end of the best of at most three searches; later starts are tried while a search does not converge, or ends at a variance of
    zero that a fit to similar data did not confirm. They are given up where they come to the end of an earlier one."""
    layout = likelihood.layout
    everything = np.arange(layout.size)
    zeros = _NOWHERE if near is None else layout.zero_columns(near.psi)
    best: Minimum | None = None
    for start in islice(_starts(likelihood, near), len(_STARTS)):
        search = Search(likelihood, start.psi, everything, start.mode)
        if best is None:
            best = minimise(search.objective, start.psi, start.inverse_hessian)
        else:
            given_up = surroundings(layout, best)
            found = minimise(search.objective, start.psi, start.inverse_hessian, _RESTART, until=given_up)
            if found.value < best.value - _RESTART:
                best = minimise(search.objective, found.x, found.inverse_hessian)
        if best.decrement < 1e-6 and not np.setdiff1d(layout.zero_columns(best.x), zeros).size:
            break
    assert best is not None
    return _leave_false_zeros(likelihood, best)


def fit_without(likelihood: FixedLikelihood) -> MixedFit:
    """The maximum where there are no random effects."""
    found = fit_fixed(likelihood.y, likelihood.x, likelihood.link)
    size = len(found.parameters)
    covariance = positive_inverse(found.information)
    return MixedFit(
        psi=found.parameters,
        log_likelihood=found.log_likelihood,
        mode=np.empty(0),
        covariance=np.full((size, size), np.nan) if covariance is None else covariance,
        free=np.arange(size),
        decrement=0.0 if found.converged else np.inf,
    )


def _starts(likelihood: LaplaceLikelihood, near: MixedFit | None) -> Iterator[Start]:
    """The end of the fit to similar data, then others, the most likely first, θ and β stretched for each guess of the sds."""
    if near is not None:
        yield _start_near(likelihood, near)
    fixed = fit_fixed(likelihood.y, likelihood.x, likelihood.link).parameters
    layout = likelihood.layout
    error = latent_variance(likelihood.link)
    guesses: list[tuple[Evaluation, FloatArray]] = []
    for sd in np.array(_STARTS) * np.sqrt(error / latent_variance("logit")):
        stretch = np.sqrt(1 + len(layout.widths) * sd**2 / error)
        factors = [sd * np.eye(q) for q in layout.widths]
        psi = layout.join(fixed[: layout.thresholds] * stretch, fixed[layout.thresholds :] * stretch, factors)
        guesses.append((likelihood.evaluate(psi, guesses[-1][0].mode if guesses else None), psi))
    for evaluation, psi in sorted(guesses, key=lambda guess: -guess[0].value):
        yield Start(psi, evaluation.mode, _first_inverse_hessian(likelihood, psi, evaluation.mode))


def _start_near(likelihood: LaplaceLikelihood, near: MixedFit) -> Start:
    """Where a fit to similar data ended, with its curvature; variances of zero are raised, their curvature is a guess."""
    psi, mode = likelihood.layout.raised(near.psi, _SMALL), np.zeros(likelihood.blocks.size)
    guess = _first_inverse_hessian(likelihood, psi, mode)
    held = np.isnan(np.diag(near.covariance))
    return Start(psi, mode, np.where(np.outer(held, held), guess, np.nan_to_num(near.covariance)))


def _first_inverse_hessian(likelihood: LaplaceLikelihood, psi: FloatArray, near: FloatArray) -> FloatArray:
    """Inverse curvature of −ℓ without its log determinant: exact enough to make the first steps the right size."""
    layout, blocks = likelihood.layout, likelihood.blocks
    with np.errstate(all="ignore"):  # as in an evaluation: a start may lie where answers are certain
        mode = likelihood.mode(psi, near)
    if mode is None:
        return np.eye(layout.size)
    cell = mode.cells.derivatives(mode.eta_random)
    upper, lower = bound_designs(likelihood.y, likelihood.x, layout.thresholds + 1)
    information = np.zeros((layout.size, layout.size))
    by_rows = (cell.g_t[:, None] * upper + cell.g_s[:, None] * lower).T
    collected = np.array([blocks.collect(mode.loadings, row) for row in by_rows])
    solved = np.array([mode.factor.solve(row) for row in collected])
    fixed = slice(0, layout.fixed)
    information[fixed, fixed] = row_information(cell, upper, lower) - collected @ solved.T
    random = np.arange(layout.fixed, layout.size)
    information[random, random] = factor_information(blocks.terms, layout.split(psi)[2], cell.w)
    inverse = positive_inverse(information)
    return np.diag(1 / np.maximum(np.diag(information), 1.0)) if inverse is None else inverse


def _leave_false_zeros(likelihood: LaplaceLikelihood, found: Minimum) -> Minimum:
    """Searches again from a small positive sd wherever ℓ still rises in a variance that ended at zero."""
    layout = likelihood.layout
    psi = layout.canonical(found.x)
    rises = False
    for diagonal, factor in zip(layout.diagonal(), layout.split(psi)[2], strict=True):
        for k in np.flatnonzero(np.diag(factor) < ZERO):
            trial = psi.copy()
            trial[diagonal[k]] = 10 * ZERO
            if likelihood.evaluate(trial, None).gradient[diagonal[k]] > 0.1 * ZERO:
                psi[diagonal[k]], rises = 0.1, True
    if not rises:
        return found
    search = Search(likelihood, psi, np.arange(layout.size))
    again = minimise(search.objective, psi, _first_inverse_hessian(likelihood, psi, np.zeros(likelihood.blocks.size)))
    return again if again.value < found.value else found


def polish(likelihood: LaplaceLikelihood, psi: FloatArray) -> MixedFit:
    """Ends a search: boundary columns held at zero, Hessian by differences, Newton steps to the maximum."""
    layout = likelihood.layout
    held = layout.zero_columns(psi)
    free = np.setdiff1d(np.arange(layout.size), held)
    search = Search(likelihood, psi, free)
    x = psi[free]
    if held.size:  # the other parameters adjust to the exact zeros
        near = search.at(x).mode
        x = minimise(search.objective, x, _first_inverse_hessian(likelihood, psi, near)[np.ix_(free, free)]).x
    x, inverse, decrement = polish_gradient(search.gradient, x)
    end = search.at(x)
    full = psi.copy()
    full[free] = x
    covariance = np.full((layout.size, layout.size), np.nan)
    if inverse is not None:
        covariance[np.ix_(free, free)] = inverse
    return MixedFit(full, end.value, end.mode, covariance, free, decrement)
