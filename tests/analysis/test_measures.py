"""Random hostile data, made and analysed in R by `tests/golden/measures.R`, and ratings by `tests/golden/packages.py`: ties, gaps, no
variation, few people, empty categories, a rater all but missing, full agreement, Heywood cases, two studies, unequal groups."""

import numpy as np
import pandas as pd
import pytest

from analysis import (
    alpha,
    cohen_kappa,
    crossover,
    fleiss_kappa,
    friedman,
    gwet,
    icc,
    kr20,
    krippendorff,
    kruskal_wallis,
    mann_whitney,
    omega,
    pair,
    paired_t,
    sign_test,
    split,
    tost,
    welch_t,
    welch_tost,
    wilcoxon,
    wilson_interval,
)
from analysis.agreement import chance_corrected, icc_forms
from analysis.design import friedman_statistic, rank_sum
from analysis.measurement import cronbach, feldt_interval, one_factor
from analysis.paired import fieller_interval
from analysis.pooling import pool

EXACT = {"rel": 1e-9, "abs": 1e-12}
CASES = range(12)


@pytest.fixture
def case(golden, request):
    """One data set of a family, and what was computed from it."""
    name, number = request.param
    file, _, family = name.rpartition("/")
    return golden(file or "measures")[family][number]


def cases(family, numbers=CASES):
    return pytest.mark.parametrize(
        "case", [(family, number) for number in numbers], indirect=True, ids=lambda given: str(given[1])
    )


def table(rows):
    return pd.DataFrame([[np.nan if value is None else value for value in row] for row in rows]).astype(float)


def long(rows):
    return table(rows).rename_axis("unit").reset_index().melt("unit", var_name="rater", value_name="rating").dropna()


@cases("scales")
def test_scales_equal_psych(case):
    # psych::alpha, alpha.ci, fa(x, 1, fm)
    answers = table(case["answers"])
    found = alpha(answers)
    assert [found.alpha, found.alpha_standardized, found.std_error] == pytest.approx(
        [case["alpha"], case["standardized"], case["se"]], **EXACT
    )
    assert [found.ci_low, found.ci_high] == pytest.approx(case["feldt"], **EXACT)
    assert cronbach(answers.cov().to_numpy()) == pytest.approx(case["alpha"], **EXACT)
    assert feldt_interval(case["alpha"], *answers.shape, confidence=0.95) == pytest.approx(case["feldt"], **EXACT)
    items = found.item_table()
    for column, key in (("alpha_if_dropped", "if_dropped"), ("item_rest", "item_rest"), ("mean", "mean")):
        assert items[column].tolist() == pytest.approx(case[key], **EXACT)
    if answers.isin([0, 1]).all(axis=None):
        assert kr20(answers).alpha == pytest.approx(case["alpha"], **EXACT)


@pytest.mark.parametrize("method", ["minres", "ml"])
@cases("scales")
def test_factors_equal_psych_or_are_told_not_to_fit(case, method):
    found, expected = omega(table(case["answers"]), method=method), case[method]
    if expected["heywood"] and method == "minres":
        # R leaves such an item half a percent of its variance
        assert np.isnan(found.omega)
        assert "Heywood" in found.messages[0]
        assert found.loadings == pytest.approx(expected["loadings"], abs=0.03)
    else:
        assert one_factor(table(case["answers"]).corr().to_numpy(), method) == pytest.approx(
            expected["loadings"], abs=1e-4
        )
        assert found.omega == pytest.approx(expected["omega"], abs=1e-5)
        assert found.loadings == pytest.approx(expected["loadings"], abs=1e-4)


@cases("icc")
def test_intraclass_correlations_equal_psych(case):
    # psych::ICC(x, lmer = FALSE)
    forms = icc(long(case["ratings"])).forms
    alone, _ = icc_forms(table(case["ratings"]).to_numpy(), 0.95)
    assert [form.estimate for form in alone] == pytest.approx(case["icc"], **EXACT)
    for field, key in (
        ("estimate", "icc"),
        ("statistic", "f"),
        ("p_value", "p"),
        ("ci_low", "low"),
        ("ci_high", "high"),
    ):
        assert [getattr(form, field) for form in forms] == pytest.approx(case[key], rel=1e-8, abs=1e-12)


