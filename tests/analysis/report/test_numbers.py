"""Numbers are printed in one way."""

import math

import pytest

from analysis.report import Measure, decimal, interval, p_value
from protocols import Outcome


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0123, "p = .012"), (0.00049, "p < .001"), (0.001, "p = .001"), (0.9996, "p > .999"), (0.5, "p = .500")],
)
def test_p_values_have_three_decimals_and_no_leading_zero(p: float, text: str) -> None:
    assert p_value(p) == text


def test_a_rounded_zero_has_no_sign() -> None:
    assert decimal(-0.001) == "0.00"
    assert decimal(0.001, sign=True) == "0.00"


def test_what_is_unknown_is_a_dash() -> None:
    assert decimal(math.nan) == interval(math.nan, 1.0) == "–"
    assert p_value(math.nan) == "p –"


@pytest.mark.parametrize(
    ("unit", "bounds", "printed", "difference_unit"),
    [
        ("share", (0, 1), "12.3", "percentage points"),
        ("points (1-7)", (1, 7), "0.12", "points"),
        ("points (1-7)", None, "0.12", "points"),
        ("points (0-100)", (0, 100), "0.1", "points"),
        ("seconds", None, "0.1", "seconds"),
    ],
)
def test_an_outcome_decides_its_unit_and_decimals(
    unit: str, bounds: tuple[float, float] | None, printed: str, difference_unit: str
) -> None:
    measure = Measure.of(Outcome(id="x", title="X", measure="duration", unit=unit, range=bounds))
    assert measure.value(0.123) == printed
    assert measure.difference_unit == difference_unit
