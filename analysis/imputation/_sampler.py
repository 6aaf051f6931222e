"""Draws from a linear mixed model of the observed values, and of the missing ones given these."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis._gate import FloatArray
from analysis.formula import IntArray

BURN_IN = 50
"""Steps before the first draw that is kept."""
THINNING = 2
"""Steps from one kept draw to the next; estimates of successive draws were uncorrelated at 1 (below .05 over 3,000 draws)."""
VAGUE = 1e-4
"""Prior precision of a fixed effect, for values with variance 1."""
WEAK = 0.05
"""Prior guess of a variance (of participants, cases, residuals), for values with variance 1; it counts as much as one more of them,
and keeps the chain in bounds where conditions determine every answer."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows of a design, as arrays."""

    design: FloatArray
    """Fixed effects, then indicators of the cases, shape (rows, p)."""
    first_case: int
    """Number of fixed effects: the column of the first case, p where values belong to no case."""
    own: FloatArray
    """What varies by participant, shape (rows, q): an indicator for each condition, or ones."""
    person: IntArray
    """Participant of each row, 0 to n - 1, shape (rows,)."""

    def at(self, which: NDArray[np.bool_]) -> "Cells":
        """The rows that are `which`, shape (rows,)."""
        return Cells(self.design[which], self.first_case, self.own[which], self.person[which])


class Sampler:
    """Gibbs sampler of y = X b + C v + Z u + e, e ~ N(0, s^2), v ~ N(0, t^2), u ~ N(0, O) for each participant.

    All effects are one block: b and v are drawn with the participants integrated out, then u given these, so the chain forgets its
    start within a few steps. Then come O, s^2 and t^2. Priors: b nearly flat, inverse Wishart with q + 1 degrees of
    freedom for O, scaled inverse chi-squared with 1 for s^2 and t^2. Values are standardised by the caller.

    Source: Schafer and Yucel 2002, Journal of Computational and Graphical Statistics 11:437, with cases as a second factor.
    """

    def __init__(self, cells: Cells, values: FloatArray, people: int, rng: np.random.Generator) -> None:
        self.cells, self.values, self.rng = cells, values, rng
        design, width = cells.design, cells.own.shape[1]
        self.xx, self.xy = design.T @ design, design.T @ values
        order = np.argsort(cells.person, kind="stable")
        starts = np.searchsorted(cells.person[order], np.arange(people))
        self.zx, self.zz, zy = (
            _summed(cells.own[order], part[order], cells.person[order], starts, people)
            for part in (design, cells.own, values[:, None])
        )
        self.zy: FloatArray = zy[:, :, 0]
        self.residual, self.case_variance = 0.5, WEAK
        self.covariance: FloatArray = np.eye(width) * 0.5
        self.effects: FloatArray = np.zeros(design.shape[1])
        self.people_effects: FloatArray = np.zeros((people, width))

    def step(self) -> None:
        """One sweep over effects, participants and variances."""
        rng, n, width = self.rng, len(self.people_effects), self.covariance.shape[0]
        inner = np.linalg.inv(self.zz / self.residual + np.linalg.inv(self.covariance))
        weighted = inner @ self.zx
        flat = weighted.reshape(-1, len(self.xy))
        precision = self.xx / self.residual - self.zx.reshape(flat.shape).T @ flat / self.residual**2
        right = self.xy / self.residual - self.zy.reshape(-1) @ flat / self.residual**2
        prior = np.full(len(right), VAGUE)
        prior[self.cells.first_case :] = 1 / self.case_variance
        root = np.linalg.cholesky(precision + np.diag(prior))
        self.effects = np.linalg.solve(root.T, np.linalg.solve(root, right) + rng.standard_normal(len(right)))
        rest = (self.zy - self.zx @ self.effects) / self.residual
        noise = np.linalg.cholesky(inner) @ rng.standard_normal((n, width, 1))
        self.people_effects = (inner @ rest[:, :, None] + noise)[:, :, 0]
        spread = self.people_effects.T @ self.people_effects + WEAK * (width + 1) * np.eye(width)
        self.covariance = _inverse_wishart(spread, n + width + 1, rng)
        errors: FloatArray = self.values - self.expected(self.cells)
        self.residual = float((errors @ errors + WEAK) / rng.chisquare(len(errors) + 1))
        cases = self.effects[self.cells.first_case :]
        self.case_variance = float((cases @ cases + WEAK) / rng.chisquare(len(cases) + 1))

    def expected(self, cells: Cells) -> FloatArray:
        """Fixed effects, case and participant of rows, shape (rows,)."""
        own: FloatArray = (cells.own * self.people_effects[cells.person]).sum(axis=1)
        return np.asarray(cells.design @ self.effects + own)

    def draws(self, missing: Cells, number: int) -> FloatArray:
        """Values of the missing rows from `number` draws, shape (number, rows)."""
        for _ in range(BURN_IN):
            self.step()
        drawn = np.empty((number, len(missing.person)))
        for row in drawn:
            for _ in range(THINNING):
                self.step()
            row[:] = self.expected(missing) + np.sqrt(self.residual) * self.rng.standard_normal(len(row))
        return drawn


def _summed(own: FloatArray, part: FloatArray, person: IntArray, starts: IntArray, people: int) -> FloatArray:
    """Sum over each participant's rows of own' part, shape (people, q, columns); rows sorted by participant."""
    total = np.zeros((people, own.shape[1], part.shape[1]))
    present = np.unique(person)
    if len(present):
        total[present] = np.add.reduceat(own[:, :, None] * part[:, None, :], starts[present], axis=0)
    return total


def _inverse_wishart(scale: FloatArray, df: int, rng: np.random.Generator) -> FloatArray:
    """A draw with mean scale / (df - q - 1), by Bartlett's decomposition."""
    width = len(scale)
    lower = np.tril(rng.standard_normal((width, width)), -1)
    lower[np.diag_indices(width)] = np.sqrt(rng.chisquare(df - np.arange(width)))
    # W = R A A' R' with R R' = scale^-1 is Wishart, so its inverse is M' M with M = (R A)^-1
    half = np.linalg.inv(np.linalg.cholesky(np.linalg.inv(scale)) @ lower)
    return half.T @ half
