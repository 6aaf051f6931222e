"""Comparisons between participants give R's numbers, and say in words what they cannot compute."""

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.between import (
    between_effects,
    between_mean_difference,
    between_percent_change,
    kruskal_wallis,
    mann_whitney,
    split,
    welch_t,
    welch_tost,
)

COLUMNS = {"condition": "cond", "participant": "pid"}
OUTCOMES = pytest.mark.parametrize("outcome", ["comp", "time_s"])


@pytest.fixture
def groups(golden_data):
    """The first period of the simulated study, some participants left out so that the groups are unequal."""
    frame = golden_data("sim_a_n32.csv").query("period == 1 and pid > 9")
    return {name: split(frame, name, **COLUMNS) for name in ("comp", "time_s")}


@OUTCOMES
def test_welch_equals_r(groups, golden, outcome):
    # t.test(x, y)
    reference = golden("between")[outcome]
    result = welch_t(groups[outcome])
    assert list(groups[outcome].sizes) == reference["n"]
    assert reference["n"][0] != reference["n"][1]
    found = [result.mean, result.std_error, result.t, result.df, result.p_value, result.ci_low, result.ci_high]
    expected = [*(reference[name] for name in ("mean", "se", "t", "df", "p")), *reference["conf"]]
    assert found == pytest.approx(expected, rel=1e-9)


@OUTCOMES
def test_equivalence_equals_r(groups, golden, outcome):
    # t.test(x, y, mu = -.25, alternative = "greater"), t.test(x, y, mu = .25, alternative = "less")
    reference = golden("between")[outcome]
    result = welch_tost(groups[outcome], 0.25)
    assert [result.p_lower, result.p_upper] == pytest.approx([reference["p_lower"], reference["p_upper"]], rel=1e-9)


@OUTCOMES
def test_the_rank_sum_test_is_exact_with_ties(groups, golden, outcome):
    # coin::wilcox_test(v ~ g, distribution = "exact"); median(outer(x, y, "-"))
    reference = golden("between")[outcome]
    result = mann_whitney(groups[outcome])
    assert result.method == "exact"
    assert result.statistic == reference["u"]
    assert result.p_value == pytest.approx(reference["p_exact"], abs=1e-10)
    assert result.estimate == pytest.approx(reference["shift"], abs=1e-9)


@OUTCOMES
def test_effect_sizes_equal_r(groups, golden, outcome):
    # effectsize::cohens_d, hedges_g; pROC::roc, var
    reference = golden("between")[outcome]
    sizes = between_effects(groups[outcome])
    assert sizes.ds.estimate == pytest.approx(reference["d"], rel=1e-9)
    assert [sizes.ds.ci_low, sizes.ds.ci_high] == pytest.approx(reference["d_conf"], abs=1e-5)
    assert sizes.hedges_gs.estimate == pytest.approx(reference["g"], rel=1e-9)
    assert sizes.a12.estimate == pytest.approx(reference["auc"], rel=1e-9)
    assert sizes.a12.std_error**2 == pytest.approx(reference["auc_var"], rel=1e-9)
    assert sizes.standardized == sizes.hedges_gs


@OUTCOMES
def test_fieller_equals_the_roots_found_in_r(groups, golden, outcome):
    change = between_percent_change(groups[outcome], np.random.default_rng(1), resamples=500)
    expected = golden("between")[outcome]["fieller"]
    assert [change.fieller_low, change.fieller_high] == pytest.approx(expected, rel=1e-7)
    assert change.bootstrap.ci_low < change.estimate < change.bootstrap.ci_high


def test_each_group_is_resampled_by_itself(groups):
    result = between_mean_difference(groups["time_s"], np.random.default_rng(1), resamples=4000)
    welch = welch_t(groups["time_s"])
    assert result.estimate == pytest.approx(welch.mean)
    assert result.std_error == pytest.approx(welch.std_error, rel=0.08)


@pytest.mark.parametrize("correction", ["holm", "bonferroni"])
def test_kruskal_wallis_equals_r(golden, golden_data, correction):
    # kruskal.test(x ~ g); effectsize::rank_epsilon_squared; p.adjust over coin::wilcox_test
    reference = golden("between")["kruskal"]
    frame = golden_data("sim_a_n32.csv").assign(group=lambda rows: rows["pid"] % 3)
    result = kruskal_wallis(frame, "comp", condition="group", participant="pid", correction=correction)
    found = [result.statistic, result.p_value, result.df, result.epsilon_squared]
    assert found == pytest.approx([reference[name] for name in ("statistic", "p", "df", "epsilon_squared")], rel=1e-9)
    assert [row.p_value for row in result.pairwise] == pytest.approx(reference[correction], abs=1e-10)


def test_answers_under_both_conditions_are_refused(golden_data):
    with pytest.raises(AnalysisError, match="under both conditions"):
        split(golden_data("sim_a_n32.csv"), "comp", **COLUMNS)


@pytest.mark.parametrize(
    ("conditions", "values", "reason"),
    [
        ([], [], "nothing can be compared"),
        (["a", "a"], [1, 2], "nothing can be compared"),
        (["a", "b"], [1, 2], "no standard error"),
        (["a", "a", "b", "b"], [3, 3, 3, 3], "no variation"),
        (["a", "a", "b", "b"], [1, 2, None, None], "without 'v' are left out"),
    ],
    ids=["nobody", "one condition", "two people", "all equal", "one condition unanswered"],
)
def test_what_cannot_be_computed_says_why(conditions, values, reason):
    frame = pd.DataFrame(
        {"participant": range(len(values)), "condition": conditions, "v": np.array(values, dtype=float)}
    )
    groups = split(frame, "v")
    welch = welch_t(groups)
    assert np.isnan([welch.p_value, welch_tost(groups, 1.0).p_value, between_effects(groups).ds.estimate]).all()
    assert any(reason in message for message in welch.messages)


@pytest.mark.parametrize(
    ("values", "estimate", "reason"),
    [([1, 2, 4, 5], 1, "do not overlap"), ([3, 3, 3, 3], 0, "stand to each other alike for everyone")],
    ids=["apart", "equal"],
)
def test_a_rank_correlation_without_spread_has_no_interval(values, estimate, reason):
    frame = pd.DataFrame({"participant": range(4), "condition": list("aabb"), "v": np.array(values, dtype=float)})
    sizes = between_effects(split(frame, "v"))
    assert sizes.rank_biserial.estimate == estimate
    assert np.isnan([sizes.rank_biserial.std_error, sizes.rank_biserial.ci_low, sizes.a12.ci_high]).all()
    assert reason in sizes.messages[-1]
