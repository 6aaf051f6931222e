import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.agreement import (
    cohen_kappa,
    fleiss_from_counts,
    fleiss_kappa,
    gwet,
    icc,
    krippendorff,
    proportions,
    wilson_interval,
)


def long(table):
    return table.rename_axis("unit").reset_index().melt("unit", var_name="rater", value_name="rating")


@pytest.fixture
def coders(golden_data):
    return long(golden_data("krippendorff_4x12.csv"))


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorff_equals_the_reference(golden, coders, metric):
    result = krippendorff(coders, metric)
    assert result.alpha == pytest.approx(golden("agreement")["krippendorff"][metric], rel=1e-9)
    assert result.n_units == 11


@pytest.mark.parametrize(
    ("weights", "key"),
    [("identity", "gwet_ac1"), ("quadratic", "gwet_ac2_quadratic"), ("linear", "gwet_ac2_linear")],
)
def test_gwet_equals_the_reference(golden, coders, weights, key):
    assert gwet(coders, weights).coefficient.estimate == pytest.approx(golden("agreement")[key], rel=1e-9)


def test_gwet_standard_error_equals_irrcac(golden, coders):
    # irrCAC::gwet.ac1.raw(cac.raw4raters), printed in the package's vignette
    published = golden("published")["irrcac_gwet_ac1_raw4raters"]
    result = gwet(coders)
    assert result.agreement == pytest.approx(published["pa"], abs=1e-7)
    assert result.chance == pytest.approx(published["pe"], abs=1e-7)
    assert result.coefficient.std_error == pytest.approx(published["se"], abs=1e-5)
    assert result.coefficient.p_value == pytest.approx(published["p"], abs=1e-9)
    assert [result.coefficient.ci_low, result.coefficient.ci_high] == pytest.approx(published["conf"], abs=1e-3)


@pytest.mark.parametrize("data", ["shrout_fleiss", "cases"])
def test_intraclass_correlations_equal_psych(golden, golden_data, data):
    # psych::ICC(X, lmer = FALSE)
    if data == "cases":
        frame = golden_data("sim_a_n32.csv").groupby(["case", "pid"], as_index=False)["comp"].mean()
        result = icc(frame, unit="case", rater="pid", rating="comp")
        reference = golden("sim_a_n32")["icc_case_by_pid"]
    else:
        result = icc(long(golden_data("shrout_fleiss.csv")))
        reference = golden("agreement")["shrout_fleiss_icc"]
    for form, df in zip(result.forms, result.df, strict=True):
        expected = reference[form.term]
        assert form.estimate == pytest.approx(expected["ICC"], rel=1e-9)
        assert form.statistic == pytest.approx(expected["F"], rel=1e-9)
        assert form.p_value == pytest.approx(expected["p"], rel=1e-9)
        assert [form.ci_low, form.ci_high] == pytest.approx([expected["lower"], expected["upper"]], rel=1e-9)
        assert df == (expected["df1"], expected["df2"])


def test_fleiss_kappa_equals_the_reference(golden, golden_data):
    reference = golden("agreement")["fleiss"]
    counts = golden_data("fleiss_wiki.csv")
    kappa = fleiss_from_counts(counts.to_numpy(dtype=float))
    assert kappa.estimate == pytest.approx(reference["kappa"], rel=1e-9)
    assert kappa.std_error == pytest.approx(reference["se0"], rel=1e-9)
    assert kappa.statistic == pytest.approx(reference["z"], rel=1e-9)
    rows = [
        {"unit": unit, "rater": rater, "rating": rating}
        for unit, row in enumerate(counts.to_numpy())
        for rater, rating in enumerate(np.repeat(counts.columns, row))
    ]
    assert fleiss_kappa(pd.DataFrame(rows)).kappa == kappa


def test_cohen_kappa_equals_psych(golden):
    # psych::cohen.kappa(cbind(x, y), levels = 1:5); its interval of the weighted kappa is not Fleiss, Cohen and Everitt's
    reference = golden("agreement")["cohen_kappa_wine_j1_j2"]
    frame = long(pd.DataFrame({"x": reference["x"], "y": reference["y"]}))
    plain = cohen_kappa(frame, categories=range(1, 6)).kappa
    assert plain.estimate == pytest.approx(reference["kappa"], rel=1e-9)
    confid = reference["confid"]
    assert [plain.ci_low, plain.ci_high] == pytest.approx([confid["lower"][0], confid["upper"][0]], rel=1e-9)
    weighted = cohen_kappa(frame, "quadratic", categories=range(1, 6)).kappa
    assert weighted.estimate == pytest.approx(reference["weighted"], rel=1e-9)


