"""A search that begins at another fit ends at the same minimum."""

import numpy as np
import pandas as pd
import pytest

from analysis import lmm

FORMULA = "seconds ~ condition + (1 + condition | participant) + (1 | case)"


def times(seed: int, slope: float) -> pd.DataFrame:
    """40 people, 8 cases; `slope` is the spread of the condition's effect over people."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"participant": np.repeat(np.arange(40), 8), "case": np.tile(np.arange(8), 40)})
    treated = (frame["participant"] + frame["case"]) % 2 == 0
    frame["condition"] = np.where(treated, "visual", "text")
    level = rng.normal(30, 3, 40)[frame["participant"]] + rng.normal(0, 1, 8)[frame["case"]]
    effect = 2 + rng.normal(0, slope, 40)[frame["participant"]]
    return frame.assign(seconds=level + effect * treated + rng.normal(0, 2, 320))


@pytest.mark.parametrize(
    ("slope", "other"), [(2.0, 2.0), (2.0, 0.0), (0.0, 2.0), (0.0, 0.0)], ids=["alike", "from none", "to none", "none"]
)
def test_estimates_do_not_depend_on_the_start(slope: float, other: float) -> None:
    data = times(1, slope)
    begun, alone = lmm(FORMULA, data, start=lmm(FORMULA, times(7, other))), lmm(FORMULA, data)
    assert begun.log_likelihood == pytest.approx(alone.log_likelihood, abs=1e-8)
    numbers = ["estimate", "std_error", "df"]
    assert begun.summary()[numbers].to_numpy() == pytest.approx(alone.summary()[numbers].to_numpy(), rel=1e-5)
    assert begun.random_effects["sd"].to_numpy() == pytest.approx(alone.random_effects["sd"].to_numpy(), abs=1e-4)


def test_a_start_of_another_model_is_left_aside() -> None:
    data = times(1, 2.0)
    other = lmm("seconds ~ condition + (1 | participant)", data)
    assert lmm(FORMULA, data, start=other).log_likelihood == lmm(FORMULA, data).log_likelihood
