"""Promised contrasts of right or wrong, averaged over the population."""

from dataclasses import dataclass

import pandas as pd

from analysis._result import Estimate
from analysis.confirmatory import default_link, model_rows
from analysis.data import Dataset
from analysis.decisions import GeeResult, gee
from protocols import Hypothesis, Outcome


@dataclass(frozen=True, eq=False)
class PopulationAveraged:
    """One promised contrast from generalised estimating equations."""

    hypothesis: Hypothesis
    """As declared."""
    fit: GeeResult | None
    """The marginal model; None where the data hold too little for one."""
    log_odds_ratio: Estimate
    """The contrast: log odds ratio, or log ratio of odds ratios where it is that of AI right against wrong."""
    messages: tuple[str, ...]
    """What a reader must know, in words."""


def population_averaged(dataset: Dataset, values: pd.DataFrame) -> tuple[PopulationAveraged, ...]:
    """Every hypothesis about an outcome that is right or wrong in a trial, by a marginal logistic model.

    value ~ condition + period, or value ~ condition x AI correctness + period, with one working correlation within a participant
    and bias-reduced standard errors (see `gee`). Beside a mixed model, whose odds ratio compares one person's odds, this one
    compares those of the population and rests on no distribution of random effects.

    Parameters
    ----------
    dataset
        With the plan.
    values
        Tidy outcomes of everyone allocated, as `allocated_outcomes` gives them.

    Source: Liang and Zeger 1986, Biometrika 73:13; Mancl and DeRouen 2001, Biometrics 57:126.

    >>> from analysis.confirmatory import allocated_outcomes
    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> empty = Dataset.from_frames(nobody, load_study("skingen"))
    >>> population_averaged(empty, allocated_outcomes(empty))[0].messages
    ("No answer under 'text'.",)
    """
    plan = dataset.study.protocol.analysis
    declared = {outcome.id: outcome for outcome in plan.outcomes}
    return tuple(
        _fitted(dataset, values, hypothesis, declared[hypothesis.outcome])
        for hypothesis in plan.hypotheses
        if _right_or_wrong(declared[hypothesis.outcome])
    )


def _right_or_wrong(outcome: Outcome) -> bool:
    return outcome.measure is not None and default_link(outcome) == "logit"


def _fitted(dataset: Dataset, values: pd.DataFrame, hypothesis: Hypothesis, outcome: Outcome) -> PopulationAveraged:
    plan = dataset.study.protocol.analysis
    rows = model_rows(dataset, values, outcome).rename(columns={outcome.id: "value"})
    by_correctness = hypothesis.contrast != "condition"
    present = set(rows["condition"])
    absent = [name for name in (plan.reference, hypothesis.treatment) if name not in present]
    if absent:
        return _nothing(hypothesis, f"No answer under '{absent[0]}'.")
    if by_correctness and rows["ai_correct"].nunique() < 2:
        return _nothing(hypothesis, "There are no answers of both kinds, AI right and AI wrong.")
    others = [name for name in rows["condition"].cat.categories if name != plan.reference and name in present]
    rows["condition"] = pd.Categorical(rows["condition"], categories=[plan.reference, *others])
    formula, term = "value ~ condition", f"condition{hypothesis.treatment}"
    if by_correctness:
        rows["right"] = rows["ai_correct"].astype(float)
        formula, term = f"{formula} * right", f"{term}:right"
    if rows["period"].nunique() > 1:
        formula += " + period"
    fit = gee(formula, rows, covariance="bias_reduced", confidence=plan.confidence)
    found = {row.term: row for row in fit.coefficients}
    return PopulationAveraged(hypothesis, fit, found.get(term, Estimate(term)), fit.messages)


def _nothing(hypothesis: Hypothesis, reason: str) -> PopulationAveraged:
    return PopulationAveraged(hypothesis, None, Estimate(hypothesis.contrast), (reason,))
