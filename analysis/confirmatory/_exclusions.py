"""The declared exclusion rules."""

import pandas as pd

from analysis.data import Dataset
from analysis.scoring import asked_items
from protocols import Exclusion, LikertItem

SCALE_ITEMS = 3
"""A scale can be straight-lined if at least this many of its Likert items were answered at a time."""


def excluded(dataset: Dataset) -> pd.DataFrame:
    """Whom the declared rules exclude from the per-protocol set: `rule, participant, value, excluded`.

    Only allocated participants are listed; `value` is what the rule looks at:

    - `failed_attention_checks`: number of failed checks; excluded from `limit` on.
    - `straight_lining`: share of scales (at least three Likert items, as stored, before reversal) answered with one
      value throughout; excluded from `limit` on.
    - `too_fast`: median seconds a case; excluded below `limit`.
    - `incomplete`: 1 where the session was not completed; excluded then.

    Source: ICH E9 1998, section 5.2.2 (per-protocol set); Meade and Craig 2012, Psychological Methods 17:437
    (careless answers).

    >>> from analysis import example_dataset
    >>> dataset = example_dataset()
    >>> excluded(dataset).groupby("rule", sort=False)["excluded"].sum().to_dict()
    {'attention': 0, 'straight_lining': 0, 'too_fast': 0, 'incomplete': 0}
    """
    allocated = dataset.participants[dataset.participants["participant"].isin(dataset.allocations["participant"])]
    people = allocated.set_index("participant")
    parts = []
    for rule in dataset.study.protocol.analysis.exclusions:
        values = _values(dataset, people, rule).reindex(people.index)
        hit = (
            values < rule.limit
            if rule.rule == "too_fast"
            else values >= (1 if rule.rule == "incomplete" else rule.limit)
        )
        parts.append(
            pd.DataFrame(
                {"rule": rule.id, "participant": people.index, "value": values.to_numpy(), "excluded": hit.to_numpy()}
            )
        )
    if not parts:
        return pd.DataFrame({"rule": [], "participant": [], "value": [], "excluded": pd.Series([], dtype=bool)})
    return pd.concat(parts, ignore_index=True)


def _values(dataset: Dataset, people: pd.DataFrame, rule: Exclusion) -> pd.Series:
    if rule.rule == "failed_attention_checks":
        return people["failed_attention_checks"].astype("Float64").astype(float)
    if rule.rule == "incomplete":
        return (people["status"] != "completed").astype(float)
    if rule.rule == "too_fast":
        return dataset.trials.groupby("participant")["duration_seconds"].median()
    return _straight_lined(dataset)


def _straight_lined(dataset: Dataset) -> pd.Series:
    """Share of straight-lined scales, by participant."""
    likert = [
        name
        for name, known in asked_items(dataset.study).items()
        if isinstance(known.item, LikertItem) and known.instrument is not None and known.item.instructed is None
    ]
    answers = dataset.responses[dataset.responses["item"].isin(likert) & dataset.responses["value"].notna()]
    scales = answers.groupby(["participant", "period", "case", "instrument"], dropna=False)["value"].agg(
        ["size", "nunique"]
    )
    scales = scales[scales["size"] >= SCALE_ITEMS]
    return (scales["nunique"] == 1).groupby("participant").mean().astype(float)
