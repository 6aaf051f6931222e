"""Design matrices with R's treatment coding and column names.

Source: R's `model.matrix`; Chambers & Hastie (1992), Statistical Models in S, section 2.4.1 (which factor of a
term is coded by contrasts, which by all its levels).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.formula._arrays import FloatArray, IntArray
from analysis.formula._errors import FormulaError
from analysis.formula._expression import Expression, evaluate
from analysis.formula._parse import Term


@dataclass(frozen=True)
class Variable:
    """A variable of the formula: numeric, or a factor with its levels, the reference first.

    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "way": ["a", "b"] * 2, "who": [1, 1, 2, 2]})
    >>> frame = model_frame("y ~ way + (1 | who)", data)
    >>> frame.design.variables["way"].codes(data).tolist()
    [0, 1, 0, 1]
    """

    label: str
    expression: Expression
    levels: tuple[Any, ...] | None

    def codes(self, data: pd.DataFrame) -> IntArray:
        """Position of each row's level; raises FormulaError for a level unknown to the fit."""
        assert self.levels is not None
        values = evaluate(self.expression, data)
        own, found = pd.factorize(values)
        places = {level: place for place, level in enumerate(self.levels)}
        codes: IntArray = np.array([*(places.get(value, -1) for value in found), -1], dtype=np.intp).take(own)
        if (codes < 0).any():
            names = ", ".join(map(level_name, self.levels))
            unknown = level_name(values.to_numpy()[codes < 0][0])
            raise FormulaError(f"{self.label} has the value {unknown}; the model knows {names}.")
        return codes


@dataclass(frozen=True)
class Design:
    """Terms with their coding, able to build the same columns from any data.

    >>> from analysis.formula import model_frame
    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "way": ["a", "b"] * 2, "who": [1, 1, 2, 2]})
    >>> frame = model_frame("y ~ way + (1 | who)", data)
    >>> frame.design.matrix(pd.DataFrame({"way": ["b", "a"]})).tolist()
    [[1.0, 1.0], [1.0, 0.0]]
    """

    terms: tuple[Term, ...]
    variables: Mapping[str, Variable]
    kept: tuple[bool, ...] | None = None
    """Which columns remain after those that depend on earlier ones were left out; None keeps all."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Column names as in R: `condskingen`, `condskingen:period2`."""
        names = [name for term in self.terms for name in self._names_of(term)]
        return tuple(names if self.kept is None else compress(names, self.kept))

    @cached_property
    def term_of_column(self) -> tuple[int, ...]:
        """Position in `terms` of the term that each column belongs to."""
        terms = [k for k, term in enumerate(self.terms) for _ in self._names_of(term)]
        return tuple(terms if self.kept is None else compress(terms, self.kept))

    def matrix(self, data: pd.DataFrame) -> FloatArray:
        """Design matrix of shape (rows, columns)."""
        blocks = [self._columns_of(term, data) for term in self.terms]
        if not blocks:
            return np.empty((len(data), 0))
        matrix = np.concatenate(blocks, axis=1)
        return matrix if self.kept is None else matrix[:, np.array(self.kept, dtype=bool)]

    def _coded_by_contrasts(self, term: Term, label: str) -> bool:
        margin = {other for other in term if other != label}
        if not margin and () not in self.terms:  # the first factor coded by all its levels spans the intercept
            factors = [known[0] for known in self.terms if len(known) == 1 and self.variables[known[0]].levels]
            return label != factors[0]
        return any(set(known) == margin for known in self.terms)

    def _names_of(self, term: Term) -> list[str]:
        if not term:
            return ["(Intercept)"]
        names = [""]
        for label in term:
            levels = self.variables[label].levels
            if levels is None:
                own = [label]
            else:
                first = 1 if self._coded_by_contrasts(term, label) else 0
                own = [f"{label}{level_name(level)}" for level in levels[first:]]
            names = [f"{name}:{suffix}" if name else suffix for suffix in own for name in names]
        return names

    def _columns_of(self, term: Term, data: pd.DataFrame) -> FloatArray:
        columns = np.ones((len(data), 1))
        for label in term:
            variable = self.variables[label]
            if variable.levels is None:
                own = np.asarray(evaluate(variable.expression, data), dtype=float)[:, None]
            else:
                first = 1 if self._coded_by_contrasts(term, label) else 0
                own = (variable.codes(data)[:, None] == np.arange(first, len(variable.levels))).astype(float)
            columns = (own[:, :, None] * columns[:, None, :]).reshape(len(data), -1)
        return columns


def learn_variable(label: str, expression: Expression, data: pd.DataFrame) -> Variable:
    """Decides whether a variable is a factor, and its levels in declared or sorted order, unused ones dropped."""
    values = evaluate(expression, data)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return Variable(label, expression, tuple(values.cat.remove_unused_categories().cat.categories))
    if pd.api.types.is_bool_dtype(values.dtype) or not pd.api.types.is_numeric_dtype(values.dtype):
        return Variable(label, expression, tuple(sorted(pd.unique(values.astype(object)))))
    return Variable(label, expression, None)


def level_name(level: object) -> str:
    """A level as R prints it: `1` for 1.0, `TRUE` for True.

    >>> level_name(1.0), level_name(True), level_name("text")
    ('1', 'TRUE', 'text')
    """
    if isinstance(level, (bool, np.bool_)):
        return str(level).upper()
    if isinstance(level, (float, np.floating)):
        return f"{level:.15g}"
    return str(level)


def independent_columns(matrix: FloatArray, tolerance: float = 1e-7) -> NDArray[np.bool_]:
    """Which columns are not linear combinations of earlier ones (relative `tolerance`, as in R's `lm`)."""
    basis = np.empty((matrix.shape[0], 0))
    independent = np.zeros(matrix.shape[1], dtype=bool)
    for k, column in enumerate(matrix.T):
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)
        length = np.linalg.norm(rest)
        if length > tolerance * np.linalg.norm(column):
            independent[k] = True
            basis = np.column_stack([basis, rest / length])
    return independent
