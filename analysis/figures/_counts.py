"""Counts of ordered answers, the data of a Likert figure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, FloatArray, column, levels, numeric_column


@dataclass(frozen=True, eq=False)
class LikertRow:
    """The answers shown in one bar."""

    item: str
    """Item, or "" where all items are pooled."""
    condition: str
    """Condition, or "" where all conditions are pooled."""
    counts: FloatArray
    """Number of each answer 1 ... K, shape (K,)."""

    @property
    def n(self) -> int:
        """Number of answers."""
        return int(self.counts.sum())

    @property
    def percent(self) -> FloatArray:
        """Percent of each answer; NaN where there is none, shape (K,)."""
        total = self.counts.sum()
        return 100 * self.counts / total if total else np.full(len(self.counts), np.nan)


def likert_counts(answers: pd.DataFrame, outcome: str, *, by: Sequence[str] = ("condition",)) -> pd.DataFrame:
    """Count the answers to one or more items.

    Parameters
    ----------
    answers
        One row an answer; missing answers are left out.
    outcome
        Column of the answers, whole numbers from 1.
    by
        Columns that separate the bars, such as item and condition.

    Returns
    -------
    pandas.DataFrame
        One row a combination, with the columns `by`, `answer` and `count`.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"condition": ["text", "text", "visual"], "trust": [4, 4, 5]})
    >>> likert_counts(answers, "trust")["count"].tolist()
    [2, 1]
    """
    table = pd.DataFrame({name: column(answers, name, "by") for name in by})
    table["answer"] = numeric_column(answers, outcome, "outcome")
    table = table.dropna(subset=["answer"])
    return table.groupby([*by, "answer"], observed=True, sort=False).size().rename("count").reset_index()


def likert_rows(
    counts: pd.DataFrame, points: int, item: str | None, condition: str | None, answer: str, count: str
) -> list[LikertRow]:
    """One row a bar: items in declared order or that of appearance, conditions declared or sorted within each."""
    if points < 2:
        raise AnalysisError(f"points={points}: an ordered scale has at least two answers.")
    table = pd.DataFrame(
        {
            "answer": numeric_column(counts, answer, "answer"),
            "count": numeric_column(counts, count, "count"),
            "item": column(counts, item, "item") if item else "",
            "condition": column(counts, condition, "condition") if condition else "",
        }
    )
    allowed = range(1, points + 1)
    outside = table.loc[~table["answer"].isin(allowed), "answer"]
    if len(outside):
        raise AnalysisError(
            f"Answer {outside.iloc[0]:g} is not on a scale of 1 to {points}: check points=... or the data."
        )
    rows = []
    declared = isinstance(table["item"].dtype, pd.CategoricalDtype)
    for name in levels(table["item"]) if declared else table["item"].unique():
        for label in levels(table["condition"]):
            part = table[(table["item"] == name) & (table["condition"] == label)]
            if len(part):
                totals = part.groupby("answer")["count"].sum().reindex(allowed, fill_value=0)
                rows.append(LikertRow(str(name), str(label), totals.to_numpy(dtype=float)))
    return rows
