"""What a fitted linear mixed model hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.formula import (
    FloatArray,
    Method,
    ModelFrame,
    contrast_matrix,
    estimate_table,
    random_effects_table,
    reference_grid,
)
from analysis.linear._criterion import Criterion
from analysis.linear._degrees import Degrees
from analysis.linear._fit import LinearFit


@dataclass(frozen=True)
class LmmResult:
    """A linear mixed model at its (restricted) maximum likelihood.

    Means, contrasts and tests are linear in β̂: l′β̂ with variance l′Cov(β̂)l and the degrees of freedom of `df_method`.

    Source: Searle, Speed & Milliken (1980), The American Statistician 34:216 (marginal means).

    >>> from analysis.linear import lmm
    >>> data = pd.DataFrame({"who": [1, 1, 1, 2, 2, 2, 3, 3, 3], "way": ["a", "b", "c"] * 3})
    >>> result = lmm("y ~ way + (1 | who)", data.assign(y=[1.0, 2.0, 4.0, 2.0, 4.0, 5.0, 4.0, 5.0, 8.0]))
    >>> result.contrasts("way", adjust="holm").round(3)[["contrast", "estimate", "std_error", "p_value", "df"]]
      contrast  estimate  std_error  p_value   df
    0    b - a     1.333       0.43    0.036  4.0
    1    c - a     3.333       0.43    0.004  4.0
    2    c - b     2.000       0.43    0.019  4.0
    >>> result.term_tests().round(3)
      term  statistic  df  df_denominator  p_value
    0  way       30.4   2             4.0    0.004
    """

    formula: str
    df_method: str
    reml: bool
    frame: ModelFrame = field(repr=False)
    coefficients: FloatArray = field(repr=False)
    degrees: Degrees = field(repr=False)
    """Covariance of the coefficients and their degrees of freedom."""
    sigma: float
    """Residual standard deviation."""
    log_likelihood: float
    """Restricted if `reml`."""
    converged: bool
    messages: tuple[str, ...]
    """What a reader must know, in words."""
    criterion: Criterion = field(repr=False)
    fit: LinearFit = field(repr=False)

    @property
    def n_observations(self) -> int:
        """Rows that the model used."""
        return len(self.frame.data)

    @property
    def n_parameters(self) -> int:
        """Effects, variances and covariances, the residual one included."""
        return len(self.coefficients) + self.criterion.layout.size + 1

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2·parameters − 2ℓ; with REML only comparable between models of equal effects."""
        return 2 * self.n_parameters - 2 * self.log_likelihood

    @property
    def singular(self) -> bool:
        """Whether a variance is zero or effects determine each other; `messages` says which."""
        return len(self.fit.free) < self.criterion.layout.size

    def summary(self, confidence: float = 0.95) -> pd.DataFrame:
        """term, estimate, std_error, statistic (t), p_value, ci_low, ci_high, df."""
        return self._table({"term": self.frame.names}, np.eye(len(self.coefficients)), confidence)

    @property
    def random_effects(self) -> pd.DataFrame:
        """group, term, sd, correlation with the first effect of the same term; the residual last."""
        groups = []
        for term, covariance in zip(self.frame.random, self.random_covariances, strict=True):
            groups.append((term.group, term.names, covariance.to_numpy()))
        return random_effects_table([*groups, ("Residual", ("",), np.array([[self.sigma**2]]))])

    @property
    def random_covariances(self) -> list[pd.DataFrame]:
        """Covariance matrix Σ of each random-effect term, in the order of the formula."""
        return [
            pd.DataFrame(factor @ factor.T, index=list(term.names), columns=list(term.names))
            for term, factor in zip(self.frame.random, self._factors(), strict=True)
        ]

    @property
    def conditional_modes(self) -> pd.DataFrame:
        """group, level, term, mode: the random effects given the data (BLUPs)."""
        parts = []
        places = self.criterion.blocks.places
        for term, factor, place in zip(self.frame.random, self._factors(), places, strict=True):
            modes = self.fit.solution.effects[place] @ factor.T / self.sigma
            part = {
                "group": term.group,
                "level": np.repeat(term.levels, len(term.names)),
                "term": np.tile(term.names, len(term.levels)),
                "mode": modes.ravel(),
            }
            parts.append(pd.DataFrame(part))
        return pd.concat(parts, ignore_index=True)

    def by_maximum_likelihood(self) -> LmmResult:
        """The same model by maximum likelihood, whose log-likelihoods compare between different fixed effects."""
        from analysis.linear._model import fit_frame  # which makes results, so imports this module

        return fit_frame(self.frame, "satterthwaite", reml=False) if self.reml else self

    def marginal_means(
        self, specs: str | Sequence[str], at: Mapping[str, Any] | None = None, confidence: float = 0.95
    ) -> pd.DataFrame:
        """Estimated marginal means of the cells of `specs`, other factors averaged equally; `at` fixes predictors."""
        cells, weights = self._cells(specs, at)
        return self._table({name: cells[name].tolist() for name in cells.columns}, weights, confidence)

    def contrasts(
        self,
        specs: str | Sequence[str],
        method: Method = "revpairwise",
        adjust: str | None = None,
        at: Mapping[str, Any] | None = None,
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Differences between marginal means: `revpairwise` later − earlier, `pairwise`, or `reference`."""
        cells, weights = self._cells(specs, at)
        names, differences = contrast_matrix(cells, method)
        return self._table({"contrast": names}, differences @ weights, confidence, adjust)

    def expected_contrast(
        self, scenarios: Sequence[tuple[float, Mapping[str, Any]]], confidence: float = 0.95
    ) -> pd.DataFrame:
        """One row: Σ w·(mean expected outcome over the rows with the predictors of a scenario set), from (w, {predictor: value}).

        >>> from analysis.linear import lmm
        >>> data = pd.DataFrame({"who": [1, 1, 1, 2, 2, 2, 3, 3, 3], "way": ["a", "b", "c"] * 3})
        >>> result = lmm("y ~ way + (1 | who)", data.assign(y=[1.0, 2.0, 4.0, 2.0, 4.0, 5.0, 4.0, 5.0, 8.0]))
        >>> result.expected_contrast([(1, {"way": "b"}), (-1, {"way": "a"})]).estimate.round(3).tolist()
        [1.333]
        """
        data, counts = self.frame.distinct
        rows = [(weight, self.frame.design.matrix(data.assign(**dict(set_)))) for weight, set_ in scenarios]
        weights = np.sum([weight * (counts @ x) for weight, x in rows], axis=0, keepdims=True) / counts.sum()
        return self._table({"term": ["contrast"]}, weights, confidence)

    def term_tests(self) -> pd.DataFrame:
        """F test of each term that no other term contains: term, statistic, df, df_denominator, p_value."""
        design, owner = self.frame.design, np.array(self.frame.design.term_of_column)
        rows = []
        for k, term in enumerate(design.terms):
            if not term or k not in owner or any(set(term) < set(other) for other in design.terms):
                continue
            weights = np.eye(len(owner))[owner == k]
            statistic, denominator = self.degrees.f_test(weights, self.coefficients)
            p_value = float(stats.f.sf(statistic, len(weights), denominator))
            label = ":".join(term)
            rows.append((label, statistic, len(weights), denominator, p_value))
        return pd.DataFrame(rows, columns=["term", "statistic", "df", "df_denominator", "p_value"])

    def _factors(self) -> list[FloatArray]:
        """T of each term for the original columns, Σ = TT′."""
        factors = self.criterion.layout.split(self.fit.psi)[2]
        terms = zip(self.frame.random, factors, strict=True)
        return [self.sigma * factor / term.scale[:, None] for term, factor in terms]

    def _cells(self, specs: str | Sequence[str], at: Mapping[str, Any] | None) -> tuple[pd.DataFrame, FloatArray]:
        grid = reference_grid(self.frame, specs, at)
        return grid.cells, grid.average @ self.frame.design.matrix(grid.rows)

    def _table(
        self, labels: Mapping[str, Sequence[Any]], weights: FloatArray, confidence: float, adjust: str | None = None
    ) -> pd.DataFrame:
        errors = np.sqrt(np.einsum("ka,ab,kb->k", weights, self.degrees.covariance, weights))
        df = np.array([self.degrees.of_contrast(row) for row in weights])
        return estimate_table(labels, weights @ self.coefficients, errors, df, confidence, adjust)
