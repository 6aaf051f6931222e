"""Marginal means, contrasts, probabilities and average effects against emmeans, and against simulation."""

import numpy as np
import pytest

from analysis import AnalysisError
from analysis.ordinal import clm, clmm


def columns(rows, *names):
    return [[row[name] for name in names] for row in rows]


def matches(ours, theirs, tolerance):
    assert ours.to_numpy().ravel().tolist() == pytest.approx(np.ravel(theirs).tolist(), abs=tolerance)


# emmeans(m, ~cond); contrast(..., "revpairwise")
def test_latent_means_of_a_mixed_model(comp, golden):
    theirs = golden("sim_a_n32")["clmm"]["comp"]["emmeans_latent"]
    means = comp.marginal_means("cond")
    assert means.cond.tolist() == ["text", "visual"]
    matches(means[["estimate", "std_error"]], columns(theirs["means"], "emmean", "SE"), 1e-4)
    difference = comp.contrasts("cond")
    assert difference.contrast.tolist() == ["visual - text"]
    expected = columns(theirs["contrast_ci"], "estimate", "SE", "asymp.LCL", "asymp.UCL")
    matches(difference[["estimate", "std_error", "ci_low", "ci_high"]], expected, 1e-4)


# emmeans(m, ~cond, mode = "mean.class"), at random effects of zero
def test_mean_class_of_a_mixed_model(comp, golden):
    theirs = golden("sim_a_n32")["clmm"]["comp"]["emmeans_meanclass"]
    means = comp.marginal_means("cond", mode="mean_class", integrate=False)
    matches(means[["estimate", "std_error"]], columns(theirs["means"], "mean.class", "SE"), 1e-4)
    difference = comp.contrasts("cond", mode="mean_class", integrate=False)
    matches(difference[["estimate", "std_error"]], columns(theirs["contrast"], "estimate", "SE"), 1e-4)


def test_holm_adjusted_cells(wine, golden):
    model = clmm("rating ~ temp + contact + (1 | judge)", wine)
    cells = model.contrasts(["contact", "temp"], "pairwise", adjust="holm")
    theirs = golden("wine")["emmeans_w1"]["cells_holm"]
    assert cells.contrast[0] == "no cold - no warm"
    ours = sorted(zip(abs(cells.estimate), cells.p_value, strict=True))  # R counts the cells in another order
    expected = sorted((abs(row["estimate"]), row["p.value"]) for row in theirs)
    assert np.ravel(ours) == pytest.approx(np.ravel(expected), abs=1e-4)


def test_probabilities_and_interactions_without_random_effects(crossed_clm, references):
    theirs = references["clm"]
    probabilities = crossed_clm.marginal_means("cond", mode="probability")
    assert probabilities.category.tolist() == ["1", "2", "3", "4", "5"] * 2
    matches(probabilities[["estimate", "std_error"]], columns(theirs["probabilities"], "prob", "SE"), 1e-6)
    classes = crossed_clm.marginal_means(["cond", "ai"], mode="mean_class")
    matches(classes[["estimate", "std_error"]], columns(theirs["mean_class"], "mean.class", "SE"), 1e-6)
    holm = crossed_clm.contrasts(["cond", "ai"], "pairwise", adjust="holm")
    matches(holm[["estimate", "std_error", "p_value"]], columns(theirs["holm"], "estimate", "SE", "p.value"), 1e-6)


def test_contrasts_can_be_taken_at_a_value(crossed_clm):
    effect = crossed_clm.summary().set_index("term").estimate
    at_one = crossed_clm.contrasts("cond", at={"ai": 1})
    assert at_one.estimate[0] == pytest.approx(effect["condvisual"] + effect["condvisual:ai"])
    reference = crossed_clm.contrasts(["cond", "ai"], "reference")
    assert reference.contrast.tolist() == ["text 1 - text 0", "visual 0 - text 0", "visual 1 - text 0"]


def test_integrated_probabilities_equal_a_simulation(crossed):
    model = clmm("y ~ cond + (1 + cond | pid) + (1 | case)", crossed)
    rng = np.random.default_rng(5)
    slopes = rng.multivariate_normal([0, 0], model.random_covariances[0], 400_000)
    latent = model.summary().estimate.iloc[-1] + slopes.sum(axis=1)
    latent += rng.normal(0, np.sqrt(model.random_covariances[1].iloc[0, 0]), 400_000) + rng.logistic(size=400_000)
    shares = np.diff([0, *(np.mean(latent <= t) for t in model.summary().estimate[:4]), 1])
    visual = model.marginal_means("cond", mode="probability").query("cond == 'visual'")
    assert visual.estimate.tolist() == pytest.approx(shares.tolist(), abs=4e-3)


def test_the_average_effect_is_a_difference_of_averaged_probabilities(crossed):
    model = clmm("y ~ cond + period + (1 + cond | pid) + (1 | case)", crossed)
    effect = model.average_effect("cond", at_least=4)
    means = model.marginal_means(["cond", "period"], mode="probability")
    high = means[means.category.isin(["4", "5"])].groupby(["cond", "period"], observed=True).estimate.sum()
    weights = crossed.period.value_counts(normalize=True)
    expected = sum(weights[p] * (high["visual", p] - high["text", p]) for p in (1, 2))
    assert effect.contrast.tolist() == ["visual - text"]
    assert effect.estimate[0] == pytest.approx(expected, abs=1e-9)
    assert effect.ci_low[0] < effect.estimate[0] < effect.ci_high[0]


def test_the_standard_error_of_the_average_effect_is_the_delta_method(crossed):
    model = clm("y ~ cond", crossed)
    threshold, slope = model.parameters[2], model.parameters[4]
    text, visual = (1 / (np.exp(x / 2) + np.exp(-x / 2)) ** 2 for x in (threshold, threshold - slope))
    gradient = np.array([0, 0, text - visual, 0, visual])
    expected = np.sqrt(gradient @ model.covariance @ gradient)
    assert model.average_effect("cond", at_least=4).std_error[0] == pytest.approx(expected, rel=1e-6)


def test_a_numeric_predictor_grows_by_one(nested):
    model = clm("y ~ x", nested)
    thresholds, slope = model.parameters[:3], model.parameters[3]

    def at_least_three(x):
        return 1 / (1 + np.exp(thresholds[1] - slope * x))

    expected = np.mean(at_least_three(nested.x + 1) - at_least_three(nested.x))
    assert model.average_effect("x", at_least=3).estimate[0] == pytest.approx(expected, abs=1e-10)


def test_impossible_requests_are_refused(comp):
    with pytest.raises(AnalysisError, match="predictor"):
        comp.marginal_means("condition")
    with pytest.raises(AnalysisError, match="at_least"):
        comp.average_effect("cond", at_least=1)
    with pytest.raises(AnalysisError, match="average_effect"):
        comp.contrasts("cond", mode="probability")
