"""Yes/no answers in many trials, each participant a stratum of their own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats
from statsmodels.discrete.conditional_models import ConditionalLogit
from statsmodels.stats.contingency_tables import StratifiedTable

from analysis._gate import AnalysisError, FloatArray, column, confidence_level, counted, levels, named, numeric_column
from analysis._result import Estimate, Result


@dataclass(frozen=True, kw_only=True)
class StratifiedOddsRatio(Result):
    """Common odds ratio over participants."""

    odds_ratio: float
    """Mantel-Haenszel estimate."""
    statistic: float
    """Cochran-Mantel-Haenszel chi-squared on 1 degree of freedom, without continuity correction."""
    p_value: float
    """Its p value."""
    ci_low: float
    """Lower end of the Robins-Breslow-Greenland interval."""
    ci_high: float
    """Upper end."""
    n: int
    """Participants that contribute: both conditions, both answers."""

    def estimates(self) -> Sequence[Estimate]:
        """One row: the common odds ratio."""
        return [
            Estimate(
                "odds_ratio",
                self.odds_ratio,
                statistic=self.statistic,
                p_value=self.p_value,
                ci_low=self.ci_low,
                ci_high=self.ci_high,
            )
        ]


@dataclass(frozen=True, kw_only=True)
class ConditionalLogisticResult(Result):
    """Log odds ratios with the participants' levels conditioned away."""

    coefficients: tuple[Estimate, ...]
    """One a term, Wald tests on the log-odds scale."""
    log_likelihood: float
    """Conditional log-likelihood at the maximum."""
    n: int
    """Participants that contribute: those with both right and wrong answers."""

    def estimates(self) -> Sequence[Estimate]:
        """One row a term."""
        return self.coefficients


def mantel_haenszel(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    reference: Any = None,
    confidence: float = 0.95,
) -> StratifiedOddsRatio:
    """Mantel-Haenszel odds ratio of a 0/1 outcome, stratified by participant; computed by statsmodels.

    Parameters
    ----------
    frame
        One row a trial.
    outcome, condition, participant
        Names of the columns.
    reference
        Reference condition; by default the first of two levels.
    confidence
        Level of the interval.

    References
    ----------
    Mantel and Haenszel 1959, JNCI 22:719. Interval: Robins, Breslow and Greenland 1986, Biometrics 42:311.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": [1] * 4 + [2] * 4,
    ...     "condition": ["text", "text", "visual", "visual"] * 2,
    ...     "correct": [0, 1, 1, 1, 0, 1, 0, 1],
    ... })
    >>> result = mantel_haenszel(frame, "correct")
    >>> result.odds_ratio, result.n
    (3.0, 2)
    """
    confidence_level(confidence)
    trials = _trials(frame, outcome, condition, participant, reference)
    messages = trials.messages
    tables = np.zeros((trials.strata.max(initial=-1) + 1, 2, 2))
    np.add.at(tables, (trials.strata, trials.treated.astype(int), trials.value.astype(int)), 1)
    useful = (tables.sum(axis=2) > 0).all(axis=1) & (tables.sum(axis=1) > 0).all(axis=1)
    ratio = statistic = p_value = low = high = math.nan
    if not useful.any():
        messages += ("Nobody answered both rightly and wrongly under two conditions: nothing can be compared.",)
    else:
        # rows treatment, reference; columns 1, 0; statsmodels wants tables along the last axis
        strata = StratifiedTable(np.moveaxis(tables[useful][:, ::-1, ::-1], 0, 2))
        test = strata.test_null_odds(correction=False)
        statistic, p_value = float(test.statistic), float(test.pvalue)
        gained, lost = (bool((tables[useful][:, 1, value] * tables[useful][:, 0, 1 - value]).any()) for value in (1, 0))
        if gained and lost:
            ratio = float(strata.oddsratio_pooled)
            low, high = (float(end) for end in strata.oddsratio_pooled_confint(alpha=1 - confidence))
        else:
            ratio = math.inf if gained else 0.0
            messages += ("Every contributing participant points the same way: the odds ratio has no interval.",)
    return StratifiedOddsRatio(
        odds_ratio=ratio,
        statistic=statistic,
        p_value=p_value,
        ci_low=low,
        ci_high=high,
        n=int(useful.sum()),
        messages=messages,
    )


