"""Reference grid of estimated marginal means, and contrasts between its rows.

Every combination of the factors' levels counts equally; numeric predictors are at their mean (those with two
distinct values count as factors), as in R's emmeans.

Source: Searle, Speed & Milliken (1980), The American Statistician 34:216; Lenth, R package emmeans.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.formula._arrays import FloatArray
from analysis.formula._design import level_name
from analysis.formula._errors import FormulaError
from analysis.formula._expression import columns_of
from analysis.formula._model_frame import ModelFrame

Method = Literal["pairwise", "revpairwise", "reference"]


@dataclass(frozen=True)
class ReferenceGrid:
    """Rows of predictor values, and how they average to the cells that were asked for."""

    rows: pd.DataFrame
    """Every combination, one a row, with all columns that the model reads."""
    cells: pd.DataFrame
    """The combinations of the asked-for columns."""
    average: FloatArray
    """Shape (cells, rows); each row sums to one."""


def reference_grid(frame: ModelFrame, specs: str | Sequence[str], at: Mapping[str, Any] | None = None) -> ReferenceGrid:
    """Grid of a model's predictors, averaged to the cells of `specs`; `at` fixes other predictors at a value.

    Source: Searle, Speed and Milliken 1980, The American Statistician 34:216; Lenth, R package emmeans.

    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "way": ["text", "images"] * 2, "age": [20, 30, 40, 50]})
    >>> grid = reference_grid(model_frame("y ~ way + age", data), "way")
    >>> grid.rows.to_dict("list"), grid.average.tolist()
    ({'way': ['images', 'text'], 'age': [35.0, 35.0]}, [[1.0, 0.0], [0.0, 1.0]])
    """
    wanted = [specs] if isinstance(specs, str) else list(specs)
    values = _grid_values(frame)
    unknown = [name for name in [*wanted, *(at or {})] if name not in values]
    if unknown:
        raise FormulaError(f"The model has no predictor {unknown[0]!r}; it has: {', '.join(values)}.")
    for name, value in (at or {}).items():
        values[name] = list(value) if isinstance(value, (list, tuple)) else [value]
    rows = pd.DataFrame(list(product(*values.values())), columns=list(values))
    cells = pd.DataFrame(list(product(*(values[name] for name in wanted))), columns=wanted)
    average = np.ones((len(cells), len(rows)))
    for name in wanted:
        average *= cells[name].to_numpy()[:, None] == rows[name].to_numpy()[None, :]
    return ReferenceGrid(rows, cells, average / average.sum(axis=1, keepdims=True))


def _grid_values(frame: ModelFrame) -> dict[str, list[Any]]:
    values: dict[str, list[Any]] = {}
    for design in (frame.design, *(term.design for term in frame.random)):
        for variable in design.variables.values():
            for column in sorted(columns_of(variable.expression)):
                if variable.levels is not None:
                    values[column] = list(variable.levels)
                elif column not in values:
                    observed = np.unique(frame.data[column].to_numpy())
                    few = len(observed) <= 2
                    values[column] = observed.tolist() if few else [float(frame.data[column].mean())]
    return values


def contrast_matrix(cells: pd.DataFrame, method: Method) -> tuple[list[str], FloatArray]:
    """Names and weights, shape (contrasts, cells), of differences between cells.

    `pairwise`: earlier − later; `revpairwise`: later − earlier; `reference`: each − the first.

    Source: Searle, Speed and Milliken 1980, The American Statistician 34:216.

    >>> contrast_matrix(pd.DataFrame({"way": ["plain", "text", "images"]}), "reference")
    (['text - plain', 'images - plain'], array([[-1.,  1.,  0.],
           [-1.,  0.,  1.]]))
    """
    names = [" ".join(level_name(value) for value in row) for row in cells.itertuples(index=False)]
    count = len(names)
    if method == "reference":
        pairs = [(k, 0) for k in range(1, count)]
    elif method == "revpairwise":
        pairs = [(b, a) for b in range(count) for a in range(b)]
    else:
        pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    weights = np.zeros((len(pairs), count))
    for row, (plus, minus) in enumerate(pairs):
        weights[row, plus], weights[row, minus] = 1, -1
    return [f"{names[a]} - {names[b]}" for a, b in pairs], weights
