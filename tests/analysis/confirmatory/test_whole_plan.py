"""A whole declared analysis from raw answers on, against one written in R that shares no line with ours: `tests/golden/plan.R`."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.confirmatory import (
    Results,
    allocation_test,
    baseline,
    declared_model,
    promised_tests,
    reliability,
    run_plan,
)
from analysis.data import TABLES, Dataset
from analysis.outcomes import correctness_effects, outcomes, undefined
from analysis.report import calibration_by_condition, reliance_by_condition
from analysis.sensitivity import first_period_difference, multiverse, population_averaged
from tests.analysis.confirmatory.test_model import MODELS, study_with


@pytest.fixture(scope="module")
def dataset(golden_data) -> Dataset:
    """The answers that R read."""
    study = study_with(MODELS, exclusions=[], resamples=20_000)
    frames = {
        table: golden_data(f"plan_{table}.csv").reindex(columns=list(columns))
        if table not in ("timings", "events")
        else pd.DataFrame(columns=list(columns))
        for table, columns in TABLES.items()
    }
    return Dataset.from_frames(frames, study)


@pytest.fixture(scope="module")
def results(dataset: Dataset) -> Results:
    return run_plan(dataset)


@pytest.fixture(scope="module")
def reference(golden) -> Any:
    return golden("plan")


@pytest.mark.parametrize(
    "name",
    [
        "perceived_comprehension",
        "trust",
        "keyed_correct",
        "over_reliance",
        "final_accuracy",
        "s_tias",
        "duration",
        "interaction",
    ],
)
def test_every_comparison_equals_r(results: Results, reference: Any, name: str) -> None:
    expected = reference["outcomes"][name]
    if name == "interaction":
        (found,) = (each.comparison for each in results.hypotheses if each.comparison.contrast != "condition")
    else:
        (found,) = (each for each in results.outcomes if each.outcome.id == name)
    assert found.sample.n == expected["n"]
    t = found.t
    assert [t.mean, t.t, t.p_value, t.ci_low, t.ci_high] == pytest.approx(
        [expected["mean"], expected["t"], expected["p_t"], *expected["conf"]], rel=1e-7, abs=1e-9
    )
    assert found.ranks.p_value == pytest.approx(expected["p_ranks"], rel=1e-12)
    assert found.ranks.estimate == pytest.approx(expected["hodges_lehmann"], abs=1e-8)
    row = found.adjusted.difference
    assert found.adjusted.adjusted_for == ("period", "case set")
    assert [row.estimate, row.std_error, row.statistic, row.p_value] == pytest.approx(
        expected["adjusted"], rel=1e-7, abs=1e-9
    )
    if expected["tost"] is not None:
        bound = next(
            each.hypothesis.smallest_effect
            for each in results.hypotheses
            if each.comparison.outcome == found.outcome and each.comparison.contrast == found.contrast
        )
        assert found.equivalence(bound).p_value == pytest.approx(expected["tost"], rel=1e-7)
    if expected["percent"] is not None:
        assert found.percent.estimate == pytest.approx(expected["percent"], rel=1e-7, abs=1e-9)


def test_as_many_participants_have_a_value_as_in_r(results: Results, reference: Any) -> None:
    found = undefined(results.means).set_index(["outcome", "condition"])
    for name, expected in reference["outcomes"].items():
        if name != "interaction":
            rows = found.loc[[(name, "text"), (name, "images")]]
            assert (rows["n"] - rows["n_undefined"]).tolist() == expected["with_value"]


def test_the_primary_family_is_corrected_as_in_r(dataset: Dataset, reference: Any) -> None:
    found = promised_tests(dataset, outcomes(dataset), models=())[:3]
    assert [result.p_adjusted for result in found] == pytest.approx(
        [reference["holm"][name] for name in ("perceived_comprehension", "trust", "interaction")], rel=1e-12
    )


@pytest.mark.parametrize("name", ["h1", "h2", "h3", "s1"])
def test_declared_models_equal_r(dataset: Dataset, reference: Any, name: str) -> None:
    # lmerTest::lmer, ordinal::clmm
    hypothesis = next(each for each in dataset.study.protocol.analysis.hypotheses if each.id == name)
    found, expected = declared_model(dataset, outcomes(dataset), hypothesis), reference["models"][name]
    assert found is not None
    assert [found.coefficient.estimate, found.coefficient.std_error] == pytest.approx(
        [expected["estimate"], expected["se"]], abs=1e-4
    )
    if name == "h1":
        assert (found.df, found.p_value) == (
            pytest.approx(expected["df"], rel=1e-4),
            pytest.approx(expected["p"], rel=1e-3),
        )
    elif found.test == "likelihood-ratio":
        assert found.statistic == pytest.approx(expected["chi_square"], abs=1e-4)


def test_the_paths_of_the_multiverse_are_those_analyses(results: Results, reference: Any) -> None:
    paths = {each.hypothesis.id: each.paths.set_index("method") for each in multiverse(results)}["h2"]
    expected = reference["outcomes"]["trust"]
    assert paths.loc["mean difference", ["ci_low", "ci_high"]].tolist() == pytest.approx(expected["conf"], rel=1e-7)
    assert paths.loc["adjusted for period and case set", ["estimate", "std_error"]].tolist() == pytest.approx(
        expected["adjusted"][:2], rel=1e-7
    )
    linear = reference["models"]["linear_trust"]
    assert paths.loc["linear mixed model", ["estimate", "std_error"]].tolist() == pytest.approx(
        [linear["estimate"], linear["se"]], abs=1e-5
    )


def test_the_first_period_alone_equals_r(results: Results, reference: Any) -> None:
    # t.test of participants' means
    found, expected = (
        first_period_difference(results.values, "perceived_comprehension", "text", "images"),
        reference["first_period"],
    )
    assert [found.estimate, found.p_value, found.ci_low, found.ci_high] == pytest.approx(
        [expected["estimate"], expected["p"], *expected["conf"]], rel=1e-7
    )


def test_the_population_average_equals_geepack(results: Results, reference: Any) -> None:
    # geeglm(corstr = "exchangeable"); its working correlation has other degrees of freedom
    averaged = population_averaged(results.dataset, results.values)
    found = next(each for each in averaged if each.hypothesis.outcome == "keyed_correct")
    assert found.log_odds_ratio.estimate == pytest.approx(reference["gee"], abs=1e-4)


def test_alphas_equal_psych(dataset: Dataset, reference: Any) -> None:
    found = {(each.n_items, each.condition, each.scale): each.result.alpha for each in reliability(dataset)}
    expected = reference["alphas"]
    for condition in ("text", "images"):
        for part, scale in (("comp", "Perceived comprehension"), ("s_tias", "S-TIAS")):
            assert found[3, condition, scale] == pytest.approx(expected[condition][part], rel=1e-9)
    assert found[3, None, "Propensity to trust"] == pytest.approx(expected["propensity"], rel=1e-9)


def test_the_baseline_equals_r(dataset: Dataset, reference: Any) -> None:
    found = baseline(dataset).query("characteristic == 'How old are you?'").set_index("group")
    expected = reference["age"]
    assert found.loc["all", ["mean", "sd"]].tolist() == pytest.approx([expected["mean"], expected["sd"]])
    assert found["mean"].drop("all").to_dict() == pytest.approx(expected["by_sequence"])


def test_reliance_and_calibration_equal_r(dataset: Dataset, reference: Any) -> None:
    titles = dataset.conditions
    counts = reliance_by_condition(dataset).counts().set_index(["group", "name"])[["numerator", "denominator"]]
    stated = calibration_by_condition(dataset)
    for condition, rates in reference["rates"].items():
        for name, expected in rates.items():
            assert counts.loc[(titles[condition], name)].tolist() == expected
        found, expected = stated[titles[condition]], reference["calibration"][condition]
        assert [found.brier.estimate, found.overconfidence.estimate, found.ece] == pytest.approx(
            [expected["brier"], expected["overconfidence"], expected["ece"]], rel=1e-9
        )


def test_dealing_the_sequences_out_again_comes_near_all_deals(dataset: Dataset, reference: Any) -> None:
    found = allocation_test(dataset, outcomes(dataset), dataset.study.protocol.analysis.hypotheses[0])
    expected = reference["permutation"]
    assert found.estimate == pytest.approx(expected["estimate"], rel=1e-9)
    # four standard errors of 20,000 random deals out of 2,048
    assert abs(found.p_value - expected["p"]) < 4 * np.sqrt(expected["p"] * (1 - expected["p"]) / 20_000)


def test_the_interaction_rests_on_each_participants_effect_of_a_right_answer(results: Results, reference: Any) -> None:
    effects = correctness_effects(results.values[results.values["outcome"] == "trust"])
    wide = effects.pivot(index="participant", columns="condition", values="value").dropna()
    assert (wide["images"] - wide["text"]).mean() == pytest.approx(
        reference["outcomes"]["interaction"]["mean"], abs=1e-8
    )
