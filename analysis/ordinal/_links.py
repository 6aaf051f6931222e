"""Probability of one answer category and its derivatives, for the logit, probit and complementary log-log link.

A row with linear predictor η has category y with probability p = F(t) − F(s), t = θ_y − η, s = θ_{y−1} − η. The
derivatives of log p up to the third order feed the Newton step for the random effects and the gradient of the
Laplace approximation. log p stays exact in far tails.

Source: McCullagh (1980), Journal of the Royal Statistical Society B 42:109; Christensen (2018), Cumulative Link
Models for Ordinal Regression with the R Package ordinal, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from scipy import special

from analysis.formula import FloatArray, IntArray

Link = Literal["logit", "probit", "cloglog"]

UNBOUNDED = 1e6
"""Stands for the infinite outer thresholds θ₀ and θ_K."""


@dataclass(frozen=True)
class CellDerivatives:
    """Derivatives of log p; t and s move with their threshold, η moves both the other way."""

    log_p: FloatArray
    g: FloatArray
    """∂log p/∂η."""
    w: FloatArray
    """−∂g/∂η, positive."""
    l_t: FloatArray
    """∂log p/∂t."""
    l_s: FloatArray
    """∂log p/∂s."""
    g_t: FloatArray
    """∂g/∂t."""
    g_s: FloatArray
    """∂g/∂s."""
    w_t: FloatArray
    """∂w/∂t."""
    w_s: FloatArray
    """∂w/∂s."""


class Cells(Protocol):
    """Rows of data under fixed thresholds; `eta` has shape (..., rows)."""

    def newton(self, eta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """log p, g and w: what a Newton step for the random effects needs."""
        ...

    def derivatives(self, eta: FloatArray) -> CellDerivatives:
        """All derivatives."""
        ...


class LogitCells:
    """F(x) = 1 / (1 + e^−x), by the identity log p = log F(t) + log F(−s) + log(1 − e^−(t−s)).

    e^−t = e^η·e^−θ costs one exponential for both ends of a row, and t − s does not depend on η.
    """

    def __init__(self, upper: FloatArray, lower: FloatArray) -> None:
        share = -np.expm1(lower - upper)
        self.log_share = np.log(share)
        self.inverse_gap = 1 / share - 1
        # an unbounded end is as good as infinite at e^600, and odds times it stay finite
        self.odds_upper, self.odds_lower = np.exp(-upper), np.exp(np.minimum(-lower, 600.0))

    def newton(self, eta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """See Cells."""
        odds = np.exp(eta)
        above, above_lower = 1 + odds * self.odds_upper, odds * self.odds_lower
        up, down = 1 / above, 1 / (1 + above_lower)
        log_p = self.log_share - np.log(above * (1 + 1 / above_lower))
        return log_p, down + up - 1, up * (1 - up) + down * (1 - down)

    def derivatives(self, eta: FloatArray) -> CellDerivatives:
        """See Cells."""
        odds = np.exp(eta)
        above, above_lower = 1 + odds * self.odds_upper, odds * self.odds_lower
        up, down = 1 / above, 1 / (1 + above_lower)
        g_t, g_s = up * (1 - up), down * (1 - down)
        return CellDerivatives(
            log_p=self.log_share - np.log(above * (1 + 1 / above_lower)),
            g=down + up - 1,
            w=g_t + g_s,
            l_t=1 - up + self.inverse_gap,
            l_s=-down - self.inverse_gap,
            g_t=g_t,
            g_s=g_s,
            w_t=g_t * (1 - 2 * up),
            w_s=g_s * (1 - 2 * down),
        )


class _DensityCells:
    """Links with a closed form of log p and of the density's logarithmic derivatives f′/f and f″/f."""

    def __init__(self, upper: FloatArray, lower: FloatArray) -> None:
        self.upper, self.lower = upper, lower

    def _log_p(self, t: FloatArray, s: FloatArray) -> FloatArray:
        raise NotImplementedError

    def _density(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """log f, f′/f and f″/f."""
        raise NotImplementedError

    def newton(self, eta: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """See Cells."""
        t, s = self.upper - eta, self.lower - eta
        log_p = self._log_p(t, s)
        (log_t, slope_t, _), (log_s, slope_s, _) = self._density(t), self._density(s)
        a, b = np.exp(log_t - log_p), np.exp(log_s - log_p)
        return log_p, b - a, (a - b) ** 2 - a * slope_t + b * slope_s

    def derivatives(self, eta: FloatArray) -> CellDerivatives:
        """See Cells."""
        t, s = self.upper - eta, self.lower - eta
        log_p = self._log_p(t, s)
        (log_t, slope_t, bend_t), (log_s, slope_s, bend_s) = self._density(t), self._density(s)
        a, b = np.exp(log_t - log_p), np.exp(log_s - log_p)
        c, d, e, h = a * slope_t, b * slope_s, a * bend_t, b * bend_s
        g_t = -(c - a**2 + a * b)
        g_s = -(a * b - d - b**2)
        return CellDerivatives(
            log_p=log_p,
            g=b - a,
            w=g_t + g_s,
            l_t=a,
            l_s=-b,
            g_t=g_t,
            g_s=g_s,
            w_t=-(e - 3 * a * c + 2 * a**3 + 2 * (b * c - 2 * a**2 * b) + a * d + 2 * a * b**2),
            w_s=-(b * c - 2 * a**2 * b + 2 * (a * d + 2 * a * b**2) - h - 3 * b * d - 2 * b**3),
        )


class ProbitCells(_DensityCells):
    """F = Φ; intervals above zero are mirrored, so that the difference is taken in the lower tail."""

    def _log_p(self, t: FloatArray, s: FloatArray) -> FloatArray:
        mirrored = s > 0
        high = special.log_ndtr(np.where(mirrored, -s, t))
        low = special.log_ndtr(np.where(mirrored, -t, s))
        return np.asarray(high + np.log(-np.expm1(low - high)))

    def _density(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        return -0.5 * x**2 - 0.5 * np.log(2 * np.pi), -x, x**2 - 1


class CloglogCells(_DensityCells):
    """F(x) = 1 − exp(−e^x)."""

    _clip = (-300.0, 300.0)

    def _log_p(self, t: FloatArray, s: FloatArray) -> FloatArray:
        hazard_t, hazard_s = np.exp(np.clip(t, *self._clip)), np.exp(np.clip(s, *self._clip))
        return np.asarray(-hazard_s + np.log(-np.expm1(hazard_s - hazard_t)))

    def _density(self, x: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        hazard = np.exp(np.clip(x, *self._clip))
        return np.clip(x, *self._clip) - hazard, 1 - hazard, 1 - 3 * hazard + hazard**2


_CELLS: dict[Link, type[LogitCells | ProbitCells | CloglogCells]] = {
    "logit": LogitCells,
    "probit": ProbitCells,
    "cloglog": CloglogCells,
}


def cells(link: Link, upper: FloatArray, lower: FloatArray) -> Cells:
    """Rows between the given bounds, which η shifts."""
    return _CELLS[link](upper, lower)


def category_bounds(thresholds: FloatArray, y: IntArray) -> tuple[FloatArray, FloatArray]:
    """Upper and lower threshold of each row's category `y` (0 … K−1), the outer ones UNBOUNDED."""
    padded = np.concatenate([[-UNBOUNDED], thresholds, [UNBOUNDED]])
    return padded[y + 1], padded[y]


def distribution(link: Link, x: FloatArray) -> FloatArray:
    """F(x)."""
    if link == "logit":
        return np.asarray(special.expit(x))
    if link == "probit":
        return np.asarray(special.ndtr(x))
    return np.asarray(-np.expm1(-np.exp(np.minimum(x, 300.0))))


def quantile(link: Link, p: FloatArray) -> FloatArray:
    """F⁻¹(p) for p strictly between 0 and 1."""
    if link == "logit":
        return np.asarray(special.logit(p))
    if link == "probit":
        return np.asarray(special.ndtri(p))
    return np.asarray(np.log(-np.log1p(-p)))


def latent_variance(link: Link) -> float:
    """Variance of the latent error ε ~ F."""
    return {"logit": np.pi**2 / 3, "probit": 1.0, "cloglog": np.pi**2 / 6}[link]
