"""Numbers as text, the same way everywhere."""

import math
from dataclasses import dataclass

from protocols import Outcome

DASH = "–"
"""Stands for what could not be computed."""
NARROW = 10
"""Rating scales up to this width are printed with two decimals."""


def decimal(value: float, digits: int = 2, *, sign: bool = False) -> str:
    """The number with a true minus sign; a dash for NaN.

    >>> decimal(-0.456), decimal(0.456, 1, sign=True), decimal(float("nan"))
    ('−0.46', '+0.5', '–')
    """
    if math.isnan(value):
        return DASH
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    text = f"{value:{'+' if sign else ''}.{digits}f}"
    zero = float(text) == 0
    return text.lstrip("+-") if zero else text.replace("-", "−")


def degrees(df: float) -> str:
    """Degrees of freedom, whole where they count something.

    >>> degrees(11.0), degrees(27.4412), degrees(float("inf"))
    ('11', '27.4', '∞')
    """
    return decimal(df, 0 if df == math.floor(df) else 1) if math.isfinite(df) else decimal(df)


def interval(low: float, high: float, digits: int = 2) -> str:
    """An interval in brackets; a dash where it is unknown.

    >>> interval(-0.1, 0.25)
    '[−0.10, 0.25]'
    """
    if math.isnan(low) or math.isnan(high):
        return DASH
    return f"[{decimal(low, digits)}, {decimal(high, digits)}]"


def p_value(p: float, name: str = "p") -> str:
    """A p value in APA style: three decimals, no leading zero.

    >>> p_value(0.0123), p_value(0.0004), p_value(0.9997)
    ('p = .012', 'p < .001', 'p > .999')
    """
    if math.isnan(p):
        return f"{name} {DASH}"
    if p < 0.001:
        return f"{name} < .001"
    if p >= 0.9995:
        return f"{name} > .999"
    return f"{name} = {p:.3f}".replace("0.", ".", 1)


def p_cell(p: float) -> str:
    """A p value for a column whose heading says p.

    >>> p_cell(0.0123), p_cell(0.0004)
    ('.012', '< .001')
    """
    return p_value(p).removeprefix("p ").removeprefix("= ")


def bounded(value: float) -> str:
    """A coefficient between -1 and 1: two decimals, no leading zero.

    >>> bounded(-0.5), bounded(1.0)
    ('−.50', '1.00')
    """
    return decimal(value).replace("0.", ".", 1) if abs(value) < 0.995 else decimal(value)


def bounded_interval(low: float, high: float) -> str:
    """An interval of a coefficient between -1 and 1; a dash where it is unknown.

    >>> bounded_interval(-0.1, 0.25), bounded_interval(math.nan, math.nan)
    ('[−.10, .25]', '–')
    """
    return DASH if math.isnan(low) or math.isnan(high) else f"[{bounded(low)}, {bounded(high)}]"


@dataclass(frozen=True)
class Measure:
    """How the values of an outcome are printed.

    >>> measure = Measure(factor=100.0, digits=1, unit="%", difference_unit="percentage points")
    >>> measure.value(0.125, sign=True), measure.interval(0.05, 0.2)
    ('+12.5', '[5.0, 20.0]')
    """

    factor: float
    """Printed number per stored number: 100 for shares."""
    digits: int
    """Decimals."""
    unit: str
    """Unit of a value: `points (1–5)`, `%`, `seconds`."""
    difference_unit: str
    """Unit of a difference."""

    @classmethod
    def of(cls, outcome: Outcome) -> "Measure":
        """Shares are printed in percent and differ in percentage points; wide scales and seconds have one decimal."""
        if outcome.unit == "share":
            return cls(100.0, 1, "%", "percentage points")
        unit = outcome.unit.replace("-", "–")
        points = outcome.unit.startswith("points")
        wide = outcome.range is not None and outcome.range[1] - outcome.range[0] > NARROW
        return cls(1.0, 2 if points and not wide else 1, unit, "points" if points else unit)

    @property
    def suffix(self) -> str:
        """What follows a value in a sentence: `%` for shares."""
        return "%" if self.unit == "%" else ""

    def value(self, number: float, *, sign: bool = False) -> str:
        """A value or difference."""
        return decimal(number * self.factor, self.digits, sign=sign)

    def interval(self, low: float, high: float) -> str:
        """An interval for a value or difference."""
        return interval(low * self.factor, high * self.factor, self.digits)