def conditional_logistic(
    frame: pd.DataFrame,
    outcome: str,
    *,
    condition: str = "condition",
    participant: str = "participant",
    reference: Any = None,
    adjust_for: Sequence[str] = (),
    confidence: float = 0.95,
) -> ConditionalLogisticResult:
    """Conditional logistic regression, participants as strata; computed by statsmodels.

    The likelihood conditions on each participant's number of right answers, so differences between people drop out.

    Parameters
    ----------
    frame
        One row a trial.
    outcome, condition, participant
        Names of the columns; `outcome` is 0 or 1.
    reference
        Reference condition; by default the first of two levels.
    adjust_for
        Further categorical columns, such as the period, dummy-coded against their first level.
    confidence
        Level of the intervals.

    References
    ----------
    Breslow and Day 1980, Statistical Methods in Cancer Research 1, ch. 7.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "participant": [1] * 4 + [2] * 4,
    ...     "condition": ["text", "text", "visual", "visual"] * 2,
    ...     "correct": [0, 1, 1, 1, 0, 1, 0, 1],
    ... })
    >>> row = conditional_logistic(frame, "correct").coefficients[0]
    >>> row.term, round(row.estimate, 3)
    ('conditionvisual', 0.881)
    """
    confidence_level(confidence)
    trials = _trials(frame, outcome, condition, participant, reference)
    design = {f"{condition}{trials.treatment}": trials.treated}
    for name in adjust_for:
        values = column(frame, name, "adjust_for").loc[trials.rows]
        for label in levels(values)[1:]:
            design[f"{name}{label}"] = (values == label).to_numpy(dtype=float)
    totals = np.bincount(trials.strata, trials.value)[trials.strata]
    mixed = (totals > 0) & (totals < np.bincount(trials.strata)[trials.strata])
    terms = np.column_stack(list(design.values()))[mixed]
    rows = tuple(Estimate(name) for name in design)
    log_likelihood = math.nan
    messages = trials.messages
    if not mixed.any() or np.linalg.matrix_rank(terms - terms.mean(axis=0)) < terms.shape[1]:
        messages += ("Nobody answered both rightly and wrongly, or a term never varies: no odds ratio.",)
    elif separated(terms, trials.value[mixed], trials.strata[mixed]):
        messages += ("The terms separate right from wrong answers completely: a log odds ratio is infinite.",)
    else:
        fit = ConditionalLogit(trials.value[mixed], terms, groups=trials.strata[mixed]).fit(disp=False, method="newton")
        log_likelihood = float(fit.llf)
        z, quantile = fit.params / fit.bse, float(stats.norm.isf((1 - confidence) / 2))
        columns = (fit.params, fit.bse, z, 2 * stats.norm.sf(np.abs(z)))
        ends = (fit.params - quantile * fit.bse, fit.params + quantile * fit.bse)
        rows = tuple(
            Estimate(name, *(float(value) for value in row)) for name, *row in zip(design, *columns, *ends, strict=True)
        )
    return ConditionalLogisticResult(
        coefficients=rows,
        log_likelihood=log_likelihood,
        n=len(np.unique(trials.strata[mixed])),
        messages=messages,
    )


def separated(terms: FloatArray, value: FloatArray, strata: NDArray[np.int64]) -> bool:
    """Whether a combination of terms, shape (n, p), never puts a wrong answer above a right one of the same stratum.

    A linear program over the differences of right and wrong answers (Albert and Anderson 1984, Biometrika 71:1).
    """
    gaps = [
        (terms[right][:, None, :] - terms[wrong][None, :, :]).reshape(-1, terms.shape[1])
        for right, wrong in (((strata == s) & (value == 1), (strata == s) & (value == 0)) for s in np.unique(strata))
    ]
    distinct = np.unique(np.concatenate(gaps), axis=0)
    best = optimize.linprog(-distinct.sum(axis=0), A_ub=-distinct, b_ub=np.zeros(len(distinct)), bounds=(-1, 1))
    return bool(-best.fun > 1e-9)


class _Trials(NamedTuple):
    """Answered trials under the two conditions, arrays of shape (trials,)."""

    rows: pd.Index
    value: FloatArray
    treated: FloatArray
    strata: NDArray[np.int64]
    treatment: str
    messages: tuple[str, ...]


def _trials(frame: pd.DataFrame, outcome: str, condition: str, participant: str, reference: Any) -> _Trials:
    cells = pd.DataFrame(
        {
            "value": numeric_column(frame, outcome, "outcome"),
            "condition": column(frame, condition, "condition"),
            "participant": column(frame, participant, "participant"),
        }
    ).dropna()
    known = levels(cells["condition"])
    if len(known) > 2:
        raise AnalysisError(f"Column '{condition}' has {len(known)} conditions ({named(known)}): keep two of them.")
    if reference is not None and len(known) == 2 and reference not in known:
        raise AnalysisError(f"reference={reference!r} is not a condition in column '{condition}': {named(known)}.")
    if not cells["value"].isin([0, 1]).all():
        raise AnalysisError(f"Column '{outcome}' must hold 0 and 1 only: score each trial first.")
    first = known[0] if reference is None and known else reference
    lost = len(frame) - len(cells)
    return _Trials(
        rows=cells.index,
        value=cells["value"].to_numpy(dtype=float),
        treated=(cells["condition"] != first).to_numpy(dtype=float),
        strata=pd.factorize(cells["participant"])[0].astype(np.int64),
        treatment=next((str(label) for label in known if label != first), ""),
        messages=(f"{counted(lost, 'trial')} without an answer left out.",) if lost else (),
    )
