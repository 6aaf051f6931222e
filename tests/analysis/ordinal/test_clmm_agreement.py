"""Estimates, standard errors and variances against R's ordinal and lme4."""

import numpy as np
import pytest

from analysis.ordinal import clm, clmm

INTERCEPTS = "{} ~ cond + period + (1 | pid) + (1 | case)"


def check(result, reference, log_likelihood=1e-5, tolerance=1e-4):
    summary = result.summary()
    coefficients = reference["coefficients"]
    assert summary.term.tolist() == list(coefficients)
    assert result.log_likelihood == pytest.approx(reference["logLik"], abs=log_likelihood)
    for ours, theirs in [("estimate", "Estimate"), ("std_error", "Std. Error")]:
        assert summary[ours].tolist() == pytest.approx([c[theirs] for c in coefficients.values()], abs=tolerance)
    for group, block in reference.get("VarCorr", {}).items():
        ours = of_group(result, group)
        assert ours.sd.tolist() == pytest.approx(np.atleast_1d(block["sd"]).tolist(), abs=tolerance)
        if block.get("corr") is not None:
            assert ours.correlation.iloc[1] == pytest.approx(block["corr"], abs=1e-3)


def of_group(result, group):
    return result.random_effects[result.random_effects.group == group]


# clmm(y ~ cond + period + (1 | pid) + (1 | case), data = d, Hess = TRUE)
@pytest.mark.parametrize("outcome", ["comp", "trust", "sat"])
def test_crossed_intercepts(sim, golden, outcome):
    result = clmm(INTERCEPTS.format(outcome), sim)
    check(result, golden("sim_a_n32")["clmm"][outcome])
    assert result.messages == ()
    assert result.converged


def test_probit(sim, golden):
    check(clmm(INTERCEPTS.format("comp"), sim, link="probit"), golden("sim_a_n32")["clmm_probit"]["comp"])


def test_a_slope_that_is_singular(sim, golden):
    result = clmm("comp ~ cond + period + (1 + cond | pid) + (1 | case)", sim)
    check(result, golden("sim_a_n32")["clmm_slope"]["comp"])
    assert result.singular
    assert result.random_effects.correlation[1] == pytest.approx(1, abs=1e-9)
    assert "Singular: the effects (Intercept), condvisual by pid determine each other" in result.messages[0]


@pytest.mark.parametrize(
    ("formula", "link", "reference"),
    [
        ("rating ~ temp + contact + (1 | judge)", "logit", "clmm_judge"),
        ("rating ~ temp + contact + (1 | judge)", "probit", "clmm_judge_probit"),
        ("rating ~ temp + contact + (1 + temp | judge)", "logit", "clmm_temp_slope"),
    ],
)
def test_wine(wine, golden, formula, link, reference):
    check(clmm(formula, wine, link=link), golden("wine")[reference])


def test_a_variance_of_zero_is_reported(wine, golden):
    result = clmm("rating ~ temp + contact + (1 | judge) + (1 | bottle)", wine)
    check(result, golden("wine")["clmm_judge_bottle"])
    assert result.messages == ("Singular: the standard deviation of (Intercept) by bottle is zero.",)


def test_quadrature(sim, wine, golden):
    seven = clmm("comp ~ cond + period + (1 | pid)", sim, quadrature=7)
    check(seven, golden("sim_a_n32")["clmm_single_agq7"]["comp"], log_likelihood=1e-6)
    ten = clmm("rating ~ temp + contact + (1 | judge)", wine, quadrature=10)
    check(ten, golden("wine")["clmm_judge_agq10"], log_likelihood=1e-6)


def test_a_single_effect_is_not_below_r(sim, golden):
    # R's Laplace path for one scalar effect ends 7e-4 too low
    assert (
        clmm("comp ~ cond + period + (1 | pid)", sim).log_likelihood
        >= golden("sim_a_n32")["clmm_single"]["comp"]["logLik"]
    )


@pytest.mark.parametrize("outcome", ["comp", "trust", "sat"])
def test_without_random_effects(sim, golden, outcome):
    check(clm(f"{outcome} ~ cond + period", sim), golden("sim_a_n32")["clm"][outcome], log_likelihood=1e-6)


@pytest.mark.parametrize("link", ["logit", "probit"])
def test_wine_without_random_effects(wine, golden, link):
    check(clm("rating ~ temp + contact", wine, link=link), golden("wine")[f"clm_{link}"], log_likelihood=1e-6)


def test_conditional_modes(sim, golden, comp):
    modes = comp.conditional_modes
    reference = golden("sim_a_n32")["clmm"]["comp"]
    for group in ("pid", "case"):
        ours = modes[modes.group == group]
        assert ours["mode"].tolist() == pytest.approx(reference["ranef"][group]["(Intercept)"], abs=1e-4)
        variances = reference["condVar"][group]["(Intercept)"]
        assert (ours.std_error**2).tolist() == pytest.approx(variances, abs=1e-4)