@cases("kappa")
def test_kappa_equals_psych(case):
    # psych::cohen.kappa(cbind(x, y), levels, w)
    ratings = long(zip(case["x"], case["y"], strict=True))
    categories = range(1, case["categories"] + 1)
    plain = cohen_kappa(ratings, categories=categories).kappa
    assert [plain.estimate, plain.ci_low, plain.ci_high] == pytest.approx([case["kappa"], *case["conf"]], **EXACT)
    for weights in ("linear", "quadratic"):
        assert cohen_kappa(ratings, weights, categories=categories).kappa.estimate == pytest.approx(
            case[weights], **EXACT
        )


@cases("packages/agreement", range(16))
def test_agreement_equals_two_packages(case):
    # krippendorff.alpha(reliability_data, level_of_measurement); irrCAC.raw.CAC(ratings, weights, categories).gwet(), .fleiss()
    ratings = long(case["ratings"])
    for metric, expected in case["krippendorff"].items():
        assert krippendorff(ratings, metric).alpha == pytest.approx(expected, **EXACT)
    counts = table(case["ratings"]).apply(
        lambda row: [(row == value).sum() for value in range(1, case["categories"] + 1)], axis=1
    )
    value, std_error = chance_corrected(np.array(counts.tolist(), dtype=float), np.eye(case["categories"]))[2:]
    assert [value, std_error] == pytest.approx(case["gwet"]["identity"][:2], rel=1e-9, abs=1e-11)
    for weights, expected in case["gwet"].items():
        found = gwet(ratings, weights, categories=range(1, case["categories"] + 1))
        own = [found.coefficient.estimate, found.coefficient.std_error, found.agreement, found.chance]
        assert own == pytest.approx(expected, rel=1e-9, abs=1e-11)
    if case["fleiss"] is not None:
        assert fleiss_kappa(ratings).kappa.estimate == pytest.approx(case["fleiss"], **EXACT)


@cases("pairs")
def test_paired_tests_equal_r(case):
    # coin::wilcoxsign_test(distribution = exact(), zero.method), t.test, binom.test; Fieller by inverting t.test(y - rho x)
    x, y = np.array(case["reference"], dtype=float), np.array(case["treatment"], dtype=float)
    for zeros in ("pratt", "drop"):
        found = wilcoxon(y - x, zeros=zeros)
        assert [found.p_value, found.z] == pytest.approx([case[zeros]["p"], case[zeros]["z"]], **EXACT)
    t = paired_t(y - x)
    assert [t.t, t.p_value, t.ci_low, t.ci_high] == pytest.approx([case["t"], case["p"], *case["conf"]], **EXACT)
    assert tost(y - x, 0.5).p_value == pytest.approx(case["tost"], **EXACT)
    assert sign_test(y - x).p_value == pytest.approx(case["sign"], **EXACT)
    assert fieller_interval(y, x, 0.95) == pytest.approx(case["fieller"], rel=1e-7)


@cases("pairs")
def test_the_interval_of_untied_differences_equals_r(case):
    # wilcox.test(d, exact = TRUE, conf.int = TRUE); ours are rounded to nine decimals
    found, expected = wilcoxon(case["untied"]["d"]), case["untied"]
    assert [found.p_value, found.ci_low, found.ci_high] == pytest.approx([expected["p"], *expected["conf"]], abs=1e-9)


