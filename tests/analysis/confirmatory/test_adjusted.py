"""The adjusted difference equals R's analysis of a two-period crossover."""

import numpy as np
import pandas as pd
import pytest

from analysis.confirmatory import adjusted_difference, participant_design
from analysis.paired import Pairs
from tests.analysis.data.made_up import made_up


def pef(golden_data) -> tuple[Pairs, pd.Series]:
    table = golden_data("senn_pef.csv")
    first = table["sequence"] == "AB"
    reference = np.where(first, table["y1"], table["y2"]).astype(float)
    treatment = np.where(first, table["y2"], table["y1"]).astype(float)
    pairs = Pairs("pef", tuple(table["pid"]), reference, treatment, "A", "B")
    return pairs, pd.Series(np.where(first, 0.5, -0.5), index=table["pid"])


def test_one_code_is_the_crossover_t_test(golden, golden_data) -> None:
    # R: t.test(d1, d2, var.equal = TRUE) on half the period differences of Senn's PEF data, tests/golden/golden_core.R
    expected = golden("crossover_pef")["treatment"]
    pairs, order = pef(golden_data)
    result = adjusted_difference(pairs, {"period": order})
    assert result.difference.estimate == pytest.approx(expected["estimate"], rel=1e-10)
    assert result.difference.statistic == pytest.approx(expected["t"], rel=1e-10)
    assert result.difference.p_value == pytest.approx(expected["p"], rel=1e-9)
    assert [result.difference.ci_low, result.difference.ci_high] == pytest.approx(expected["conf"], rel=1e-9)
    assert result.df == expected["df"]


def test_a_code_that_does_not_vary_is_left_out_with_a_message(golden_data) -> None:
    pairs, order = pef(golden_data)
    result = adjusted_difference(pairs, {"period": order, "case set": order * 0 + 0.5})
    assert result.adjusted_for == ("period",)
    assert result.messages == (
        "The case set does not vary independently among these participants, so no adjustment for it.",
    )


def test_too_few_participants_give_no_estimate() -> None:
    pairs = Pairs("y", ("a", "b"), np.zeros(2), np.array([1.0, 2.0]), "text", "images")
    result = adjusted_difference(pairs, {"period": pd.Series([0.5, -0.5], index=["a", "b"])})
    assert np.isnan(result.difference.estimate)
    assert "too few" in result.messages[0]


def test_codes_say_when_and_with_which_cases_the_treatment_came() -> None:
    codes = participant_design(made_up(participants=4, last_leaves=False), "images", "text").codes
    # s1: text on set a, then images on set b; s2: images on a, then text on b; s3, s4: the sets exchanged
    assert codes["period"].tolist() == [0.5, -0.5, 0.5, -0.5]
    assert codes["case set"].tolist() == [-0.5, 0.5, 0.5, -0.5]
