"""Intervals and equivalence tests of declared ordinal models come from t, where an effect varies over few cases or people."""

import math

import pytest
from scipy import stats

from analysis.confirmatory import Results, run_plan
from analysis.data import Dataset
from analysis.report import render_report
from tests.analysis.confirmatory.test_model import INTERCEPTS, MODELS, SLOPES, study_with
from tests.analysis.data.made_up import made_up, made_up_frames


@pytest.fixture(scope="module")
def intercepts() -> Results:
    return run_plan(made_up(study_with(MODELS, decides="model")))


@pytest.fixture(scope="module")
def sloped() -> Results:
    declared = MODELS | {name: MODELS[name].replace(INTERCEPTS, SLOPES) for name in ("h2", "h3")}
    return run_plan(made_up(study_with(declared, decides="model"), seed=2))


@pytest.mark.parametrize(
    ("place", "effects_by_case"), [(1, 1), (2, 2)], ids=["condition", "condition and AI correctness"]
)
def test_an_effect_that_varies_over_cases_has_an_interval_from_t(
    sloped: Results, place: int, effects_by_case: int
) -> None:
    model = sloped.hypotheses[place].model
    assert model is not None
    assert model.fit is not None
    cases = model.fit.frame.data["case"].nunique()
    assert model.effect_df == cases - effects_by_case
    quantile = stats.t(model.effect_df).ppf(0.975)
    agreement = model.agreement
    assert agreement is not None
    for found in (model.effect, model.coefficient, agreement):
        assert (found.ci_high - found.ci_low) / 2 == pytest.approx(quantile * found.std_error)
        assert found.p_value == pytest.approx(2 * stats.t(model.effect_df).sf(abs(found.statistic)))
    assert (model.test, model.df) == ("likelihood-ratio", 1)


def test_expected_values_and_probabilities_have_intervals_from_t(sloped: Results) -> None:
    model = sloped.hypotheses[1].model
    assert model is not None
    for table in (model.means, model.probabilities):
        half = (table["ci_high"] - table["ci_low"]) / 2 / table["std_error"]
        assert half.to_numpy() == pytest.approx(stats.t(model.effect_df).ppf(0.975))


def test_equivalence_has_the_degrees_of_freedom_of_the_effect(sloped: Results) -> None:
    model = sloped.hypotheses[1].model
    assert model is not None
    found = model.equivalence
    assert found is not None
    assert found.p_upper == pytest.approx(stats.t(model.effect_df).cdf(found.t_upper))
    assert (found.ci_high - found.ci_low) / 2 == pytest.approx(stats.t(model.effect_df).ppf(0.95) * found.std_error)


def test_without_a_slope_the_interval_is_normal(intercepts: Results) -> None:
    model = intercepts.hypotheses[1].model
    assert model is not None
    assert model.effect_df == math.inf
    assert (model.effect.ci_high - model.effect.ci_low) / 2 == pytest.approx(
        stats.norm.ppf(0.975) * model.effect.std_error
    )


def test_a_model_over_too_few_cases_gives_no_p_value_and_says_why() -> None:
    """One case on which the AI is right and one on which it is wrong tell nothing of how far the difference varies; nobody meets
    both under both conditions, so the test cannot decide either."""
    study = study_with({"h3": MODELS["h3"].replace(INTERCEPTS, SLOPES)}, decides="model")
    frames = made_up_frames(study, participants=16, seed=2)
    cases = frames["trials"].drop_duplicates("ai_correct")["case"].tolist()
    kept = {
        table: frame[frame["case"].isin([*cases, ""])] if "case" in frame else frame for table, frame in frames.items()
    }
    (result,) = (
        found for found in run_plan(Dataset.from_frames(kept, study)).hypotheses if found.hypothesis.id == "h3"
    )
    assert result.model is not None
    assert math.isnan(result.model.effect_df)
    assert math.isfinite(result.model.effect.estimate)
    assert math.isnan(result.model.effect.ci_low)
    assert math.isnan(result.model.p_value)
    assert any("neither an interval nor a p value" in message for message in result.messages)
    assert result.decided_by == "test"
    assert math.isnan(result.p_value)
    assert result.verdict.kind == "impossible"


def test_the_report_says_where_an_interval_comes_from(sloped: Results, intercepts: Results) -> None:
    page = render_report(sloped)
    df = sloped.hypotheses[1].model.effect_df  # type: ignore[union-attr]
    assert f"(t, {df:g} df)" in page
    assert "containment degrees of freedom" in page
    assert "(normal)" in render_report(intercepts)
