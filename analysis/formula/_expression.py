"""Expressions inside a formula: names, numbers, arithmetic, transformations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.formula._errors import FormulaError

_FUNCTIONS = {
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "abs": np.abs,
}


@dataclass(frozen=True)
class Number:
    """A literal number."""

    value: float

    @property
    def label(self) -> str:
        """The number as R writes it."""
        return f"{self.value:g}"


@dataclass(frozen=True)
class Name:
    """A column of the data."""

    label: str


@dataclass(frozen=True)
class Call:
    """A transformation of one argument: `log(x)`, `factor(x)`, `I(x^2)`."""

    function: str
    argument: Expression

    @property
    def label(self) -> str:
        """The call as R writes it, which names its columns."""
        return f"{self.function}({self.argument.label})"


@dataclass(frozen=True)
class Binary:
    """Two expressions and an operator; `left` is None for a leading sign."""

    operator: str
    left: Expression | None
    right: Expression

    @property
    def label(self) -> str:
        """The operation as R writes it."""
        own = _BINDING.get(self.operator, 0)
        right = self.right.label if _binding(self.right) > own else f"({self.right.label})"
        if self.left is None:
            return f"{self.operator}{right}"
        left = self.left.label if _binding(self.left) >= own else f"({self.left.label})"
        spaced = "" if self.operator in ("^", "/", ":") else " "
        return f"{left}{spaced}{self.operator}{spaced}{right}"


Expression = Number | Name | Call | Binary

_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, ":": 3, "^": 4}


def _binding(expression: Expression) -> int:
    return _BINDING.get(expression.operator, 0) if isinstance(expression, Binary) else 5


def evaluate(expression: Expression, data: pd.DataFrame) -> pd.Series:
    """Values of an expression in `data`, one a row; raises FormulaError for an unknown column or function."""
    if isinstance(expression, Name):
        if expression.label not in data.columns:
            known = ", ".join(map(str, data.columns))
            raise FormulaError(f"The data have no column {expression.label!r}; they have: {known}.")
        return data[expression.label]
    if isinstance(expression, Number):
        return pd.Series(expression.value, index=data.index)
    if isinstance(expression, Call):
        argument = evaluate(expression.argument, data)
        if expression.function == "I":
            return argument
        if expression.function == "factor":
            return argument if isinstance(argument.dtype, pd.CategoricalDtype) else argument.astype("category")
        if expression.function not in _FUNCTIONS:
            known = ", ".join(["I", "factor", *_FUNCTIONS])
            raise FormulaError(f"Unknown function {expression.function!r} in a formula; known are {known}.")
        with np.errstate(all="ignore"):  # log(0) is reported as not finite by the model frame
            return pd.Series(_FUNCTIONS[expression.function](argument.astype(float)), index=data.index)
    right = evaluate(expression.right, data).astype(float)
    left = 0.0 if expression.left is None else evaluate(expression.left, data).astype(float)
    with np.errstate(all="ignore"):
        match expression.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
            case "^":
                return left**right
    raise FormulaError(f"{expression.label!r} is not arithmetic.")


def columns_of(expression: Expression) -> set[str]:
    """Names of the data columns that an expression reads."""
    if isinstance(expression, Name):
        return {expression.label}
    if isinstance(expression, Call):
        return columns_of(expression.argument)
    if isinstance(expression, Binary):
        return columns_of(expression.right) | (columns_of(expression.left) if expression.left else set())
    return set()
