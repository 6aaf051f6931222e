"""Right or wrong, averaged over the population."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray, confidence_level, one_of
from analysis._result import Estimate, Result
from analysis.decisions._clusters import Clusters, solved
from analysis.formula import FormulaError, IntArray, estimate_table, model_frame

WORKING = ("exchangeable", "independence")
COVARIANCES = ("robust", "bias_reduced")
STEPS = 200
"""Most iterations of the estimating equations."""
LARGE = 12.0
"""Log odds beyond which an effect is suspected of separation."""
ROUNDING = 1e-14
"""A variance below this is none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GeeResult(Result):
    """A marginal logistic model."""

    formula: str
    """As given."""
    groups: str
    """Column of the clusters."""
    coefficients: tuple[Estimate, ...]
    """Log odds and log odds ratios, averaged over the population, with Wald intervals."""
    covariance: FloatArray
    """Of the coefficients, shape (p, p)."""
    correlation: float
    """Working correlation of two answers of one cluster; 0 under independence."""
    n_observations: int
    """Rows."""
    n_groups: int
    """Clusters."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a coefficient, named as in R."""
        return self.coefficients


def gee(
    formula: str,
    data: pd.DataFrame,
    *,
    groups: str = "participant",
    working: Literal["exchangeable", "independence"] = "exchangeable",
    covariance: Literal["robust", "bias_reduced"] = "robust",
    confidence: float = 0.95,
) -> GeeResult:
    """Logistic generalised estimating equations: sum over clusters of D' V^-1 (y - p) = 0, with logit p = x b.

    V = A^1/2 R A^1/2 with A = diag(p (1 - p)) and R the working correlation. Standard errors come from the sandwich, so they
    hold whatever the true correlation is; `bias_reduced` (Mancl and DeRouen) weighs each cluster's residuals by the
    inverse of one minus its leverage, for fewer than about fifty clusters. A coefficient compares the population's odds and
    is nearer to 0 than that of a mixed model, which compares the odds of one person. Cases are not a second cluster, so
    conclusions hold for these cases.
    Ratings are left to `clmm`: the only reference, geepack's `ordgee`, diverges on the data of our tests, so nothing would confirm
    an ordinal version.

    Parameters
    ----------
    formula
        Fixed effects in lme4 notation, such as `correct ~ condition * ai_correct + period`; the outcome 0 and 1 or booleans.
    data
        One row an answer; rows with missing values are dropped and counted.
    groups
        Column of the clusters.
    working
        `exchangeable` (one correlation within a cluster) or `independence`.
    covariance
        `robust` or `bias_reduced`.
    confidence
        Level of the intervals.

    References
    ----------
    Liang and Zeger 1986, Biometrika 73:13. Mancl and DeRouen 2001, Biometrics 57:126.

    Examples
    --------
    >>> data = pd.DataFrame({
    ...     "participant": np.repeat(range(4), 4), "condition": ["text", "visual"] * 8,
    ...     "correct": [0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1],
    ... })
    >>> gee("correct ~ condition", data).summary().round(2)[["term", "estimate", "std_error"]]
                  term  estimate  std_error
    0      (Intercept)     -0.51       0.46
    1  conditionvisual      1.61       0.55
    """
    one_of(working, WORKING, "working")
    one_of(covariance, COVARIANCES, "covariance")
    confidence_level(confidence)
    if "|" in formula:
        raise FormulaError(f"{formula!r} has random effects: name the clusters with groups=..., or use clmm.")
    frame = model_frame(f"{formula} + (1 | {groups})", data)
    answers = np.asarray(frame.response, dtype=float)
    if not np.isin(answers, (0, 1)).all():
        raise AnalysisError("The outcome must hold 0 and 1 (or false and true) only.")
    term = frame.random[0]
    known = {"formula": formula, "groups": groups, "n_observations": len(answers), "n_groups": len(term.levels)}
    reason = ""
    if np.ptp(answers) == 0:
        reason = "All answers are equal: nothing can be estimated."
    elif len(term.levels) < 2:
        reason = "One cluster alone: its answers give no standard error."
    elif len(term.levels) <= len(frame.names):  # their scores sum to zero, so some combination would have no variance
        reason = f"{len(term.levels)} clusters are too few for the standard errors of {len(frame.names)} coefficients."
    elif _determines_alone(frame.x, term.codes):
        reason = "One cluster alone determines an estimate: its answers give no standard error."
    if reason:
        return _nothing(frame.names, (*frame.messages, reason), known)
    clusters = Clusters(answers, frame.x, term.codes)
    with np.errstate(all="ignore"):  # convergence and separation are judged below
        found, correlation, converged = solved(clusters, exchangeable=working == "exchangeable", steps=STEPS)
    if not converged or np.abs(found).max() > LARGE:
        reason = "No solution within reach: a combination of the predictors has only right or only wrong answers."
        return _nothing(frame.names, (*frame.messages, reason), known)
    scores = clusters.at(found, correlation)
    variance = scores.robust if covariance == "robust" else scores.bias_reduced
    if np.diag(variance).min() < ROUNDING:
        reason = "Answers are alike within every cluster: no standard error of what differs within them."
        return _nothing(frame.names, (*frame.messages, reason), known)
    errors = np.sqrt(np.diag(variance))
    table = estimate_table({"term": frame.names}, found, errors, confidence=confidence)
    return GeeResult(
        coefficients=tuple(Estimate(*row) for row in table.itertuples(index=False)),
        covariance=variance,
        correlation=correlation,
        messages=frame.messages,
        **known,  # type: ignore[arg-type]
    )


def _determines_alone(x: FloatArray, codes: IntArray) -> bool:
    """Whether some combination of the coefficients cannot be estimated without one of the clusters."""
    scaled = x / np.linalg.norm(x, axis=0)
    of_clusters = np.zeros((int(codes.max()) + 1, x.shape[1], x.shape[1]))
    np.add.at(of_clusters, codes, scaled[:, :, None] * scaled[:, None, :])
    return bool(np.linalg.eigvalsh(of_clusters.sum(axis=0) - of_clusters).min() < 1e-10)


def _nothing(names: Sequence[str], messages: tuple[str, ...], known: dict[str, object]) -> GeeResult:
    size = len(names)
    return GeeResult(
        coefficients=tuple(Estimate(name) for name in names),
        covariance=np.full((size, size), np.nan),
        correlation=float("nan"),
        messages=messages,
        **known,  # type: ignore[arg-type]
    )
