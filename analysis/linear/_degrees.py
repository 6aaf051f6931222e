"""Degrees of freedom of contrasts and F tests: Satterthwaite's and Kenward & Roger's."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from analysis.formula import FloatArray
from analysis.linear._fit import LinearFit


class Degrees(Protocol):
    """A covariance of β̂ and the degrees of freedom that go with it."""

    covariance: FloatArray

    def of_contrast(self, weights: FloatArray) -> float:
        """Degrees of freedom of the t statistic of weights′β̂."""
        ...

    def f_test(self, weights: FloatArray, estimate: FloatArray) -> tuple[float, float]:
        """F statistic and denominator df of the hypothesis weights β = 0, weights of shape (rows, columns)."""
        ...


class Satterthwaite:
    """df = 2f² / Var(f) for f = l′Cov(β̂)l, with Var(f) by the delta method over the variance parameters.

    Source: Satterthwaite (1946), Biometrics Bulletin 2:110; Kuznetsova et al. (2017), Journal of Statistical Software
    82(13), section 2; several rows: Fai & Cornelius (1996), Journal of Statistical Computation and Simulation 54:363.
    """

    def __init__(self, fit: LinearFit, df: int, back: FloatArray) -> None:
        solution, free = fit.solution, fit.free
        self.covariance = solution.sigma2 * back @ solution.unscaled @ back.T
        by_factor = solution.sigma2 * back @ solution.unscaled_gradient[free] @ back.T
        self.slopes = np.concatenate([by_factor, 2 * self.covariance[None]])
        """Derivatives of the covariance by the free entries of T, then by log σ."""
        inverse = np.full((len(free), len(free)), np.nan) if fit.inverse_hessian is None else fit.inverse_hessian
        cross = -2 * solution.rss_gradient[free] / solution.sigma2
        curvature = 4.0 * df  # of the deviance by log σ
        along = inverse @ cross / curvature
        corner = 1 / curvature + cross @ along / curvature
        self.variance = 2 * np.block([[inverse, -along[:, None]], [-along[None, :], np.array([[corner]])]])

    def of_contrast(self, weights: FloatArray) -> float:
        """See Degrees."""
        value = float(weights @ self.covariance @ weights)
        slope = np.einsum("a,kab,b->k", weights, self.slopes, weights)
        return 2 * value**2 / float(slope @ self.variance @ slope)

    def f_test(self, weights: FloatArray, estimate: FloatArray) -> tuple[float, float]:
        """See Degrees."""
        values, vectors = np.linalg.eigh(weights @ self.covariance @ weights.T)
        turned = vectors.T @ weights
        count = len(weights)
        statistic = float(((turned @ estimate) ** 2 / values).mean())
        nu = np.array([self.of_contrast(row) for row in turned])
        if count == 1 or np.ptp(nu) < 1e-8:
            return statistic, float(nu.mean())
        if (nu <= 2).any():
            return statistic, 2.0
        expected = float((nu / (nu - 2)).sum())
        return statistic, 2 * expected / (expected - count)
