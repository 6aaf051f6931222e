"""The rows that a declared model reads, and the link that it has by default."""

import pandas as pd

from analysis.data import Dataset
from protocols import Outcome

BINARY = ("keyed_correct", "first_accuracy", "final_accuracy", "over_reliance", "under_reliance", "switched")
"""Measures that are right or wrong in a trial."""


def default_link(outcome: Outcome) -> str:
    """`logit` for a single rated item and for right or wrong, `identity` for means, scores and seconds.

    Source: Liddell and Kruschke 2018, Journal of Experimental Social Psychology 79:328 (what a linear model does to
    ordered answers).

    >>> from protocols import load_study
    >>> [default_link(outcome) for outcome in load_study("skingen").protocol.analysis.outcomes[:3]]
    ['identity', 'logit', 'logit']
    """
    return "logit" if outcome.measure in BINARY or len(outcome.items) == 1 else "identity"


def model_rows(dataset: Dataset, values: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Complete rows of one outcome as a model reads them: the value in a column of the outcome's name (rounded to nine decimals,
    so that equal means are equal), `condition` and periods beyond two as factors, the reference first.

    >>> from analysis import example_dataset
    >>> from analysis.outcomes import outcomes
    >>> dataset = example_dataset()
    >>> rows = model_rows(dataset, outcomes(dataset), dataset.study.protocol.analysis.outcomes[1])
    >>> rows.columns.tolist()
    ['participant', 'condition', 'period', 'case', 'ai_correct', 'trust', 'sequence']
    >>> len(rows), rows["condition"].cat.categories.tolist()
    (96, ['text', 'skingen'])
    """
    rows = values[(values["outcome"] == outcome.id) & values["condition"].notna() & values["value"].notna()]
    rows = rows.drop(columns="outcome").rename(columns={"value": outcome.id})
    rows[outcome.id] = rows[outcome.id].astype(float).round(9)
    present = set(rows["condition"].unique())
    conditions = [name for name in dataset.conditions if name in present]
    rows["condition"] = pd.Categorical(rows["condition"], categories=conditions)
    periods = sorted(rows["period"].dropna().unique())
    rows["period"] = rows["period"].astype(float) if len(periods) < 3 else pd.Categorical(rows["period"], periods)
    members = dataset.allocations.set_index("participant")["sequence"]
    rows["sequence"] = rows["participant"].map(members)
    rows["ai_correct"] = rows["ai_correct"].astype(object) if rows["ai_correct"].isna().any() else rows["ai_correct"]
    return rows.astype({"ai_correct": bool} if not rows["ai_correct"].isna().any() else {}).reset_index(drop=True)
