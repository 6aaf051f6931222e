"""The declared outcomes in one tidy frame."""

import pandas as pd

from analysis._gate import AnalysisError
from analysis.data import Dataset
from analysis.outcomes._decisions import decision
from analysis.scoring import numeric_answers, score
from protocols import Outcome

COLUMNS = ("participant", "condition", "period", "case", "ai_correct", "outcome", "value")


def outcomes(dataset: Dataset) -> pd.DataFrame:
    """Every declared outcome, one row a participant and case (or period, for scores).

    - `items`: the mean of the items in a trial, reversed items turned; missing unless all were answered.
    - `score`: the score of the instrument asked once a period; `case` and `ai_correct` are missing.
    - `measure`: see `decision`; missing where a trial does not enter the denominator.

    Returns
    -------
    pandas.DataFrame
        `participant, condition, period, case, ai_correct, outcome, value`; `value` is NaN where undefined. No row where the
        plan declares no outcome.

    Examples
    --------
    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> values = outcomes(dataset)
    >>> values[values["outcome"] == "trust"].groupby("condition")["value"].mean().round(2).to_dict()
    {'skingen': 5.52, 'text': 4.6}
    """
    parts = [_values(dataset, declared) for declared in dataset.study.protocol.analysis.outcomes]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def _values(dataset: Dataset, declared: Outcome) -> pd.DataFrame:
    if declared.items:
        frame = _of_items(dataset, declared.items)
    elif declared.score is not None:
        frame = _of_score(dataset, declared.score)
    elif declared.measure is not None:
        frame = dataset.trials.assign(value=decision(dataset.trials, declared.measure))
    else:
        raise AnalysisError(f"Outcome '{declared.id}' says neither items, score nor measure.")
    return frame.assign(outcome=declared.id)[list(COLUMNS)]


def _of_items(dataset: Dataset, items: tuple[str, ...]) -> pd.DataFrame:
    answers = numeric_answers(dataset, items)
    answers = answers[answers["case"].notna() & answers["period"].notna()]
    grouped = answers.groupby(["participant", "case"], sort=False)
    trials = grouped.agg(
        condition=("condition", "first"),
        period=("period", "first"),
        value=("number", "mean"),
        answered=("number", "count"),
    ).reset_index()
    trials["value"] = trials["value"].where(trials["answered"] == len(items))
    correct = {case.id: case.ai_correct for case in dataset.study.stimuli.cases}
    trials["ai_correct"] = trials["case"].map(correct).astype("boolean")
    return trials


def _of_score(dataset: Dataset, name: str) -> pd.DataFrame:
    scores = score(dataset, [name])
    rows = scores[scores["period"].notna()]
    return rows.assign(
        case=pd.Series(pd.NA, index=rows.index, dtype="str"),
        ai_correct=pd.Series(pd.NA, index=rows.index, dtype="boolean"),
    )
