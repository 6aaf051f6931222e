"""Reads a model formula in the notation of R and lme4.

Source: Wilkinson & Rogers (1973), Applied Statistics 22:392; Bates et al. (2015), Journal of Statistical
Software 67(1), table 2 (random-effect terms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.formula._errors import FormulaError
from analysis.formula._expression import Binary, Call, Expression, Name, Number

Term = tuple[str, ...]
"""Labels of the variables that a term multiplies; `()` is the intercept."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<name>[^\W\d][\w.]*)|`(?P<quoted>[^`]+)`|(?P<mark>\|\||[~+\-*/:^()|,]))"
)


@dataclass(frozen=True)
class RandomPart:
    """One `(terms | group)` of a formula: `group` lists the factors whose combination forms the levels."""

    terms: tuple[Term, ...]
    group: Term

    @property
    def label(self) -> str:
        """Name of the grouping factor, `case:participant` for a nested one."""
        return ":".join(self.group)


@dataclass(frozen=True)
class Formula:
    """A parsed formula: what is explained, by which fixed terms, with which random-effect parts."""

    text: str
    response: Expression
    fixed: tuple[Term, ...]
    random: tuple[RandomPart, ...]
    variables: dict[str, Expression]
    """Expression behind every label that occurs in the terms and groups."""


def parse_formula(text: str) -> Formula:
    """Parses `y ~ a * b + (1 + a | g)`; understands `+ - * : / ^ ()`, `(x | g)`, `(x || g)`, `(x | g / h)`.

    Transformations: `log`, `log2`, `log10`, `log1p`, `exp`, `sqrt`, `abs`, `factor`, and arithmetic inside `I()`.

    >>> formula = parse_formula("rating ~ condition * period + (1 + condition | participant)")
    >>> formula.fixed
    ((), ('condition',), ('period',), ('condition', 'period'))
    >>> formula.random[0].label, formula.random[0].terms
    ('participant', ((), ('condition',)))
    """
    parts = text.split("~")
    if len(parts) != 2 or not parts[0].strip():
        raise FormulaError(f"A formula reads 'outcome ~ predictors': found {text!r}.")
    response = _Reader(parts[0], text).only_expression()
    tree = _Reader(parts[1], text).only_expression()
    variables: dict[str, Expression] = {}
    fixed: list[Term] = [()]
    random: list[RandomPart] = []
    for sign, piece in _summands(tree):
        if isinstance(piece, Binary) and piece.operator in ("|", "||"):
            random.extend(_random_parts(piece, variables, text))
        else:
            fixed = _add(fixed, sign, piece, variables, text)
    return Formula(text, response, _ordered(fixed, variables), tuple(random), variables)


def _summands(tree: Expression, sign: str = "+") -> Iterator[tuple[str, Expression]]:
    if isinstance(tree, Binary) and tree.operator in ("+", "-") and tree.left is not None:
        yield from _summands(tree.left)
        yield from _summands(tree.right, tree.operator)
    elif isinstance(tree, Binary) and tree.operator in ("+", "-"):
        yield from _summands(tree.right, tree.operator)
    else:
        yield sign, tree


def _combine(terms: list[Term], sign: str, added: list[Term]) -> list[Term]:
    if sign == "-":
        return [term for term in terms if term not in added]
    return terms + [term for term in added if term not in terms]


def _add(terms: list[Term], sign: str, piece: Expression, variables: dict[str, Expression], text: str) -> list[Term]:
    if isinstance(piece, Number) and piece.value == 0:
        return _combine(terms, "-" if sign == "+" else "+", [()])
    return _combine(terms, sign, _expand(piece, variables, text))


def _expand(tree: Expression, variables: dict[str, Expression], text: str) -> list[Term]:
    """Terms that a piece of a formula stands for, in the order of writing."""
    if isinstance(tree, Number):
        if tree.value == 1:
            return [()]
        raise FormulaError(f"The number {tree.label} has no meaning as a term in {text!r}; wrap arithmetic in I().")
    if isinstance(tree, (Name, Call)):
        variables.setdefault(tree.label, tree)
        return [(tree.label,)]
    operator, right = tree.operator, tree.right
    if operator in ("|", "||"):
        raise FormulaError(f"A random-effect term stands alone in parentheses, added with '+': see {text!r}.")
    if operator in ("+", "-"):
        terms: list[Term] = []
        for sign, piece in _summands(tree):
            terms = _add(terms, sign, piece, variables, text)
        return terms
    assert tree.left is not None  # only + and - may be unary
    left = _expand(tree.left, variables, text)
    if operator == "^":
        if not isinstance(right, Number) or right.value != int(right.value):
            raise FormulaError(f"Only a whole-number power of terms is understood in {text!r}; wrap arithmetic in I().")
        terms = left
        for _ in range(int(right.value) - 1):
            terms = _combine(terms, "+", _products(terms, left))
        return terms
    other = _expand(right, variables, text)
    if operator == ":":
        return _products(left, other)
    if operator == "*":
        return _combine(_combine(left, "+", other), "+", _products(left, other))
    every = tuple(dict.fromkeys(label for term in left for label in term))  # a / b: a, then b within a
    return _combine(left, "+", [_join(every, term) for term in other])