def test_two_categories_are_a_logistic_mixed_model(sim, golden):
    correct = golden("sim_a_n32")["glmer"]["correct"]
    result = clmm(INTERCEPTS.format("correct"), sim)
    summary = result.summary()
    theirs = list(correct["coefficients"].values())
    assert result.log_likelihood == pytest.approx(correct["logLik"], abs=1e-3)
    assert summary.estimate.tolist() == pytest.approx(
        [-theirs[0]["Estimate"], *(c["Estimate"] for c in theirs[1:])], abs=1e-3
    )
    assert summary.std_error.tolist() == pytest.approx([c["Std. Error"] for c in theirs], abs=2e-3)


def test_where_glmer_stops_short_the_likelihood_is_higher(sim, golden):
    relied = golden("sim_a_n32")["glmer"]["relied"]
    result = clmm(INTERCEPTS.format("relied"), sim)
    assert result.log_likelihood >= relied["logLik"]
    effects = [c["Estimate"] for c in list(relied["coefficients"].values())[1:]]
    assert result.summary().estimate.tolist()[1:] == pytest.approx(effects, abs=1e-2)


@pytest.mark.parametrize(
    ("reference", "formula", "link"),
    [
        ("crossed_slopes", "y ~ cond * ai + period + (1 + cond | pid) + (1 + cond | case)", "logit"),
        ("probit", "y ~ cond + period + (1 | pid) + (1 | case)", "probit"),
        ("cloglog", "y ~ cond + period + (1 | pid) + (1 | case)", "cloglog"),
    ],
)
def test_further_crossed_models(crossed, references, reference, formula, link):
    result, theirs = clmm(formula, crossed, link=link), references[reference]
    check_further(result, theirs)
    for group, correlation in theirs["correlation"].items():
        ours = of_group(result, group).correlation.iloc[-1]
        assert np.isnan(ours) or ours == pytest.approx(correlation, abs=1e-3)


def test_three_terms_nested_and_crossed(nested, references):
    check_further(clmm("y ~ x + (1 | school) + (1 | school:cls) + (1 | item)", nested), references["nested"])


def check_further(result, theirs):
    summary = result.summary()
    assert summary.term.tolist() == theirs["names"]
    assert result.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-5)
    assert summary.estimate.tolist() == pytest.approx(theirs["estimate"], abs=1e-4)
    assert summary.std_error.tolist() == pytest.approx(theirs["std_error"], abs=1e-4)
    for group, sd in theirs["sd"].items():
        assert of_group(result, group).sd.tolist() == pytest.approx(np.atleast_1d(sd).tolist(), abs=1e-4)


@pytest.mark.parametrize(("quadrature", "reference", "tolerance"), [(1, "glmer", 2e-3), (9, "glmer_agq9", 1e-4)])
def test_binary_answers_against_glmer(nested, references, quadrature, reference, tolerance):
    result, theirs = clmm("b ~ I(x/10) + (1 | school)", nested, quadrature=quadrature), references[reference]
    intercept, slope = theirs["estimate"]
    assert result.summary().estimate.tolist() == pytest.approx([-intercept, slope], abs=tolerance)
    assert result.summary().std_error.tolist() == pytest.approx(theirs["std_error"], abs=tolerance)
    assert result.random_effects.sd[0] == pytest.approx(theirs["sd"], abs=tolerance)
    assert result.log_likelihood == pytest.approx(theirs["log_likelihood"], abs=1e-4)


@pytest.mark.parametrize("shift", [0, 2000])
def test_units_and_origin_of_a_predictor_do_not_matter(sim, shift):
    data = sim.assign(order=sim.case + shift, thousands=(sim.case + shift) / 1000)
    plain = clmm("comp ~ order + (1 + order | pid)", data)
    scaled = clmm("comp ~ thousands + (1 + thousands | pid)", data)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-7)
    assert scaled.summary().estimate.iloc[-1] / 1000 == pytest.approx(plain.summary().estimate.iloc[-1], rel=1e-5)
    assert scaled.random_effects.sd[1] / 1000 == pytest.approx(plain.random_effects.sd[1], rel=1e-4)


def test_reversing_the_answers_reverses_the_effects(sim, comp):
    reversed_answers = clmm(INTERCEPTS.format("reversed"), sim.assign(reversed=6 - sim.comp)).summary()
    assert reversed_answers.estimate[4:].tolist() == pytest.approx((-comp.summary().estimate[4:]).tolist(), abs=1e-6)
