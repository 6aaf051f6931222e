"""What a fitted ordinal model hands out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analysis.formula import FloatArray, Layout, Method, ModelFrame, estimate_table, random_effects_table
from analysis.ordinal import _marginal, _profile
from analysis.ordinal._fit import MixedFit
from analysis.ordinal._likelihood import LaplaceLikelihood, Likelihood
from analysis.ordinal._links import Link
from analysis.ordinal._marginal import Mode, Scenarios


@dataclass(frozen=True)
class ClmmResult:
    """A cumulative link (mixed) model at its maximum.

    Parameters are ψ = (thresholds, effects, lower triangles of the random-effect factors T, Σ = TT′).
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

    def summary(self, confidence: float = 0.95) -> pd.DataFrame:
        """term, estimate, std_error, statistic (z), p_value, ci_low, ci_high (Wald); thresholds first."""
        names = self.term_names
        errors = np.sqrt(np.diag(self.covariance))[: len(names)]
        return estimate_table({"term": names}, self.parameters[: len(names)], errors, confidence=confidence)

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
        """Profile-likelihood intervals: term, estimate, ci_low, ci_high; see `profile_intervals`."""
        return _profile.profile_intervals(self, terms, confidence)

    def profile_contrast(self, scenarios: Scenarios, confidence: float = 0.95) -> tuple[float, float]:
        """Profile-likelihood interval of a contrast on the scale of the link; see `profile_contrast`."""
        return _profile.profile_contrast(self, scenarios, confidence)

    def marginal_means(
        self,
        specs: str | Sequence[str],
        mode: Mode = "latent",
        integrate: bool = True,
        at: Mapping[str, Any] | None = None,
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Estimated marginal means of the cells of `specs`; see `marginal_means`."""
        return _marginal.marginal_means(self, specs, mode, integrate, at, confidence)

    def contrasts(
        self,
        specs: str | Sequence[str],
        method: Method = "revpairwise",
        mode: Mode = "latent",
        integrate: bool = True,
        adjust: str | None = None,
        at: Mapping[str, Any] | None = None,
        confidence: float = 0.95,
    ) -> pd.DataFrame:
        """Differences between marginal means; see `contrasts`."""
        return _marginal.contrasts(self, specs, method, mode, integrate, adjust, at, confidence)

    def average_effect(
        self, variable: str, at_least: Any, integrate: bool = True, confidence: float = 0.95
    ) -> pd.DataFrame:
        """Average effect of a predictor on P(y ≥ `at_least`); see `average_effect`."""
        return _marginal.average_effect(self, variable, at_least, integrate, confidence)

    def expected_contrast(
        self, scenarios: Scenarios, scores: Sequence[float] | None = None, confidence: float = 0.95
    ) -> pd.DataFrame:
        """Weighted sum of what is expected in scenarios, in units of the scores; see `expected_contrast`."""
        return _marginal.expected_contrast(self, scenarios, scores, confidence)