def _join(first: Term, second: Term) -> Term:
    return first + tuple(label for label in second if label not in first)


def _products(left: list[Term], right: list[Term]) -> list[Term]:
    joined: list[Term] = []
    for a in left:
        for b in right:
            term = _join(a, b)
            if set(term) not in [set(known) for known in joined]:
                joined.append(term)
    return joined


def _ordered(terms: list[Term], variables: dict[str, Expression]) -> tuple[Term, ...]:
    """Lower orders first, variables inside a term in the order of their first appearance, as in R."""
    rank = {label: position for position, label in enumerate(variables)}
    unique = dict.fromkeys(tuple(sorted(term, key=rank.__getitem__)) for term in terms)
    return tuple(sorted(unique, key=len))


def _random_parts(bar: Binary, variables: dict[str, Expression], text: str) -> list[RandomPart]:
    assert bar.left is not None
    inner: dict[str, Expression] = {}
    terms: list[Term] = [()]
    for sign, piece in _summands(bar.left):
        terms = _add(terms, sign, piece, inner, text)
    ordered = _ordered(terms, inner)
    if not ordered:
        raise FormulaError(f"A random-effect term without any effect in {text!r}.")
    groups = [group[::-1] if _nests(bar.right) else group for group in _expand(bar.right, variables, text)]
    if () in groups:
        raise FormulaError(f"A grouping factor must be a variable in {text!r}.")
    for label, expression in inner.items():
        variables.setdefault(label, expression)
    # lme4: (a || g) gives each term a part of its own; groups of (x | a / b) are listed innermost first
    split = [(term,) for term in ordered] if bar.operator == "||" else [ordered]
    return [RandomPart(part, group) for part in split for group in groups[::-1]]


def _nests(tree: Expression) -> bool:
    return isinstance(tree, Binary) and tree.operator == "/"


class _Reader:
    """Recursive descent over one side of a formula; loosest operator first: `|`, `+ -`, `* /`, `:`, `^`."""

    _levels = (("|", "||"), ("+", "-"), ("*", "/"), (":",), ("^",))

    def __init__(self, side: str, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while side[position:].strip():
            match = _TOKEN.match(side, position)
            if match is None:
                raise FormulaError(f"Cannot read {side[position:].strip()!r} in the formula {text!r}.")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match.group(kind)))
            position = match.end()
        self.position = 0

    def only_expression(self) -> Expression:
        tree = self._level(0)
        if self.position < len(self.tokens):
            raise FormulaError(f"Unexpected {self.tokens[self.position][1]!r} in the formula {self.text!r}.")
        return tree

    def _peek(self) -> str | None:
        if self.position < len(self.tokens) and self.tokens[self.position][0] == "mark":
            return self.tokens[self.position][1]
        return None

    def _level(self, depth: int) -> Expression:
        if depth == len(self._levels):
            return self._primary()
        if depth == 1 and self._peek() in ("+", "-"):
            operator = self._take()
            tree: Expression = Binary(operator, None, self._level(2))
        else:
            tree = self._level(depth + 1)
        while self._peek() in self._levels[depth]:
            operator = self._take()
            tree = Binary(operator, tree, self._level(depth + 1))
        return tree

    def _take(self) -> str:
        if self.position == len(self.tokens):
            raise FormulaError(f"The formula {self.text!r} ends too early.")
        self.position += 1
        return self.tokens[self.position - 1][1]

    def _expect(self, mark: str) -> None:
        if self._peek() != mark:
            raise FormulaError(f"Missing {mark!r} in the formula {self.text!r}.")
        self.position += 1

    def _primary(self) -> Expression:
        if self._peek() == "(":
            self._take()
            tree = self._level(0)
            self._expect(")")
            return tree
        kind = self.tokens[self.position][0] if self.position < len(self.tokens) else "end"
        value = self._take()
        if kind == "number":
            return Number(float(value))
        if kind == "mark":
            raise FormulaError(f"Unexpected {value!r} in the formula {self.text!r}.")
        if kind == "name" and self._peek() == "(":
            self._take()
            argument = self._level(0)
            self._expect(")")
            return Call(value, argument)
        return Name(value)
