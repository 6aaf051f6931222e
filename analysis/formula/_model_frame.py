"""From a formula and a tidy frame to the arrays of a model: complete rows, design matrices, grouping codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.formula._arrays import FloatArray, IntArray
from analysis.formula._design import Design, Variable, independent_columns, learn_variable, level_name
from analysis.formula._errors import FormulaError
from analysis.formula._expression import columns_of, evaluate
from analysis.formula._parse import Formula, RandomPart, Term, parse_formula


@dataclass(frozen=True)
class RandomTerm:
    """Random effects of one `(... | group)`: row i has the effects `z[i] @ u[codes[i]]`.

    >>> data = pd.DataFrame({"y": [1.0, 2, 3, 5], "dose": [2.0, 4, 2, 4], "who": ["a", "a", "b", "b"]})
    >>> term = model_frame("y ~ 1 + (0 + dose | who)", data).random[0]
    >>> term.scale.round(3).tolist(), term.scaled().z.round(3).ravel().tolist()
    ([3.162], [0.632, 1.265, 0.632, 1.265])
    """

    group: str
    design: Design
    z: FloatArray
    """Shape (rows, effects)."""
    codes: IntArray
    """Shape (rows,): position of the row's group in `levels`."""
    levels: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the effects: `(Intercept)`, `condskingen`."""
        return self.design.names

    @property
    def scale(self) -> FloatArray:
        """Root mean square of each column of z."""
        roots = np.sqrt(np.mean(self.z**2, axis=0))
        return np.where(roots > 0, roots, 1.0)

    def scaled(self) -> RandomTerm:
        """The same term with columns of root mean square one; its effects are `scale` times the original ones."""
        return replace(self, z=self.z / self.scale)


@dataclass(frozen=True)
class ModelFrame:
    """Everything that a model reads from its data."""

    formula: Formula
    data: pd.DataFrame
    """The complete rows, only the columns that the formula reads."""
    response: pd.Series
    design: Design
    x: FloatArray
    """Fixed-effect design matrix, shape (rows, columns)."""
    random: tuple[RandomTerm, ...]
    messages: tuple[str, ...]
    """What was left out, in words: rows with missing values, dependent columns."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fixed-effect columns."""
        return self.design.names

    @cached_property
    def distinct(self) -> tuple[pd.DataFrame, FloatArray]:
        """The combinations of predictors that occur, one row each, and how many rows have them: averages over rows need no more."""
        designs = (self.design, *(term.design for term in self.random))
        used = set().union(*(columns_of(v.expression) for design in designs for v in design.variables.values()))
        if not used:
            return self.data.head(1), np.array([float(len(self.data))])
        codes = self.data.groupby(
            [name for name in self.data.columns if name in used], sort=False, observed=True
        ).ngroup()
        first = ~codes.duplicated()
        return self.data[first], np.bincount(codes)[codes[first]].astype(float)

    @property
    def factors(self) -> dict[str, Variable]:
        """The categorical predictors among the fixed effects."""
        return {label: v for label, v in self.design.variables.items() if v.levels is not None}