@cases("groups")
def test_comparisons_of_groups_equal_r(case):
    # t.test, coin::wilcox_test(distribution = exact()), kruskal.test
    sizes = [len(case["reference"]), len(case["treatment"])]
    frame = pd.DataFrame({"condition": np.repeat(["a", "b"], sizes), "value": case["reference"] + case["treatment"]})
    groups = split(frame.rename_axis("participant").reset_index(), "value")
    t = welch_t(groups)
    found = [t.t, t.df, t.p_value, t.ci_low, t.ci_high]
    assert found == pytest.approx([case["t"], case["df"], case["p"], *case["conf"]], **EXACT)
    assert mann_whitney(groups).p_value == pytest.approx(case["rank_p"], **EXACT)
    assert rank_sum(groups.treatment, groups.reference).p_value == pytest.approx(case["rank_p"], **EXACT)
    assert welch_tost(groups, 1).p_value == pytest.approx(case["tost"], **EXACT)
    ranks = kruskal_wallis(frame.rename_axis("participant").reset_index(), "value")
    assert ranks.statistic == pytest.approx(case["kruskal"], **EXACT)


@pytest.mark.parametrize("method", ["fixed", "reml", "pm"])
@cases("studies")
def test_pooled_studies_equal_metafor(case, method):
    # metafor::rma(y, se^2, method, test = "knha") and predict()
    found, expected = pool(case["y"], case["se"], method=method), case[method]
    row = found.pooled
    assert [row.estimate, found.q] == pytest.approx([expected["estimate"], expected["q"]], rel=1e-6, abs=1e-9)
    assert [found.tau2, found.i2] == pytest.approx([expected["tau2"], expected["i2"]], rel=1e-5, abs=1e-9)
    if not expected["se"]:
        # R gives equal estimates an interval without width, and p = 0
        assert np.isnan([row.ci_low, row.p_value, *found.prediction]).all()
        assert any("All estimates are equal" in message for message in found.messages)
        return
    assert [row.std_error, row.ci_low, row.ci_high] == pytest.approx([expected["se"], *expected["conf"]], rel=1e-6)
    assert row.p_value == pytest.approx(expected["p"], rel=1e-5)
    if method != "fixed":
        assert found.prediction == pytest.approx(expected["prediction"], rel=1e-6)


@cases("crossover")
def test_crossovers_equal_r(case):
    # t.test on period differences and sums of two sequences, coin::wilcox_test on the differences
    orders = {"first": ("text", "visual"), "second": ("visual", "text")}
    rows = [
        (f"{sequence}{person}", period, condition, values[period])
        for sequence, order in orders.items()
        for person, values in enumerate(case[sequence])
        for period, condition in enumerate(order)
    ]
    found = crossover(pd.DataFrame(rows, columns=["participant", "period", "condition", "value"]), "value")
    for field, key in (
        ("treatment", "treatment"),
        ("treatment_welch", "welch"),
        ("period", "period"),
        ("carry_over", "carry_over"),
    ):
        row, expected = getattr(found, field), case[key]
        own = [row.estimate, row.statistic, row.p_value, row.ci_low, row.ci_high]
        assert own == pytest.approx([expected["estimate"], expected["t"], expected["p"], *expected["conf"]], **EXACT)
    assert found.treatment_rank.p_value == pytest.approx(case["rank_p"], **EXACT)


@cases("blocks")
def test_friedman_equals_r(case):
    # friedman.test
    frame = table(case["answers"]).rename_axis("participant").reset_index()
    found = friedman(frame.melt("participant", var_name="condition", value_name="value"), "value")
    assert [found.statistic, found.p_value] == pytest.approx([case["statistic"], case["p"]], **EXACT)
    assert friedman_statistic(table(case["answers"]).to_numpy())[0] == pytest.approx(case["statistic"], **EXACT)


@cases("shares", range(10))
def test_intervals_of_shares_equal_r(case):
    # prop.test(x, n, correct = FALSE)
    assert wilson_interval(case["x"], case["n"]) == pytest.approx(case["conf"], rel=1e-9, abs=1e-12)


def test_pairs_of_a_tidy_frame_are_those_of_the_arrays(golden):
    given = golden("measures")["pairs"][0]
    n = len(given["reference"])
    frame = pd.DataFrame(
        {
            "participant": [*range(n)] * 2,
            "condition": ["a"] * n + ["b"] * n,
            "value": given["reference"] + given["treatment"],
        }
    )
    assert paired_t(pair(frame, "value")).t == pytest.approx(given["t"], **EXACT)
