"""The one gate for arguments: what is wrong, where, and what to do about it.

A call that makes no sense (a column that is not there, a confidence of 95) raises `AnalysisError`. Data that make no
answer possible (nobody answered, all answers equal, a condition missing) are no error: the result says so.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class AnalysisError(ValueError):
    """The analysis was asked for something that the arguments do not allow."""


def column(frame: pd.DataFrame, name: str, role: str) -> pd.Series:
    """The column `name` of `frame`, which plays the part `role` (the argument's name)."""
    if not isinstance(frame, pd.DataFrame):
        raise AnalysisError(f"The data are a {type(frame).__name__}; give a pandas DataFrame with one row an answer.")
    if name in frame.columns:
        return frame[name]
    known = [str(label) for label in frame.columns]
    close = get_close_matches(str(name), known, n=1)
    hint = f"did you mean '{close[0]}'?" if close else f"the columns are {', '.join(known) or 'none'}."
    raise AnalysisError(f"There is no column '{name}' for {role}: {hint} Name the right one with {role}=...")


def numeric_column(frame: pd.DataFrame, name: str, role: str) -> pd.Series:
    """The column `name` as floats; a missing answer is NaN."""
    values = column(frame, name, role)
    numbers = pd.to_numeric(values, errors="coerce")
    wrong = numbers.isna() & values.notna()
    if wrong.any():
        row = wrong.idxmax()
        raise AnalysisError(
            f"Column '{name}' ({role}) holds {values[row]!r} in row {row}, which is not a number: "
            "recode it, or leave the cell empty if the answer is missing."
        )
    return numbers.astype(float).replace([np.inf, -np.inf], np.nan)


def levels(values: pd.Series) -> list[Any]:
    """The distinct values in declared order (categorical) or sorted, as R orders the levels of a factor."""
    present = values.dropna()
    if isinstance(values.dtype, pd.CategoricalDtype):
        return [level for level in values.cat.categories if (present == level).any()]
    distinct = present.unique().tolist()
    try:
        return sorted(distinct)
    except TypeError:
        return sorted(distinct, key=str)


def vector(values: ArrayLike, role: str) -> FloatArray:
    """`values` as a one-dimensional array of floats, shape (n,)."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise AnalysisError(f"{role} must be numbers: {error}.") from error
    if array.ndim != 1:
        raise AnalysisError(f"{role} must have one dimension, not shape {array.shape}.")
    return array


def confidence_level(confidence: float) -> float:
    """`confidence` if it is a probability strictly between 0 and 1."""
    if not 0 < confidence < 1:
        raise AnalysisError(f"confidence={confidence} is not between 0 and 1: for a 95% interval say 0.95.")
    return confidence


def one_of(value: str, options: Sequence[str], role: str) -> str:
    """`value` if it is one of `options`."""
    if value not in options:
        raise AnalysisError(f"{role}='{value}' is unknown: choose {', '.join(repr(option) for option in options)}.")
    return value


def generator(rng: np.random.Generator) -> np.random.Generator:
    """`rng` if it is a seeded generator; randomness is always passed in."""
    if not isinstance(rng, np.random.Generator):
        raise AnalysisError("rng must be a numpy Generator: pass np.random.default_rng(seed).")
    return rng


def named(values: Sequence[Any], shown: int = 10) -> str:
    """The values as words for a message, at most `shown` of them."""
    listed = ", ".join(str(value) for value in values[:shown])
    return listed if len(values) <= shown else f"{listed} and {len(values) - shown} more"


def counted(number: int, noun: str) -> str:
    """`1 participant`, `2 participants`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
