"""Kenward & Roger's covariance of the effects and degrees of freedom.

V = σ²I + Σ γₖZMₖZ′ is linear in the variances γ. With Φ = (X′V⁻¹X)⁻¹, Pᵢ = −X′V⁻¹GᵢV⁻¹X, Qᵢⱼ = X′V⁻¹GᵢV⁻¹GⱼV⁻¹X and
W twice the inverse of the expected REML information, Φ_A = Φ + 2Φ{Σ Wᵢⱼ(Qᵢⱼ − PᵢΦPⱼ)}Φ. Everything is computed in the
space of the random effects (N columns of Z), so n may be large as long as N is at most some thousands.

Source: Kenward & Roger (1997), Biometrics 53:983; Halekoh & Højsgaard (2014), Journal of Statistical Software 59(9).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from analysis._gate import AnalysisError
from analysis.formula import FloatArray, Layout, RandomTerm, lower_triangle
from analysis.linear._fit import LinearFit

_MOST_EFFECTS = 4000
"""Random effects that the dense algebra bears (128 MB a matrix)."""


class KenwardRoger:
    """See Degrees; `x` in the columns of the model, terms as they were fitted."""

    def __init__(self, fit: LinearFit, x: FloatArray, terms: Sequence[RandomTerm], layout: Layout) -> None:
        effects = sum(len(term.levels) * len(term.names) for term in terms)
        if effects > _MOST_EFFECTS:
            raise AnalysisError(
                f"Kenward-Roger with {effects} random effects needs too much memory (at most {_MOST_EFFECTS}): "
                'use df="satterthwaite", which agrees in samples of this size.'
            )
        z, lam, patterns = _random_design(terms, layout.split(fit.psi)[2])
        sigma2 = fit.solution.sigma2
        zz = (z.T @ z).toarray()
        g = lam @ np.linalg.solve(lam.T @ (lam.T @ zz).T + np.eye(effects), lam.T.toarray())  # V₀⁻¹ = I − ZgZ′
        zx = z.T @ x
        vx = (x - z @ (g @ zx)) / sigma2  # V⁻¹X
        f = z.T @ vx
        a1 = (zz - zz @ g @ zz) / sigma2  # Z′V⁻¹Z
        k = np.eye(effects) - g @ zz
        a2 = k.T @ zz @ k / sigma2**2  # Z′V⁻²Z
        vvx = (vx - z @ (g @ f)) / sigma2
        e = z.T @ vvx
        gzz = g @ zz
        trace_v2 = (len(x) - 2 * np.trace(gzz) + float((gzz * gzz.T).sum())) / sigma2**2

        self.phi = np.linalg.inv(x.T @ vx)
        mf = [pattern @ f for pattern in patterns]
        ma = [pattern @ a1 for pattern in patterns]
        self.p = [-(f.T @ m) for m in mf] + [-(vx.T @ vx)]
        count = len(self.p)
        q = np.empty((count, count, *self.phi.shape))
        traces = np.empty((count, count))
        for i in range(count - 1):
            for j in range(count - 1):
                q[i, j] = mf[i].T @ a1 @ mf[j]
                traces[i, j] = (ma[i] * ma[j].T).sum()
            q[i, -1], q[-1, i] = mf[i].T @ e, e.T @ mf[i]
            traces[i, -1] = traces[-1, i] = (patterns[i] @ a2).trace()
        q[-1, -1], traces[-1, -1] = vx.T @ vvx, trace_v2
        information = np.array(
            [
                [
                    traces[i, j]
                    - 2 * (self.phi * q[i, j]).sum()
                    + np.trace(self.phi @ self.p[i] @ self.phi @ self.p[j])
                    for j in range(count)
                ]
                for i in range(count)
            ]
        )
        self.w = 2 * np.linalg.pinv((information + information.T) / 2, hermitian=True)
        correction = np.zeros_like(self.phi)
        for i in range(count):
            for j in range(count):
                correction += self.w[i, j] * (q[i, j] - self.p[i] @ self.phi @ self.p[j])
        self.covariance = self.phi + 2 * self.phi @ correction @ self.phi

    def of_contrast(self, weights: FloatArray) -> float:
        """See Degrees."""
        return self._scaled_f(weights[None, :])[0]

    def f_test(self, weights: FloatArray, estimate: FloatArray) -> tuple[float, float]:
        """See Degrees."""
        df, scale = self._scaled_f(weights)
        moved = weights @ estimate
        wald = float(moved @ np.linalg.solve(weights @ self.covariance @ weights.T, moved)) / len(weights)
        return scale * wald, df

    def _scaled_f(self, weights: FloatArray) -> tuple[float, float]:
        """Denominator df and the factor λ of the F statistic, from the moments of the approximate F."""
        count = len(weights)
        theta = weights.T @ np.linalg.solve(weights @ self.phi @ weights.T, weights)
        u = [theta @ self.phi @ p @ self.phi for p in self.p]
        a1 = sum(self.w[i, j] * np.trace(a) * np.trace(b) for i, a in enumerate(u) for j, b in enumerate(u))
        a2 = sum(self.w[i, j] * np.trace(a @ b) for i, a in enumerate(u) for j, b in enumerate(u))
        b = (a1 + 6 * a2) / (2 * count)
        g = ((count + 1) * a1 - (count + 4) * a2) / ((count + 2) * a2)
        bottom = 3 * count + 2 * (1 - g)
        c1, c2, c3 = g / bottom, (count - g) / bottom, (count + 2 - g) / bottom
        mean = 1 / (1 - a2 / count)
        v0, v1, v2 = 1 + c1 * b, 1 - c2 * b, 1 - c3 * b
        rho = ((1 - a2 / count) / v1) ** 2 * (0.0 if abs(v0) < 1e-10 else v0) / v2 / count
        df = 4 + (count + 2) / (count * rho - 1)
        return float(df), float(df / (mean * (df - 2)))


def _random_design(
    terms: Sequence[RandomTerm], factors: Sequence[FloatArray]
) -> tuple[sparse.csr_array, sparse.csr_array, list[sparse.csr_array]]:
    """Z (rows, N), the block-diagonal relative factor Λ (N, N), and the pattern Mₖ of every variance parameter."""
    designs, blocks, patterns = [], [], []
    sizes = [len(term.levels) * len(term.names) for term in terms]
    for k, (term, factor) in enumerate(zip(terms, factors, strict=True)):
        levels, width = len(term.levels), len(term.names)
        columns = term.codes[:, None] * width + np.arange(width)
        rows = np.repeat(np.arange(len(term.codes)), width)
        designs.append(sparse.csr_array((term.z.ravel(), (rows, columns.ravel())), shape=(len(term.codes), sizes[k])))
        blocks.append(sparse.kron(sparse.eye_array(levels), factor))
        for row, column in zip(*lower_triangle(width), strict=True):
            small = np.zeros((width, width))
            small[row, column] = small[column, row] = 1.0
            own = sparse.kron(sparse.eye_array(levels), small)
            parts = [own if j == k else sparse.csr_array((size, size)) for j, size in enumerate(sizes)]
            patterns.append(sparse.csr_array(sparse.block_diag(parts)))
    return sparse.csr_array(sparse.hstack(designs)), sparse.csr_array(sparse.block_diag(blocks)), patterns
