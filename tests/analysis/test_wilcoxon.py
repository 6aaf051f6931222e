import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.paired import pair, wilcoxon
from analysis.paired._signed_rank import signed_ranks

BLOCKS = [(unit, outcome) for unit in ("paired", "paired_median") for outcome in ("comp", "trust", "sat")]


@pytest.fixture(params=BLOCKS, ids="/".join)
def block(request, golden):
    unit, outcome = request.param
    return golden("sim_a_n32")[unit][outcome]


def test_exact_pratt_equals_coin(block):
    # coin::wilcoxsign_test(d ~ 0, distribution = exact(), zero.method = "Pratt")
    result = wilcoxon(block["d"])
    assert result.method == "exact"
    assert result.p_value == pytest.approx(block["coin_pratt_exact"]["p"], abs=1e-12)
    assert result.z == pytest.approx(block["coin_pratt_exact"]["Z"], abs=1e-12)


def test_exact_without_zeros_equals_exact_rank_tests(block):
    # exactRankTests::wilcox.exact(d, exact = TRUE)
    result = wilcoxon(block["d"], zeros="drop")
    assert result.p_value == pytest.approx(block["wilcox_exact_zerosdropped"]["p"], abs=1e-12)
    assert result.statistic == block["wilcox_exact_zerosdropped"]["statistic"]


@pytest.mark.parametrize(
    ("reference", "zeros", "continuity", "key"),
    [
        ("coin_pratt_asym", "pratt", False, "p"),
        ("coin_wilcoxon_asym", "drop", False, "p"),
        ("wilcox_test_approx_nocc", "drop", False, "p"),
        ("wilcox_test_approx_cc", "drop", True, "p"),
    ],
)
def test_asymptotic_variants_equal_r(block, reference, zeros, continuity, key):
    result = wilcoxon(block["d"], zeros=zeros, method="asymptotic", continuity=continuity)
    assert result.p_value == pytest.approx(block[reference][key], abs=1e-12)


def test_hodges_lehmann_is_the_median_of_walsh_averages(block):
    assert wilcoxon(block["d"]).estimate == pytest.approx(block["hl_walsh_median"], abs=1e-12)


def test_interval_equals_r_where_no_difference_is_zero(golden):
    block = golden("sim_a_n32")["paired"]["comp"]
    result = wilcoxon(block["d"])
    assert [result.ci_low, result.ci_high] == pytest.approx(block["wilcox_exact_zerosdropped"]["conf"], abs=1e-12)


def test_untied_interval_equals_base_r(golden):
    # wilcox.test(x, y, paired = TRUE, exact = TRUE, conf.int = TRUE), depression scores of Hollander and Wolfe
    reference = golden("base_r")["signed_rank"]
    result = wilcoxon(np.subtract(reference["x"], reference["y"]))
    assert result.statistic == reference["statistic"]
    assert result.p_value == pytest.approx(reference["p"], abs=1e-12)
    assert result.estimate == pytest.approx(reference["estimate"], abs=1e-12)
    assert [result.ci_low, result.ci_high] == pytest.approx(reference["conf"], abs=1e-12)


def test_frame_gives_the_same_as_its_differences(golden, golden_data):
    frame = golden_data("sim_a_n32.csv")
    result = wilcoxon(frame, outcome="comp", condition="cond", participant="pid")
    assert result == wilcoxon(golden("sim_a_n32")["paired"]["comp"]["d"])
    median = pair(frame, "trust", condition="cond", participant="pid", average="median")
    assert median.differences.tolist() == golden("sim_a_n32")["paired_median"]["trust"]["d"]


def test_likert_means_are_rounded_before_ranking():
    thirds = [0.1 + 0.2, -0.3, 0.3, 0.2, 0.6]
    assert wilcoxon(thirds) == wilcoxon([0.3, -0.3, 0.3, 0.2, 0.6])


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=10).filter(any))
@settings(max_examples=60)
def test_exact_p_equals_the_enumeration_of_all_signs(differences):
    ranks = signed_ranks(np.asarray(differences, dtype=float), "pratt")
    centre = ranks.doubled.sum() / 2
    observed = abs(ranks.doubled[ranks.positive].sum() - centre)
    sums = [np.dot(signs, ranks.doubled) for signs in itertools.product((0, 1), repeat=len(ranks.doubled))]
    expected = np.mean([abs(total - centre) >= observed for total in sums])
    assert wilcoxon(differences).p_value == pytest.approx(expected, abs=1e-14)


@given(st.lists(st.integers(-20, 20), min_size=2, max_size=30).filter(any))
@settings(max_examples=60)
def test_turning_the_conditions_round_mirrors_the_result(differences):
    there, back = wilcoxon(differences), wilcoxon([-d for d in differences])
    assert there.p_value == back.p_value
    assert there.estimate == -back.estimate
    assert [there.ci_low, there.ci_high] == pytest.approx([-back.ci_high, -back.ci_low], nan_ok=True)


def test_five_hundred_participants_keep_full_precision():
    # the smallest p there is: all 500 signs alike
    assert wilcoxon(np.arange(1, 501)).p_value == pytest.approx(2.0**-499, rel=1e-12)


def test_nothing_to_rank_is_a_result_not_an_error():
    zero = wilcoxon([0, 0, 0, 0, 0, 0])
    assert np.isnan(zero.p_value)
    assert zero.estimate == zero.ci_low == zero.ci_high == 0
    assert "nothing to rank" in zero.messages[0]
    empty = wilcoxon([])
    assert np.isnan([empty.statistic, empty.p_value, empty.estimate]).all()
    single = wilcoxon([0.5])
    assert single.p_value == 1
    assert np.isnan(single.ci_low)
    assert wilcoxon([1, 2, 3, 4, 5]).messages == ("With 5 pairs no 95% interval exists; the range has 93.8%.",)


def test_summary_has_the_common_columns():
    summary = wilcoxon([1.0, 2.0, 3.0, -1.0, 2.0, 4.0]).summary()
    assert summary.columns.tolist() == [
        "term",
        "estimate",
        "std_error",
        "statistic",
        "p_value",
        "ci_low",
        "ci_high",
    ]
    assert isinstance(summary, pd.DataFrame)
    assert len(summary) == 1