def model_frame(formula: str, data: pd.DataFrame, intercept_column: bool = True) -> ModelFrame:
    """Builds the arrays of a model; rows with any missing value are dropped and counted in `messages`.

    `intercept_column=False` is for models whose thresholds are the intercepts. Raises FormulaError where the
    formula and the data do not fit.

    >>> data = pd.DataFrame({"y": [1, 2, 3, 4], "cond": ["a", "b", "a", "b"], "who": [1, 1, 2, 2]})
    >>> frame = model_frame("y ~ cond + (1 | who)", data)
    >>> frame.names, frame.random[0].levels
    (('(Intercept)', 'condb'), ('1', '2'))
    """
    parsed = parse_formula(formula)
    if not intercept_column and () not in parsed.fixed:
        raise FormulaError("The thresholds are the intercepts of this model: leave out '0 +' and '- 1'.")
    used = columns_of(parsed.response).union(*(columns_of(e) for e in parsed.variables.values()))
    for expression in (parsed.response, *parsed.variables.values()):
        evaluate(expression, data.head(0))  # an unknown column is reported before anything is dropped
    kept, messages = _complete_rows(data[[c for c in data.columns if c in used]], formula)
    variables = _learn_variables(parsed, kept)
    design, x, dropped = _fixed_design(parsed.fixed, variables, kept, intercept_column)
    for label, variable in variables.items():
        if variable.levels is not None and len(variable.levels) == 1 and label in design.variables:
            messages.append(
                f"{label} has a single level ({level_name(variable.levels[0])}): it has no effect to estimate."
            )
    if dropped:
        messages.append(f"Left out, because other columns determine them: {', '.join(dropped)}.")
    return ModelFrame(
        formula=parsed,
        data=kept,
        response=evaluate(parsed.response, kept),
        design=design,
        x=x,
        random=tuple(_random_term(part, variables, kept) for part in parsed.random),
        messages=tuple(messages),
    )


def _complete_rows(data: pd.DataFrame, formula: str) -> tuple[pd.DataFrame, list[str]]:
    missing = data.isna()
    incomplete = missing.any(axis=1)
    if incomplete.all():
        raise FormulaError(f"No row of the data is complete in every variable of {formula!r}.")
    if not incomplete.any():
        return data.reset_index(drop=True), []
    counts = ", ".join(f"{name} {count}" for name, count in missing.sum().items() if count)
    message = f"{int(incomplete.sum())} of {len(data)} rows dropped for missing values ({counts})."
    return data[~incomplete].reset_index(drop=True), [message]


def _learn_variables(formula: Formula, data: pd.DataFrame) -> dict[str, Variable]:
    predictors = {label for term in formula.fixed for label in term}
    predictors |= {label for part in formula.random for term in part.terms for label in term}
    variables = {}
    for label, expression in formula.variables.items():
        variables[label] = learn_variable(label, expression, data)
        if label in predictors and variables[label].levels is None:
            values = np.asarray(evaluate(expression, data), dtype=float)
            if not np.isfinite(values).all():
                raise FormulaError(f"{label} is not finite in {int((~np.isfinite(values)).sum())} rows.")
    return variables


def _fixed_design(
    terms: tuple[Term, ...], variables: Mapping[str, Variable], data: pd.DataFrame, intercept_column: bool
) -> tuple[Design, FloatArray, list[str]]:
    labels = {label for term in terms for label in term}
    design = Design(terms, {label: v for label, v in variables.items() if label in labels})
    matrix = design.matrix(data)
    kept = independent_columns(matrix)
    dropped = [name for name, keep in zip(design.names, kept, strict=True) if not keep]
    if not intercept_column:
        kept[0] = False  # needed until here: a constant predictor depends on it
    return replace(design, kept=tuple(bool(keep) for keep in kept)), matrix[:, kept], dropped


def _random_term(part: RandomPart, variables: Mapping[str, Variable], data: pd.DataFrame) -> RandomTerm:
    labels = {label for term in part.terms for label in term}
    design = Design(part.terms, {label: v for label, v in variables.items() if label in labels})
    codes, levels = _group_codes([evaluate(variables[label].expression, data) for label in part.group])
    return RandomTerm(part.label, design, design.matrix(data), codes, levels)


def _group_codes(columns: list[pd.Series]) -> tuple[IntArray, tuple[str, ...]]:
    """Codes and level names of the combinations of the columns that occur, sorted."""
    codes = np.zeros(len(columns[0]), dtype=np.intp)
    names: list[str] = [""]
    for position, column in enumerate(columns):
        own, levels = pd.factorize(column, sort=True)
        codes, combined = np.unique(codes * len(levels) + own, return_inverse=True)[::-1]
        pairs = [divmod(int(code), len(levels)) for code in combined]
        own_names = [level_name(level) for level in levels]
        names = [f"{names[a]}:{own_names[b]}" if position else own_names[b] for a, b in pairs]
    return codes.astype(np.intp), tuple(names)