def test_wilson_interval_equals_r(golden, golden_data):
    # prop.test(x, n, correct = FALSE)
    reference = golden("base_r")["wilson"]
    assert wilson_interval(reference["successes"], reference["total"]) == pytest.approx(reference["conf"], rel=1e-9)
    result = proportions(golden_data("sim_a_n32.csv"), "correct")
    assert result.counts == ((reference["successes"], reference["total"]),)
    assert [result.rows[0].ci_low, result.rows[0].ci_high] == pytest.approx(reference["conf"], rel=1e-9)


def test_bootstrap_interval_of_krippendorff_repeats_with_its_seed(coders):
    first = krippendorff(coders, "interval", rng=np.random.default_rng(2), resamples=300)
    assert first == krippendorff(coders, "interval", rng=np.random.default_rng(2), resamples=300)
    assert first.ci_low < first.alpha < first.ci_high


def test_order_of_the_rows_does_not_matter(coders):
    shuffled = coders.sample(frac=1, random_state=np.random.default_rng(1))
    assert krippendorff(shuffled).alpha == pytest.approx(krippendorff(coders).alpha, rel=1e-12)
    assert gwet(shuffled).coefficient.estimate == pytest.approx(gwet(coders).coefficient.estimate, rel=1e-12)


def test_full_agreement_is_one():
    frame = long(pd.DataFrame({"a": [1, 2, 3, 2], "b": [1, 2, 3, 2]}))
    assert krippendorff(frame).alpha == 1
    assert gwet(frame).coefficient.estimate == 1
    assert cohen_kappa(frame).kappa.estimate == 1
    assert fleiss_kappa(frame).kappa.estimate == 1
    assert icc(frame).forms[1].estimate == 1


@pytest.mark.parametrize("analyse", [krippendorff, gwet, icc, cohen_kappa, fleiss_kappa])
def test_undefined_agreement_is_a_result_with_a_message(analyse):
    equal = long(pd.DataFrame({"a": [3, 3, 3], "b": [3, 3, 3]}))
    one_rater = long(pd.DataFrame({"a": [1, 2, 3]}))
    for frame in (equal, one_rater, equal.iloc[:0]):
        result = analyse(frame)
        assert result.summary()["estimate"].isna().all()
        assert result.messages


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_kappa_of_a_rater_who_gives_one_answer_is_zero_and_untested(weights):
    for ratings in ([(1, 2), (1, 1), (1, 1)], [(1, 2), (1, 2)]):
        result = cohen_kappa(long(pd.DataFrame(ratings)), weights)
        assert result.kappa.estimate == 0
        assert np.isnan([result.kappa.p_value, result.kappa.ci_low]).all()
        assert "one answer throughout" in result.messages[0]


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_kappa_of_full_agreement_has_an_interval(weights):
    # psych::cohen.kappa(cbind(1:3, 1:3))$confid
    kappa = cohen_kappa(long(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})), weights).kappa
    assert [kappa.estimate, kappa.ci_low, kappa.ci_high] == pytest.approx([1, 1, 1])


def test_wrong_ratings_are_refused(coders):
    with pytest.raises(AnalysisError, match="more than once"):
        gwet(pd.concat([coders, coders]))
    with pytest.raises(AnalysisError, match="has two raters, not 4"):
        cohen_kappa(coders)
    with pytest.raises(AnalysisError, match="outside categories: 5"):
        gwet(coders, categories=[1, 2, 3, 4])
    with pytest.raises(AnalysisError, match="needs numeric ratings"):
        gwet(coders.assign(rating=coders["rating"].map("c{}".format)), "linear")
    with pytest.raises(AnalysisError, match="no proportion"):
        wilson_interval(3, 2)
    with pytest.raises(AnalysisError, match="neither 0 nor 1"):
        proportions(coders, "rating")
