"""Item answers of a scale, one row a person."""

from collections.abc import Sequence

import pandas as pd

from analysis._gate import AnalysisError, column, named, numeric_column


def item_answers(answers: pd.DataFrame, items: Sequence[str] | None) -> pd.DataFrame:
    """The item columns as floats, already recoded so that high means more; people without any answer are dropped."""
    if items is None:
        items = [str(name) for name in getattr(answers, "columns", [])]
        answers = answers.rename(columns=str) if items else answers
    repeated = sorted({name for name in items if list(items).count(name) > 1})
    if repeated:
        raise AnalysisError(f"Items named twice: {named(repeated)}. Name each item once.")
    for name in items:
        column(answers, name, "items")
    table = pd.DataFrame({name: numeric_column(answers, name, "items") for name in items})
    return table.dropna(how="all").reset_index(drop=True)


def binary_answers(answers: pd.DataFrame, items: Sequence[str] | None) -> pd.DataFrame:
    """Item answers that are all 0 or 1."""
    table = item_answers(answers, items)
    for name in table:
        wrong = table[name].dropna()
        wrong = wrong[~wrong.isin([0, 1])]
        if len(wrong):
            raise AnalysisError(
                f"Item '{name}' holds {wrong.iloc[0]:g}, neither 0 nor 1: score it correct (1) or wrong (0) first."
            )
    return table
