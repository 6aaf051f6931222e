from __future__ import annotations

import math

import pytest

from analysis import AnalysisError
from analysis.power import paired_t_power


@pytest.mark.parametrize(
    ("participants", "dz", "alpha", "power"),
    [
        # power.t.test(n=20, delta=.5, sd=1, sig.level=.05, type="paired", strict=TRUE)
        (20, 0.5, 0.05, 0.5645044184),
        # power.t.test(n=32, delta=.4, sd=1, sig.level=.01, type="paired", strict=TRUE)
        (32, 0.4, 0.01, 0.3324154330),
    ],
)
def test_equals_r(participants: int, dz: float, alpha: float, power: float) -> None:
    assert paired_t_power(participants, dz, alpha=alpha) == pytest.approx(power, abs=1e-8)
    assert paired_t_power(participants, -dz, alpha=alpha) == pytest.approx(power, abs=1e-8)


def test_without_an_effect_the_power_is_the_level() -> None:
    assert paired_t_power(12, 0.0, alpha=0.03) == pytest.approx(0.03)


def test_one_pair_has_no_power_to_speak_of() -> None:
    assert math.isnan(paired_t_power(1, 0.5))


def test_a_level_in_percent_is_refused() -> None:
    with pytest.raises(AnalysisError, match="for five percent"):
        paired_t_power(20, 0.5, alpha=5)
