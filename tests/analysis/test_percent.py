import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.paired import bootstrap_mean_difference, fieller_interval, pair, percent_change


@pytest.fixture
def pairs(golden_data):
    return pair(golden_data("sim_a_n32.csv"), "comp", condition="cond", participant="pid")


class Replay(np.random.Generator):
    """A generator that hands out R's bootstrap indices, one batch after the other."""

    def __init__(self, indices):
        super().__init__(np.random.PCG64(0))
        self.rows = iter(indices)

    def integers(self, low, high=None, size=None, **_):
        return np.array([next(self.rows) for _ in range(size[0])])


def test_bca_equals_boot_with_the_same_resamples(golden, golden_data, pairs):
    # boot::boot.ci(boot(d, mean, R = 2000), type = "bca")
    reference = golden("sim_a_n32")["bca"]
    indices = golden_data("boot_idx_sim_a_n32.csv.gz").to_numpy() - 1
    result = bootstrap_mean_difference(pairs, Replay(indices), resamples=len(indices))
    assert result.estimate == pytest.approx(reference["t0"], rel=1e-12)
    assert result.std_error == pytest.approx(reference["se"], rel=1e-9)
    assert [result.ci_low, result.ci_high] == pytest.approx(reference["bca"], abs=5e-3)


def test_one_seed_gives_one_interval(pairs):
    first = percent_change(pairs, np.random.default_rng(7), resamples=500)
    again = percent_change(pairs, np.random.default_rng(7), resamples=500)
    other = percent_change(pairs, np.random.default_rng(8), resamples=500)
    assert first.summary().equals(again.summary())
    assert first.bootstrap.ci_low != other.bootstrap.ci_low


def test_percent_change_is_the_ratio_of_means(golden_data, pairs):
    means = golden_data("sim_a_n32.csv").groupby("cond")["comp"].mean()
    change = percent_change(pairs, np.random.default_rng(1))
    assert change.estimate == pytest.approx(100 * (means["visual"] / means["text"] - 1), rel=1e-12)
    assert change.bootstrap.ci_low < change.estimate < change.bootstrap.ci_high
    assert abs(change.bootstrap.ci_low - change.fieller_low) < 1.5
    assert abs(change.bootstrap.ci_high - change.fieller_high) < 1.5


def test_fieller_ends_are_where_the_t_test_just_rejects(pairs):
    for ratio in fieller_interval(pairs.treatment, pairs.reference, 0.95):
        p_value = stats.ttest_1samp(pairs.treatment - ratio * pairs.reference, 0).pvalue
        assert p_value == pytest.approx(0.05, rel=1e-9)


def test_unbounded_fieller_interval_is_said_so():
    rng = np.random.default_rng(1)
    noise = rng.normal(0.01, 1, 20)
    change = percent_change(pair_of(reference=noise, treatment=noise + rng.normal(1, 1, 20)), rng, resamples=200)
    assert np.isnan(change.fieller_low)
    assert "too close to zero" in change.messages[-1]
    assert "negative values" in change.messages[0]


def pair_of(reference, treatment):
    n = len(reference)
    return pair(
        pd.DataFrame(
            {
                "participant": [*range(n), *range(n)],
                "condition": ["a"] * n + ["b"] * n,
                "y": [*reference, *treatment],
            }
        ),
        "y",
    )
