import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.decisions import gee
from analysis.formula import FormulaError

FORMULA = "correct ~ cond * ai + period"


@pytest.fixture
def study(golden_data):
    frame = golden_data("sim_a_n32.csv")
    return frame.assign(ai=(frame["case"] <= 6).astype(int))


@pytest.mark.parametrize(("working", "tolerance"), [("independence", 1e-9), ("exchangeable", 1e-5)])
def test_coefficients_and_errors_equal_geepack(golden, study, working, tolerance):
    # geeglm(correct ~ cond * ai + period, id = pid, family = binomial, corstr = working); the working correlation, on which
    # estimates hardly depend, has another degree of freedom in statsmodels: 0.0606 for 0.0611
    reference = golden("trust")["gee"][working]
    found = gee(FORMULA, study, groups="pid", working=working)
    assert found.summary()["term"].tolist() == list(reference["coef"])
    numbers = found.summary()[["estimate", "std_error"]].to_numpy()
    assert numbers == pytest.approx(np.array(list(reference["coef"].values())), abs=tolerance)
    assert found.correlation == pytest.approx(reference["alpha"] or 0, abs=1e-3)


def test_the_reference_of_an_earlier_script_is_met(golden, golden_data):
    # geeglm(correct ~ cond + period, id = id, family = binomial, corstr = "exchangeable")
    reference = golden("sim_a_n32")["gee_correct"]["coef"]["condvisual"]
    data = golden_data("sim_a_n32.csv").astype({"period": "category"})
    row = gee("correct ~ cond + period", data, groups="pid").summary().set_index("term").loc["condvisual"]
    assert (row["estimate"], row["std_error"]) == pytest.approx((reference["Estimate"], reference["Std.err"]), abs=1e-5)
    assert row["p_value"] == pytest.approx(reference["Pr(>|W|)"], abs=1e-5)


def test_bias_reduced_errors_equal_the_formula_written_out_in_r(golden, study):
    # Mancl and DeRouen (2001), trust.R
    found = gee(FORMULA, study, groups="pid", working="independence", covariance="bias_reduced").summary()
    reference = golden("trust")["gee"]["bias_reduced"]
    assert found["std_error"].to_numpy() == pytest.approx(np.array(list(reference.values())), rel=1e-9)


def test_the_order_of_rows_does_not_matter(study):
    shuffled = study.sample(frac=1, random_state=1)
    one, other = (gee(FORMULA, data, groups="pid").summary() for data in (study, shuffled))
    assert other["std_error"].to_numpy() == pytest.approx(one["std_error"].to_numpy(), rel=1e-6)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"correct": 1}, "All answers are equal"),
        ({"pid": 1}, "One cluster alone"),
    ],
)
def test_what_cannot_be_estimated_says_why(study, change, words):
    found = gee(FORMULA, study.assign(**change), groups="pid")
    assert found.summary()["estimate"].isna().all()
    assert words in found.messages[-1]


@pytest.mark.parametrize("covariance", ["robust", "bias_reduced"])
def test_too_few_clusters_give_no_standard_error(study, covariance):
    few = study[study["pid"].isin(study["pid"].unique()[:4])]
    found = gee(FORMULA, few, groups="pid", covariance=covariance)  # five coefficients
    assert found.summary()["std_error"].isna().all()
    assert found.messages == ("4 clusters are too few for the standard errors of 5 coefficients.",)


@pytest.mark.parametrize("covariance", ["robust", "bias_reduced"])
def test_an_estimate_that_one_cluster_determines_has_no_standard_error(study, covariance):
    alone = study.assign(cond=(study["pid"] != study["pid"].iloc[0]).astype(int))
    found = gee("correct ~ cond", alone, groups="pid", covariance=covariance)
    assert found.summary()["std_error"].isna().all()
    assert found.messages == ("One cluster alone determines an estimate: its answers give no standard error.",)


@pytest.mark.parametrize("otherwise", ["as answered", 0])
def test_separation_says_so(study, otherwise):
    under_text = study["correct"] if otherwise == "as answered" else otherwise
    separated = study.assign(correct=np.where(study["cond"] == "text", under_text, 1))
    found = gee("correct ~ cond", separated, groups="pid")
    assert np.isnan(found.summary()["estimate"]).all()
    assert "only right or only wrong answers" in found.messages[-1]


@pytest.mark.parametrize("covariance", ["robust", "bias_reduced"])
def test_clusters_that_agree_with_themselves_throughout_give_no_standard_error(covariance):
    answers = pd.DataFrame(
        {"who": [0, 0, 1, 1, 2, 2, 3, 3, 4, 4], "way": ["a", "b"] * 5, "yes": np.repeat([1, 0, 1, 0, 1], 2)}
    )
    result = gee("yes ~ way", answers, groups="who", covariance=covariance)
    assert result.summary()["std_error"].isna().all()
    assert "alike within every cluster" in result.messages[0]


def test_wrong_calls_are_refused(study):
    with pytest.raises(AnalysisError, match="0 and 1"):
        gee("comp ~ cond", study, groups="pid")
    with pytest.raises(FormulaError, match="groups="):
        gee("correct ~ cond + (1 | pid)", study, groups="pid")
    with pytest.raises(AnalysisError, match="working='ar1' is unknown"):
        gee(FORMULA, study, groups="pid", working="ar1")


def test_rows_with_gaps_are_counted(study):
    gaps = study.assign(correct=study["correct"].astype(float).mask(study.index < 3))
    found = gee(FORMULA, gaps, groups="pid")
    assert (found.n_observations, found.n_groups) == (len(study) - 3, 32)
    assert "3 of 640 rows dropped" in found.messages[0]
