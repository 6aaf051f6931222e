"""Checks of the proportional-odds assumption, and likelihood-ratio tests of terms, against R."""

import pytest

from analysis import AnalysisError
from analysis.formula import compare
from analysis.ordinal import binary_splits, clm, clmm, nominal_test, term_tests


# nominal_test(clm(y ~ cond + ai + period))
def test_nominal_test_equals_r(crossed, references):
    ours = nominal_test(clm("y ~ cond + ai + period", crossed))
    theirs = references["clm"]["nominal"][1:]
    assert ours.term.tolist() == [row["_row"] for row in theirs]
    assert ours.df.tolist() == [row["Df"] for row in theirs]
    for column, name in [("log_likelihood", "logLik"), ("chi_square", "LRT"), ("p_value", "Pr(>Chi)")]:
        assert ours[column].tolist() == pytest.approx([row[name] for row in theirs], abs=1e-6)


def test_binary_splits_are_the_models_of_each_split(crossed):
    splits = binary_splits(clmm("y ~ cond + (1 | pid)", crossed))
    assert splits.split.tolist() == [">=2", ">=3", ">=4", ">=5"]
    direct = clmm("high ~ cond + (1 | pid)", crossed.assign(high=crossed.y >= 4)).summary()
    columns = ["estimate", "std_error", "ci_low"]
    assert splits[splits.split == ">=4"][columns].to_numpy() == pytest.approx(
        direct.iloc[1:][columns].to_numpy(), abs=1e-6
    )


def test_a_rare_split_says_what_is_wrong(sim):
    data = sim[(sim.comp < 5) | (sim.cond == "visual")]
    splits = binary_splits(clm("comp ~ cond", data))
    assert "Separation" in splits[splits.split == ">=5"].messages.iloc[0]
    assert splits[splits.split == ">=4"].messages.iloc[0] == ""


# drop1(m, test = "Chisq")
def test_term_tests_respect_margins(crossed_clm, references):
    ours = term_tests(crossed_clm)
    theirs = references["clm"]["drop1"][1:]
    assert ours.term.tolist() == ["period", "cond:ai"]
    expected = {row["_row"]: row["LRT"] for row in theirs}
    assert ours.chi_square.tolist() == pytest.approx([expected["period"], expected["cond:ai"]], abs=1e-6)


# anova(clmm(rating ~ contact + (1 | judge)), clmm(rating ~ temp + contact + (1 | judge)))
def test_comparison_of_nested_models(sim, golden, comp):
    without = clmm("comp ~ period + (1 | pid) + (1 | case)", sim)
    table = compare(comp, without)
    theirs = golden("sim_a_n32")["clmm"]["comp"]
    assert table.formula.tolist() == [without.formula, comp.formula]
    assert table.chi_square[1] == pytest.approx(theirs["LRT"]["chisq"], abs=2e-5)
    assert table.df[1] == theirs["LRT"]["df"]
    assert table.p_value[1] == pytest.approx(theirs["LRT"]["p"], rel=1e-4)
    assert table.aic[1] == pytest.approx(theirs["AIC"], abs=2e-5)
    assert term_tests(comp).chi_square[0] == pytest.approx(table.chi_square[1], abs=1e-7)


def test_models_of_different_rows_do_not_compare(sim, comp):
    with pytest.raises(AnalysisError, match="rows"):
        compare(comp, clmm("comp ~ cond + (1 | pid)", sim.iloc[:-1]))
