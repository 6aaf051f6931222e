from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import AnalysisError
from analysis.pooling import PooledResult, pool

Y = [0.10, 0.30, 0.35, 0.65, 0.45, 0.15]
SE = np.sqrt([0.03, 0.03, 0.05, 0.01, 0.05, 0.02])


def numbers(found: PooledResult) -> tuple[float, ...]:
    row = found.pooled
    return (row.estimate, row.std_error, row.statistic, row.p_value, row.ci_low, row.ci_high, found.tau2, found.i2)


@pytest.mark.parametrize(
    ("method", "expected", "prediction"),
    [
        # metafor 3.8-1: rma(yi, vi, method="FE")
        (
            "fixed",
            (0.3967532468, 0.0624187784, 6.3563122664, 2e-10, 0.2744146891, 0.5190918044, 0.0, 60.9546668470),
            None,
        ),
        # rma(yi, vi, method="REML", test="knha", control=list(threshold=1e-12, maxiter=1000)); predict()
        (
            "reml",
            (
                0.3463357668,
                0.0903326869,
                3.8340027129,
                0.0121978767,
                0.1141282026,
                0.5785433310,
                0.0331402663,
                56.5285608690,
            ),
            (-0.1760698416, 0.8687413751),
        ),
        # rma(yi, vi, method="PM", test="knha", control=list(tol=1e-12)); predict()
        (
            "pm",
            (
                0.3511545114,
                0.0919472428,
                3.8190869092,
                0.0123846609,
                0.1147965992,
                0.5875124236,
                0.0231611729,
                47.6110730445,
            ),
            (-0.1059139390, 0.8082229617),
        ),
    ],
)
def test_equals_metafor(method: str, expected: tuple[float, ...], prediction: tuple[float, float] | None) -> None:
    found = pool(Y, SE, method=method)
    assert numbers(found) == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert (found.q, found.q_p_value) == pytest.approx((12.8056277056, 0.0252699526), rel=1e-8)
    if prediction is None:
        assert math.isnan(found.prediction[0])
    else:
        assert found.prediction == pytest.approx(prediction, rel=1e-6)


def test_studies_that_agree_too_well_are_told() -> None:
    # rma(c(0.1, 0.12, 0.11), c(0.02, 0.03, 0.04), method="REML", test="knha")
    found = pool([0.1, 0.12, 0.11], np.sqrt([0.02, 0.03, 0.04]))
    assert (found.tau2, found.pooled.std_error) == pytest.approx((0.0, 0.0061055799), abs=1e-9)
    assert any("report both" in message for message in found.messages)


@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2)), min_size=2, max_size=8), st.floats(-2, 2))
def test_a_shift_moves_the_estimate_and_nothing_else(studies: list[tuple[float, float]], shift: float) -> None:
    y, se = (np.array(values) for values in zip(*studies, strict=True))
    here, there = pool(y, se, method="pm"), pool(y + shift, se, method="pm")
    assert there.pooled.estimate - here.pooled.estimate == pytest.approx(shift, abs=1e-6)
    assert there.tau2 == pytest.approx(here.tau2, abs=1e-6)
    assert sum(here.weights) == pytest.approx(100)


@pytest.mark.parametrize(
    ("y", "se", "words"),
    [
        ([1.0], [0.1], "two studies at least"),
        ([1.0, 2.0], [0.1], "one each a study"),
        ([1.0, 2.0], [0.1, 0.0], "not above 0"),
        ([1.0, math.nan], [0.1, 0.2], "missing"),
    ],
)
def test_what_cannot_be_pooled_is_refused(y: list[float], se: list[float], words: str) -> None:
    with pytest.raises(AnalysisError, match=words):
        pool(y, se)
