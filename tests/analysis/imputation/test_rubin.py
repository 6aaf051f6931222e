import math

import numpy as np
import pytest

from analysis import AnalysisError
from analysis.imputation import rubin


@pytest.mark.parametrize("number", range(4))
def test_pooling_equals_mice(golden, number):
    # pool.scalar(Q, U, n, k)
    reference = golden("missing")["rubin"][number]
    found = rubin(reference["estimates"], reference["std_errors"], df_complete=reference["df_complete"])
    assert found.pooled.estimate == pytest.approx(reference["mean"], rel=1e-12)
    assert found.within == pytest.approx(reference["within"], rel=1e-12)
    assert found.between == pytest.approx(reference["between"], rel=1e-12)
    assert found.pooled.std_error**2 == pytest.approx(reference["total"], rel=1e-12)
    assert found.df == pytest.approx(reference["df"], rel=1e-12)
    assert found.missing_information == pytest.approx(reference["missing_information"], rel=1e-12)


def test_equal_estimates_lose_nothing_but_the_degrees_of_freedom_of_the_sample():
    found = rubin([0.3] * 5, [0.1] * 5)
    assert found.df == math.inf
    assert found.missing_information == 0
    assert found.pooled.ci_high == pytest.approx(0.3 + 0.1 * 1.959963985)
    assert rubin([0.3] * 5, [0.1] * 5, df_complete=20).df == pytest.approx(21 / 23 * 20)


def test_large_samples_have_rubins_degrees_of_freedom():
    found = rubin([0.1, 0.2, 0.4], [0.1, 0.1, 0.1])
    added = 4 / 3 * found.between
    assert found.df == pytest.approx(2 * (1 + found.within / added) ** 2)


def test_no_variation_gives_no_interval():
    found = rubin([0.5, 0.5], [0.0, 0.0])
    assert found.pooled.estimate == 0.5
    assert np.isnan(found.pooled.ci_low)
    assert "do not vary" in found.messages[0]


def test_one_estimate_is_refused():
    with pytest.raises(AnalysisError, match="two or more"):
        rubin([0.5], [0.1])
