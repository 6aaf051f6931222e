"""A search that begins at another fit ends at the same maximum."""

import numpy as np
import pandas as pd
import pytest

from analysis import clmm, term_tests
from analysis.ordinal import ClmmResult

FORMULA = "rating ~ condition + period + (1 + condition | participant) + (1 | case)"


def answers(seed: int, slope: float) -> pd.DataFrame:
    """40 people, 8 cases, two periods; `slope` is the spread of the condition's effect over people."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"participant": np.repeat(np.arange(40), 8), "case": np.tile(np.arange(8), 40)})
    frame["period"] = np.where(frame["case"] < 4, 1, 2)
    treated = (frame["participant"] % 2) == (frame["period"] - 1)
    frame["condition"] = np.where(treated, "visual", "text")
    level = rng.normal(0, 1, 40)[frame["participant"]] + rng.normal(0, 0.5, 8)[frame["case"]]
    level += (0.6 + rng.normal(0, slope, 40)[frame["participant"]]) * treated
    frame["rating"] = 1 + np.digitize(level + rng.logistic(size=320), [-1.5, 0, 1.5])
    return frame


def same(first: ClmmResult, second: ClmmResult) -> bool:
    return bool(
        np.allclose(first.parameters, second.parameters, atol=2e-5)
        and np.isclose(first.log_likelihood, second.log_likelihood, rtol=0, atol=1e-8)
        and np.allclose(first.covariance, second.covariance, atol=2e-5, equal_nan=True)
    )


@pytest.mark.parametrize(
    ("slope", "other"), [(0.8, 0.8), (0.8, 0.0), (0.0, 0.8)], ids=["alike", "from singular", "to singular"]
)
def test_estimates_do_not_depend_on_the_start(slope: float, other: float) -> None:
    data = answers(1, slope)
    begun = clmm(FORMULA, answers(7, other))
    assert same(clmm(FORMULA, data, start=begun), clmm(FORMULA, data))


def test_a_start_of_another_shape_is_ignored() -> None:
    data = answers(1, 0.8)
    begun = clmm(FORMULA, data[data["rating"] < 4])
    assert same(clmm(FORMULA, data, start=begun), clmm(FORMULA, data))


@pytest.mark.parametrize("slope", [0.8, 0.0], ids=["regular", "singular"])
def test_the_likelihood_ratio_is_that_of_two_whole_fits(slope: float) -> None:
    data = answers(1, slope)
    full = clmm(FORMULA, data)
    without = clmm(FORMULA.replace("condition + period", "period"), data)
    found = term_tests(full).set_index("term").loc["condition", "chi_square"]
    assert found == pytest.approx(2 * (full.log_likelihood - without.log_likelihood), abs=1e-7)
