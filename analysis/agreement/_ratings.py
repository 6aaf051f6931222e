"""From tidy ratings to a table of units by raters."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError, column, counted, levels, named


class Ratings(NamedTuple):
    """Ratings as a table."""

    table: pd.DataFrame
    """One row a unit, one column a rater; a missing rating is NaN."""
    categories: list[Any]
    """Distinct ratings, declared order or sorted."""
    messages: tuple[str, ...]
    """What was left out."""


def ratings_table(frame: pd.DataFrame, unit: str, rater: str, rating: str) -> Ratings:
    """One row a unit and one column a rater from one row a rating; units without ratings are left out."""
    cells = pd.DataFrame(
        {
            "unit": column(frame, unit, "unit"),
            "rater": column(frame, rater, "rater"),
            "rating": column(frame, rating, "rating"),
        }
    )
    if pd.api.types.is_float_dtype(cells["rating"].dtype):
        cells["rating"] = cells["rating"].replace([np.inf, -np.inf], np.nan)
    categories = levels(cells["rating"])
    answered = cells.dropna()
    twice = answered[answered.duplicated(["unit", "rater"])]
    if len(twice):
        first = twice.iloc[0]
        raise AnalysisError(
            f"Rater '{first['rater']}' rated unit '{first['unit']}' more than once: keep one rating, or name a finer unit=..."
        )
    values = answered["rating"]
    answered = answered.assign(
        rating=values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    )
    table = answered.pivot(index="unit", columns="rater", values="rating")
    lost = int(cells["unit"].dropna().nunique() - len(table))
    return Ratings(table, categories, (f"{counted(lost, 'unit')} without ratings left out.",) if lost else ())


def category_counts(ratings: Ratings, categories: list[Any]) -> pd.DataFrame:
    """How often each unit was given each category, shape (units, categories)."""
    unknown = [value for value in ratings.categories if value not in categories]
    if unknown:
        raise AnalysisError(
            f"Ratings outside categories: {named(unknown)}. List every category that raters could choose."
        )
    counts = {value: (ratings.table == value).sum(axis=1) for value in categories}
    return pd.DataFrame(counts, index=ratings.table.index)
