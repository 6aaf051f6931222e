"""What a fitted ordinal model hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.formula import FloatArray, Layout, Method, ModelFrame, estimate_table, random_effects_table
from analysis.ordinal import _marginal, _profile
from analysis.ordinal._degrees import DegreesOfFreedom, containment, of_rows
from analysis.ordinal._fit import MixedFit
from analysis.ordinal._likelihood import LaplaceLikelihood, Likelihood
from analysis.ordinal._links import Link
from analysis.ordinal._marginal import Mode, Scenarios


@dataclass(frozen=True)
class ClmmResult:
    """A cumulative link (mixed) model at its maximum.

    Parameters are ψ = (thresholds, effects, lower triangles of the random-effect factors T, Σ = TT′).

    Source: McCullagh 1980, Journal of the Royal Statistical Society B 42:109; the methods name their own.

    >>> from analysis.ordinal import clm
    >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
    >>> result = clm("y ~ x", data)
    >>> result.summary().round(2)[["term", "estimate", "std_error"]]
      term  estimate  std_error
    0  1|2     -0.14       1.02
    1  2|3      1.40       1.20
    2   xb      2.58       1.62
    >>> round(result.log_likelihood, 3), round(result.aic, 3)
    (-6.796, 19.592)
    """

    formula: str
    link: Link
    quadrature: int
    """Points for each random effect; 1 is the Laplace approximation."""
    frame: ModelFrame = field(repr=False)
    categories: tuple[str, ...]
    """Names of the answer categories that occur, lowest first."""
    parameters: FloatArray = field(repr=False)
    covariance: FloatArray = field(repr=False)
    """Of `parameters`; NaN where a variance is at the boundary."""
    log_likelihood: float
    converged: bool
    """Whether the maximum was found; not where a variance grows without limit."""
    messages: tuple[str, ...]
    """What a reader must know, in words."""
    likelihood: Likelihood = field(repr=False)
    """ℓ of the standardised predictors."""
    fit: MixedFit = field(repr=False)
    """The maximum in standardised predictors."""
    back: FloatArray = field(repr=False)
    """Linear map from standardised to original parameters."""

    @property
    def layout(self) -> Layout:
        """Where thresholds, effects and random-effect factors sit in `parameters`."""
        return self.likelihood.layout

    @property
    def n_observations(self) -> int:
        """Rows that the model used."""
        return len(self.frame.data)

    @property
    def n_parameters(self) -> int:
        """Thresholds, effects, variances and covariances."""
        return self.layout.size

    @property
    def aic(self) -> float:
        """Akaike's criterion, 2·parameters − 2ℓ."""
        return 2 * self.n_parameters - 2 * self.log_likelihood

    @property
    def singular(self) -> bool:
        """Whether a variance is zero or effects determine each other; `messages` says which."""
        return len(self.fit.free) < self.layout.size

    @property
    def term_names(self) -> tuple[str, ...]:
        """Names of the thresholds, then of the effects."""
        thresholds = [f"{a}|{b}" for a, b in pairwise(self.categories)]
        return (*thresholds, *self.frame.names)

    @cached_property
    def containment(self) -> FloatArray:
        """Degrees of freedom of the intercept and each effect, shape (1 + effects,): infinite where no random effect contains it."""
        return containment(self.frame)

    def summary(self, confidence: float = 0.95, df: DegreesOfFreedom = "asymptotic") -> pd.DataFrame:
        """term, estimate, std_error, statistic (z), p_value, ci_low, ci_high (Wald); thresholds first.

        By `df` the p values and intervals of this and the other tables come from the normal distribution, as R's do, or
        from t with containment degrees of freedom (another column, `df`): an effect that a random slope lets vary over 12
        cases has 11 of them.

        Source: Wald 1943, Transactions of the American Mathematical Society 54:426; Li and Redden 2015, BMC Medical Research
        Methodology 15:38 (degrees of freedom).

        >>> from analysis.ordinal import clmm
        >>> data = pd.DataFrame({"y": [1, 2, 2, 3, 1, 3, 2, 3], "x": [0, 1] * 4, "who": [1, 1, 2, 2, 3, 3, 4, 4]})
        >>> clmm("y ~ x + (1 | who)", data).summary(df="containment")[["term", "df"]]
          term   df
        0  1|2  3.0
        1  2|3  3.0
        2    x  inf
        """
        names, thresholds = self.term_names, len(self.categories) - 1
        errors = np.sqrt(np.diag(self.covariance))[: len(names)]
        of_intercept, of_effects = np.split(np.eye(1 + len(self.frame.names)), [1])
        weights = np.concatenate([np.repeat(of_intercept, thresholds, axis=0), of_effects])
        degrees = None if df == "asymptotic" else of_rows(self.containment, weights)
        return estimate_table({"term": names}, self.parameters[: len(names)], errors, degrees, confidence)

    @property
    def random_effects(self) -> pd.DataFrame:
        """group, term, sd, correlation with the first effect of the same random-effect term."""
        factors = self.layout.split(self.parameters)[2]
        terms = zip(self.frame.random, factors, strict=True)
        return random_effects_table([(term.group, term.names, factor @ factor.T) for term, factor in terms])

    @property
    def random_covariances(self) -> list[pd.DataFrame]:
        """Covariance matrix Σ of each random-effect term, in the order of the formula."""
        factors = self.layout.split(self.parameters)[2]
        terms = zip(self.frame.random, factors, strict=True)
        return [pd.DataFrame(f @ f.T, index=list(term.names), columns=list(term.names)) for term, f in terms]

    @property
    def conditional_modes(self) -> pd.DataFrame:
        """group, level, term, mode, std_error: the random effects given the data (R's `ranef` and `condVar`)."""
        columns = ["group", "level", "term", "mode", "std_error"]
        if not isinstance(self.likelihood, LaplaceLikelihood):
            return pd.DataFrame(columns=columns)
        found = self.likelihood.mode(self.fit.psi, self.fit.mode)
        assert found is not None  # the fit ended there
        parts = []
        factors = self.layout.split(self.parameters)[2]
        for term, factor, places in zip(self.frame.random, factors, self.likelihood.blocks.places, strict=True):
            modes = found.effects[places] @ factor.T
            variances = np.einsum("kl,jlm,km->jk", factor, found.factor.covariance_of(places), factor)
            part = {
                "group": term.group,
                "level": np.repeat(term.levels, len(term.names)),
                "term": np.tile(term.names, len(term.levels)),
                "mode": modes.ravel(),
                "std_error": np.sqrt(variances).ravel(),
            }
            parts.append(pd.DataFrame(part))
        return pd.concat(parts, ignore_index=True)

    def by_maximum_likelihood(self) -> ClmmResult:
        """Itself: ordinal models are always fitted by maximum likelihood."""
        return self

    def profile(self, terms: Sequence[str] | None = None, confidence: float = 0.95) -> pd.DataFrame:
        """Profile-likelihood intervals of the named terms, by default all effects: term, estimate, ci_low, ci_high.

        An interval holds every value v with 2(ℓ̂ − ℓ(v)) below the quantile of χ² with one degree of freedom. The standard
        deviation of a random-effect term with one effect is called `sd(group)`. A side on which the likelihood never
        falls enough is infinite; a standard deviation ends at zero. Without standard errors (separation) there are no
        intervals.

        Source: Venzon and Moolgavkar 1988, Applied Statistics 37:87.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": [0, 0, 0, 0, 1, 1, 1, 1]})
        >>> clm("y ~ x", data).profile().round(2)
          term  estimate  ci_low  ci_high
        0    x      2.58    -0.3     6.42
        """
        return _profile.profile_intervals(self, terms, confidence)

    def profile_contrast(self, scenarios: Scenarios, confidence: float = 0.95) -> tuple[float, float]:
        """Profile-likelihood interval for Σ w·(mean η over the rows with the predictors of a scenario set).

        `scenarios` are as in `expected_contrast`. It belongs to the likelihood-ratio test: zero lies outside exactly where
        that test rejects at 1 - `confidence`. NaN without standard errors (separation).

        Source: Venzon and Moolgavkar 1988, Applied Statistics 37:87.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
        >>> low, high = clm("y ~ x", data).profile_contrast([(1, {"x": "b"}), (-1, {"x": "a"})])
        >>> round(low, 2), round(high, 2)
        (-0.3, 6.42)
        """
        return _profile.profile_contrast(self, scenarios, confidence)

    def marginal_means(
        self,
        specs: str | Sequence[str],
        mode: Mode = "latent",
        integrate: bool = True,
        at: Mapping[str, Any] | None = None,
        confidence: float = 0.95,
        df: DegreesOfFreedom = "asymptotic",
    ) -> pd.DataFrame:
        """Estimated marginal means, one row a cell of `specs` (and a category, with mode `probability`).

        `latent`: η less the mean threshold. `probability`: of each category. `mean_class`: Σ k·P(k), k = 1 … K.
        The last two integrate over the random effects, or hold them at zero (`integrate=False`, as R's emmeans does).
        `at` fixes other predictors: `at={"period": 1}`.

        Source: Searle, Speed and Milliken 1980, The American Statistician 34:216; probabilities: Agresti 2010, Analysis
        of Ordinal Categorical Data, section 10.1.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
        >>> clm("y ~ x", data).marginal_means("x", mode="mean_class").round(2)[["x", "estimate", "std_error"]]
           x  estimate  std_error
        0  a      1.73       0.40
        1  b      2.70       0.27
        """
        return _marginal.marginal_means(self, specs, mode, integrate, at, confidence, df)

    def contrasts(
        self,
        specs: str | Sequence[str],
        method: Method = "revpairwise",
        mode: Mode = "latent",
        integrate: bool = True,
        adjust: str | None = None,
        at: Mapping[str, Any] | None = None,
        confidence: float = 0.95,
        df: DegreesOfFreedom = "asymptotic",
    ) -> pd.DataFrame:
        """Differences between marginal means; p values adjusted over the contrasts by `adjust`.

        `revpairwise`: later − earlier level; `pairwise`: earlier − later; `reference`: each − the first.

        Source: Searle, Speed and Milliken 1980, The American Statistician 34:216.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
        >>> clm("y ~ x", data).contrasts("x").round(3)[["contrast", "estimate", "std_error"]]
          contrast  estimate  std_error
        0    b - a     2.585      1.624
        """
        return _marginal.contrasts(self, specs, method, mode, integrate, adjust, at, confidence, df)

    def average_effect(
        self,
        variable: str,
        at_least: Any,
        integrate: bool = True,
        confidence: float = 0.95,
        df: DegreesOfFreedom = "asymptotic",
    ) -> pd.DataFrame:
        """Average marginal effect on P(y ≥ k): every row predicted with each level of `variable`, and averaged.

        Categorical: each level against the reference; numeric: one unit more than observed. `at_least` is a category.

        Source: Williams 2012, Stata Journal 12:308.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
        >>> clm("y ~ x", data).average_effect("x", at_least=3).round(2)[["contrast", "estimate", "std_error"]]
          contrast  estimate  std_error
        0    b - a      0.57       0.27
        """
        return _marginal.average_effect(self, variable, at_least, integrate, confidence, df)

    def expected_contrast(
        self,
        scenarios: Scenarios,
        scores: Sequence[float] | None = None,
        confidence: float = 0.95,
        df: DegreesOfFreedom = "asymptotic",
    ) -> pd.DataFrame:
        """One row: Σ w·(mean over the rows of what is expected with the predictors of a scenario set).

        `scenarios` are pairs (w, {predictor: value}). Expected is E[score] = Σ scores·P(category), integrated over the random
        effects, with one score for each of `model.categories`; or η, on the scale of the link, if `scores` is None. Weights
        1 and -1 on two conditions give the condition's average effect in units of the scores; scores of 0 and 1 a probability.

        Source: Williams 2012, Stata Journal 12:308; Agresti 2010, Analysis of Ordinal Categorical Data, section 10.1.

        >>> from analysis.ordinal import clm
        >>> data = pd.DataFrame({"y": [1, 2, 3, 1, 2, 3, 3, 3], "x": ["a"] * 4 + ["b"] * 4})
        >>> clm("y ~ x", data).expected_contrast([(1, {"x": "b"}), (-1, {"x": "a"})], [1, 2, 3]).round(2).estimate.tolist()
        [0.97]
        """
        return _marginal.expected_contrast(self, scenarios, scores, confidence, df)
