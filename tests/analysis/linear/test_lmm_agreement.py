"""Linear mixed models against lme4, lmerTest, pbkrtest and emmeans."""

import numpy as np
import pytest

from analysis.formula import compare
from analysis.linear import lmm

INTERCEPTS = "{} ~ cond + period + (1 | pid) + (1 | case)"
SLOPE = "{} ~ cond + period + (1 + cond | pid) + (1 | case)"


def check(result, reference, sd=1e-6, std_error=1e-6, df=1e-3):
    summary, theirs = result.summary(), reference["satterthwaite"]
    assert summary.term.tolist() == list(theirs)
    assert result.log_likelihood == pytest.approx(reference["logLik"], abs=1e-7)
    assert summary.estimate.tolist() == pytest.approx([c["Estimate"] for c in theirs.values()], abs=1e-7)
    assert summary.std_error.tolist() == pytest.approx([c["Std. Error"] for c in theirs.values()], abs=std_error)
    assert summary.df.tolist() == pytest.approx([c["df"] for c in theirs.values()], abs=df)
    assert summary.p_value.tolist() == pytest.approx([c["Pr(>|t|)"] for c in theirs.values()], abs=1e-4)
    sds = [row["sdcor"] for row in reference["varcomp"] if row["var2"] is None]
    assert sorted(result.random_effects.sd) == pytest.approx(sorted(sds), abs=sd, rel=1e-7)


def check_kenward_roger(result, reference, df=1e-4):
    summary, theirs = result.summary(), reference["kenward_roger"]
    assert summary.std_error.tolist() == pytest.approx([c["Std. Error"] for c in theirs.values()], rel=1e-4)
    assert summary.df.tolist() == pytest.approx([c["df"] for c in theirs.values()], rel=df)


# lmer(Reaction ~ Days + (Days | Subject), sleepstudy), and so on
@pytest.mark.parametrize(
    ("data", "formula", "reference"),
    [
        ("sleepstudy.csv", "Reaction ~ Days + (1 | Subject)", "ri"),
        ("sleepstudy.csv", "Reaction ~ Days + (Days | Subject)", "rs"),
        ("penicillin.csv", "diameter ~ 1 + (1 | plate) + (1 | sample)", "penicillin"),
    ],
)
def test_classic_data(golden, golden_data, data, formula, reference):
    theirs = golden("lmm_classic")[reference]
    check(lmm(formula, golden_data(data)), theirs)
    check_kenward_roger(lmm(formula, golden_data(data), df="kenward-roger"), theirs)


def test_maximum_likelihood(golden, golden_data):
    formula = "Reaction ~ Days + (Days | Subject)"
    result = lmm(formula, golden_data("sleepstudy.csv"), reml=False)
    check(result, golden("lmm_classic")["rs_ml"])
    refitted = lmm(formula, golden_data("sleepstudy.csv")).by_maximum_likelihood()
    assert refitted.log_likelihood == pytest.approx(result.log_likelihood, abs=1e-9)


def test_conditional_modes(golden, golden_data):
    result = lmm("Reaction ~ Days + (Days | Subject)", golden_data("sleepstudy.csv"))
    modes, theirs = result.conditional_modes, golden("lmm_classic")["rs"]["ranef"]["Subject"]
    for term, values in theirs.items():
        assert modes[modes.term == term]["mode"].tolist() == pytest.approx(values, abs=1e-4)


@pytest.mark.parametrize("outcome", ["comp", "trust", "sat"])
def test_crossed_intercepts(sim, golden, outcome):
    theirs = golden("sim_a_n32")["lmer"][outcome]
    result = lmm(INTERCEPTS.format(outcome), sim)
    check(result, theirs)
    assert result.messages == ()
    check_kenward_roger(lmm(INTERCEPTS.format(outcome), sim, df="kenward-roger"), theirs)
    means = result.marginal_means("cond")
    for ours, name in [("estimate", "emmean"), ("std_error", "SE"), ("ci_low", "lower.CL")]:
        assert means[ours].tolist() == pytest.approx([row[name] for row in theirs["emmeans"]["means"]], abs=1e-4)
    difference = result.contrasts("cond").iloc[0]
    assert difference.p_value == pytest.approx(theirs["emmeans"]["contrast"][0]["p.value"], abs=1e-6)


@pytest.mark.parametrize("outcome", ["comp", "trust", "sat"])
def test_slopes(sim, golden, outcome):
    theirs = golden("sim_a_n32")["lmer_slope"][outcome]
    result = lmm(SLOPE.format(outcome), sim)
    check(result, theirs, sd=1e-4, std_error=1e-5, df=0.05)
    check_kenward_roger(lmm(SLOPE.format(outcome), sim, df="kenward-roger"), theirs, df=1e-3)
    assert result.singular == (outcome == "trust")
    assert bool(result.messages) == (outcome == "trust")


