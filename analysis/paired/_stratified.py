"""Yes/no answers in many trials, each participant a stratum of their own."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from analysis._gate import AnalysisError, FloatArray, column, confidence_level, counted, levels, named, numeric_column
from analysis._result import Estimate, Result
from analysis.formula import level_name
from analysis.paired._conditional_logit import fit_conditional_logit, identified, separated


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
    """Conditional logistic regression, participants as strata, exact likelihood.

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
        values = column(frame, name, "adjust_for")[trials.rows]
        for label in levels(values)[1:]:
            design[f"{name}{level_name(label)}"] = (values == label).to_numpy(dtype=float)
    totals = np.bincount(trials.strata, trials.value)[trials.strata]
    mixed = (totals > 0) & (totals < np.bincount(trials.strata)[trials.strata])
    terms = np.column_stack(list(design.values()))[mixed]
    rows = tuple(Estimate(name) for name in design)
    log_likelihood = math.nan
    messages = trials.messages
    if not identified(terms, trials.strata[mixed]):
        messages += ("Nobody answered both rightly and wrongly, or a term never varies within a participant.",)
    elif separated(terms, trials.value[mixed], trials.strata[mixed]):
        messages += ("The terms separate right from wrong answers completely: a log odds ratio is infinite.",)
    else:
        fit = fit_conditional_logit(terms, trials.value[mixed], trials.strata[mixed])
        log_likelihood = fit.log_likelihood
        quantile = float(stats.norm.isf((1 - confidence) / 2))
        spread = np.sqrt(np.diag(fit.covariance))
        rows = tuple(
            Estimate(name, b, se, b / se, 2 * float(stats.norm.sf(abs(b / se))), b - quantile * se, b + quantile * se)
            for name, b, se in zip(design, fit.coefficients.tolist(), spread.tolist(), strict=True)
        )
    return ConditionalLogisticResult(
        coefficients=rows,
        log_likelihood=log_likelihood,
        n=len(np.unique(trials.strata[mixed])),
        messages=messages,
    )


class _Trials(NamedTuple):
    """Answered trials under the two conditions, arrays of shape (trials,)."""

    rows: NDArray[np.bool_]
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
    )
    answered = cells.notna().all(axis=1)
    cells = cells[answered]
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
        rows=answered.to_numpy(),
        value=cells["value"].to_numpy(dtype=float),
        treated=(cells["condition"] != first).to_numpy(dtype=float),
        strata=pd.factorize(cells["participant"])[0].astype(np.int64),
        treatment=next((level_name(label) for label in known if label != first), ""),
        messages=(f"{counted(lost, 'trial')} without an answer left out.",) if lost else (),
    )
