"""Ordered categories of an outcome: ordered Categorical, whole numbers, or True/False."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formula import FormulaError, IntArray, level_name


@dataclass(frozen=True)
class Outcome:
    """Codes 0 … K−1 of the rows and the names of the K categories that occur."""

    codes: IntArray
    categories: tuple[str, ...]
    messages: tuple[str, ...]


def read_outcome(values: pd.Series, label: str) -> Outcome:
    """Raises FormulaError for an unordered or a constant outcome; categories without a row are left out, and named."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        if not values.cat.ordered and len(values.cat.categories) > 2:
            raise FormulaError(f"{label} is categorical without an order: declare one (ordered=True).")
        declared = list(values.cat.categories)
        codes = values.cat.codes.to_numpy(dtype=np.intp)
    elif pd.api.types.is_bool_dtype(values.dtype):
        declared, codes = [False, True], values.to_numpy(dtype=np.intp)
    elif pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype=float)
        if not np.isfinite(numbers).all() or (numbers != np.round(numbers)).any():
            raise FormulaError(f"{label} is not in whole numbers: a mean score belongs in lmm, not in clmm.")
        declared = list(range(int(numbers.min()), int(numbers.max()) + 1))
        codes = (numbers - numbers.min()).astype(np.intp)
    else:
        raise FormulaError(f"{label} is text: make it an ordered Categorical, so that its order is known.")
    present = np.unique(codes)
    if len(present) < 2:
        raise FormulaError(
            f"Every answer of {label} is {level_name(declared[present[0]])}: there is nothing to explain."
        )
    empty = [level_name(category) for k, category in enumerate(declared) if k not in present]
    messages = (f"Categories of {label} without an answer, left out: {', '.join(empty)}.",) if empty else ()
    names = tuple(level_name(declared[k]) for k in present)
    return Outcome(np.searchsorted(present, codes).astype(np.intp), names, messages)