def test_a_transformed_outcome(sim, golden):
    theirs = golden("sim_a_n32")["log_time"]
    result = lmm(INTERCEPTS.format("log(time_s)"), sim)
    summary = result.summary()
    assert summary.estimate.tolist() == pytest.approx([c["Estimate"] for c in theirs["coef"].values()], abs=1e-7)
    assert summary.std_error.tolist() == pytest.approx([c["Std. Error"] for c in theirs["coef"].values()], abs=1e-6)
    assert result.log_likelihood == pytest.approx(theirs["logLik"], abs=1e-7)


def test_a_crossover(golden, golden_data):
    wide = golden_data("senn_pef.csv")
    long = wide.melt(["pid", "sequence"], ["y1", "y2"], "period", "y")
    first = (long.sequence == "AB") == (long.period == "y1")
    long["treat"] = first.map({True: "text", False: "visual"})
    long["period"] = long.period.str[1:]
    check(lmm("y ~ treat + period + sequence + (1 | pid)", long), golden("crossover_pef")["lmer"])


@pytest.mark.parametrize(("reference", "precision"), [("interaction", 1), ("nested", 1), ("singular", 1000)])
def test_three_conditions(three_conditions, references, reference, precision):
    theirs = references[reference]
    result = lmm(theirs["formula"], three_conditions)
    summary = result.summary()
    assert summary.term.tolist() == theirs["names"]
    assert result.singular == (reference == "singular")
    assert result.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-7)
    assert summary.estimate.tolist() == pytest.approx(theirs["estimate"], abs=1e-7 * precision)
    assert summary.std_error.tolist() == pytest.approx(theirs["std_error"], abs=1e-6 * precision)
    assert summary.df.tolist() == pytest.approx(theirs["df"], abs=1e-4 * precision)
    assert sorted(result.random_effects.sd) == pytest.approx(sorted(theirs["sd"]), abs=1e-6 * precision)
    means = result.marginal_means("cond")
    assert means.estimate.tolist() == pytest.approx([row["emmean"] for row in theirs["means"]], abs=1e-6 * precision)
    assert means.df.tolist() == pytest.approx([row["df"] for row in theirs["means"]], abs=1e-3 * precision)
    check_tests(result.term_tests(), theirs["tests"])


@pytest.mark.parametrize("reference", ["interaction", "nested", "singular"])
def test_three_conditions_by_kenward_roger(three_conditions, references, reference):
    theirs = references[reference]
    result = lmm(theirs["formula"], three_conditions, df="kenward-roger")
    assert result.summary().std_error.tolist() == pytest.approx(theirs["kr_std_error"], rel=1e-4)
    assert result.summary().df.tolist() == pytest.approx(theirs["kr_df"], rel=1e-4)
    check_tests(result.term_tests(), theirs["kr_tests"])
    contrasts = result.contrasts("cond", "pairwise")
    assert contrasts.estimate.tolist() == pytest.approx([c["estimate"] for c in theirs["kr_contrasts"]], abs=1e-4)
    assert contrasts.p_value.tolist() == pytest.approx([c["p.value"] for c in theirs["kr_contrasts"]], abs=1e-4)


def check_tests(ours, theirs):
    by_term = {row["_row"]: row for row in theirs}
    assert set(ours.term) == set(by_term)
    for row in ours.itertuples():
        reference = by_term[row.term]
        assert row.statistic == pytest.approx(reference["F value"], rel=1e-4)
        assert row.df == reference["NumDF"]
        assert row.df_denominator == pytest.approx(reference["DenDF"], rel=1e-4)


# anova(m0, m1), refitted with ML
def test_likelihood_ratio_refits_by_maximum_likelihood(three_conditions, references):
    small = lmm("y ~ grp + (1 | subj) + (1 | item)", three_conditions)
    large = lmm("y ~ cond + grp + (1 | subj) + (1 | item)", three_conditions)
    table, theirs = compare(large, small), references["likelihood_ratio"]
    assert table.log_likelihood.tolist() == pytest.approx([row["logLik"] for row in theirs], abs=1e-7)
    assert table.n_parameters.tolist() == [row["npar"] for row in theirs]
    assert table.chi_square[1] == pytest.approx(theirs[1]["Chisq"], abs=1e-6)


def test_residual_comes_last(sim):
    effects = lmm(INTERCEPTS.format("comp"), sim).random_effects
    assert effects.group.tolist() == ["pid", "case", "Residual"]
    assert np.isnan(effects.correlation).all()
