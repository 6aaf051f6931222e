"""The declared models are fitted as declared, on every answered case, and decide where the plan says so."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import clmm, lmm, term_tests
from analysis.confirmatory import ModelResult, Results, declared_model, default_link, model_rows, run_plan
from analysis.data import Dataset
from analysis.outcomes import outcomes
from analysis.report import apa_sentence, render_report
from protocols import Study
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study

INTERCEPTS = "(1 | participant) + (1 | case)"
SLOPES = "(1 + condition | participant) + (1 + condition | case)"
MODELS = {
    "h1": f"perceived_comprehension ~ condition + period + {INTERCEPTS}",
    "h2": f"trust ~ condition + period + {INTERCEPTS}",
    "h3": f"trust ~ condition * ai_correct + period + {INTERCEPTS}",
    "s1": f"keyed_correct ~ condition + period + {INTERCEPTS}",
}


def study_with(models: dict[str, str], **plan: Any) -> Study:
    declared = made_up_study().protocol.analysis.model_dump(mode="json")["hypotheses"]
    hypotheses = [row | ({"model": models[row["id"]]} if row["id"] in models else {}) for row in declared]
    return made_up_study(hypotheses=hypotheses, **plan)


@pytest.fixture(scope="module")
def results() -> Results:
    return run_plan(made_up(study_with(MODELS, decides="model")))


def rows_of(results: Results, outcome: str) -> pd.DataFrame:
    declared = next(found.outcome for found in results.outcomes if found.outcome.id == outcome)
    return model_rows(results.dataset, results.values, declared)


def test_a_rating_is_fitted_by_the_declared_cumulative_link_model(results: Results) -> None:
    rows = rows_of(results, "trust")
    expected = clmm(MODELS["h2"], rows.assign(trust=pd.Categorical(rows["trust"], ordered=True)))
    model = results.hypotheses[1].model
    assert model is not None
    coefficient = expected.summary().set_index("term").loc["conditionimages"]
    assert model.coefficient.estimate == pytest.approx(coefficient["estimate"])
    assert model.coefficient.std_error == pytest.approx(coefficient["std_error"])
    tested = term_tests(expected).set_index("term").loc["condition"]
    assert (model.test, model.statistic, model.p_value) == (
        "likelihood-ratio",
        pytest.approx(tested["chi_square"]),
        pytest.approx(tested["p_value"]),
    )


def test_its_effects_are_in_points_and_shares(results: Results) -> None:
    model = results.hypotheses[1].model
    assert model is not None
    assert model.agreement is not None
    observed = rows_of(results, "trust").groupby("condition", observed=True)["trust"].mean()
    assert model.means["estimate"].to_numpy() == pytest.approx(observed.to_numpy(), abs=0.05)
    assert model.effect.estimate == pytest.approx(np.diff(model.means["estimate"])[0])
    assert isinstance(model.probabilities, pd.DataFrame)
    above = model.probabilities[model.probabilities["category"].isin(["4", "5"])].groupby("condition")["estimate"].sum()
    assert model.agreement.estimate == pytest.approx(above["images"] - above["text"], abs=0.005)


def test_a_mean_of_items_is_fitted_by_a_linear_model(results: Results) -> None:
    expected = lmm(MODELS["h1"], rows_of(results, "perceived_comprehension")).summary().set_index("term")
    model = results.hypotheses[0].model
    assert model is not None
    row = expected.loc["conditionimages"]
    assert (model.effect.estimate, model.p_value, model.df) == pytest.approx(
        (row["estimate"], row["p_value"], row["df"])
    )
    assert model.effect == model.coefficient


def test_an_interaction_is_the_declared_product(results: Results) -> None:
    model = results.hypotheses[2].model
    assert model is not None
    assert model.fit is not None
    product = model.fit.summary().set_index("term").loc["conditionimages:ai_correctTRUE"]
    assert (model.coefficient.estimate, model.coefficient.std_error) == pytest.approx(
        (product["estimate"], product["std_error"]), rel=1e-5
    )


def test_right_or_wrong_is_a_logistic_model(results: Results) -> None:
    model = results.hypotheses[3].model
    assert model is not None
    assert model.link == "logit"
    assert model.agreement is None
    assert model.means["estimate"].between(0, 1).all()


def test_the_model_decides_where_the_plan_says_so(results: Results) -> None:
    primary = results.family("primary")
    assert all(result.decided_by == "model" for result in primary)
    assert [result.p_value for result in primary] == [result.model.p_value for result in primary if result.model]
    assert results.hypotheses[4].decided_by == "test"
    beside = run_plan(made_up(study_with(MODELS)))
    assert all(result.decided_by == "test" for result in beside.hypotheses)
    assert beside.hypotheses[1].model is not None
    assert beside.hypotheses[1].p_value == beside.hypotheses[1].comparison.test.p_value


def test_equivalence_is_that_of_the_deciding_estimate(results: Results) -> None:
    result = results.hypotheses[0]
    assert result.equivalence is not None
    assert result.equivalence.mean == pytest.approx(result.effect.estimate)
    assert result.equivalence.n == rows_of(results, "perceived_comprehension").shape[0]


def test_every_set_has_models_of_its_own_rows(results: Results) -> None:
    for analysed in results.sets:
        model = analysed.hypotheses[0].model
        assert model is not None
        assert model.fit is not None
        rows = rows_of(results, "perceived_comprehension")
        assert model.fit.n_observations == rows["participant"].isin(analysed.members).sum()


def test_slopes_are_dropped_by_the_declared_rule_alone() -> None:
    """The made-up people differ in their effect and the cases do not, so only the slope by case is singular."""
    formula = f"trust ~ condition + period + {SLOPES}"
    regular = formula.replace("(1 + condition | case)", "(1 | case)")
    for rule, fitted in (("keep", formula), ("drop_if_singular", regular)):
        dataset = made_up(study_with({"h2": formula}, slopes=rule), seed=2)
        hypothesis = dataset.study.protocol.analysis.hypotheses[1]
        model = declared_model(dataset, outcomes(dataset), hypothesis)
        assert model is not None
        assert model.formula == fitted
        assert any("for these cases only" in message for message in model.messages) is (rule == "drop_if_singular")
        assert any("Singular" in message for message in model.messages) is (rule == "keep")


def test_slopes_of_a_score_are_refused_or_dropped_by_the_rule() -> None:
    """With one value a period nothing tells them from the residual, on which luck must not decide."""
    formula = "s_tias ~ condition + period + (1 + condition | participant)"

    def modelled(rule: str) -> ModelResult:
        dataset = made_up(study_with({}, slopes=rule))
        declared = dataset.study.protocol.analysis.hypotheses[1]
        hypothesis = declared.model_copy(update={"outcome": "s_tias", "model": formula})
        model = declared_model(dataset, outcomes(dataset), hypothesis)
        assert model is not None
        return model

    refused, dropped = modelled("keep"), modelled("drop_if_singular")
    assert not refused.usable
    assert "cannot be told from the residual" in refused.messages[0]
    assert dropped.usable
    assert dropped.formula == "s_tias ~ condition + period + (1 | participant)"
    assert "as many random effects as answers" in dropped.messages[0]


def equal_trust(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    rated = frames["responses"]["item"] == "trust_1"
    return frames | {
        "responses": frames["responses"].assign(value=frames["responses"]["value"].astype(object).where(~rated, 3))
    }


def one_condition(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return frames | {table: frames[table][frames[table]["condition"] != "text"] for table in ("responses", "trials")}


@pytest.mark.parametrize(
    ("change", "people", "reason"),
    [
        (equal_trust, 8, "all answers are equal"),
        (one_condition, 8, "no answer under 'text'"),
        (lambda frames: {table: frame.iloc[:0] for table, frame in frames.items()}, 4, "nobody answered"),
        (lambda frames: frames, 1, "cannot be fitted"),
    ],
    ids=["equal", "one condition", "nobody", "one person"],
)
def test_a_model_that_cannot_be_fitted_says_why(change: Any, people: int, reason: str) -> None:
    study = study_with(MODELS, decides="model")
    outcome = run_plan(Dataset.from_frames(change(made_up_frames(study, participants=people)), study))
    trust = outcome.hypotheses[1]
    assert trust.model is not None
    assert not trust.model.usable
    assert trust.decided_by == "test"
    assert any(reason in message for message in trust.messages), trust.messages


def separated(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keyed questions: always right with images, never with text."""
    trials = frames["trials"]
    return frames | {"trials": trials.assign(keyed_correct=trials["condition"] == "images")}


def test_separation_leaves_the_decision_to_the_test_and_the_report_says_so() -> None:
    study = study_with(MODELS, decides="model")
    results = run_plan(Dataset.from_frames(separated(made_up_frames(study, participants=12)), study))
    keyed = results.hypotheses[3]
    assert keyed.decided_by == "test"
    assert any("Separation" in message for message in keyed.messages)
    assert any("gives no p value that may be used" in message for message in keyed.messages)
    page = render_report(results)
    assert "The declared model of S1 could not be used" in page


def of_habit(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Everybody gives one rating to all answers in text, and the next higher one to all with images."""
    responses = frames["responses"]
    habit = responses["participant"].str.extract(r"(\d+)")[0].astype(int) % 3 + 2
    given = habit + (responses["condition"] == "images")
    rated = responses["item"] == "trust_1"
    return frames | {"responses": responses.assign(value=responses["value"].astype(object).where(~rated, given))}


def test_a_variance_without_limit_leaves_the_decision_to_the_test() -> None:
    study = study_with(MODELS, decides="model")
    results = run_plan(Dataset.from_frames(of_habit(made_up_frames(study, participants=12, last_leaves=False)), study))
    trust = results.hypotheses[1]
    assert trust.decided_by == "test"
    assert math.isnan(trust.model.p_value)
    assert any("has no finite estimate" in message for message in trust.messages)
    assert trust.comparison.t.mean == pytest.approx(1)
    assert "The declared model of H2, H3 could not be used" in render_report(results)


def test_the_default_link_follows_from_the_outcome() -> None:
    links = {outcome.id: default_link(outcome) for outcome in made_up_study().protocol.analysis.outcomes}
    assert links == {
        "perceived_comprehension": "identity",
        "trust": "logit",
        "keyed_correct": "logit",
        "over_reliance": "logit",
        "final_accuracy": "logit",
        "s_tias": "identity",
        "duration": "identity",
    }


def test_the_report_shows_the_model_beside_the_test(results: Results) -> None:
    page = render_report(results)
    assert f"<code>{MODELS['h2']}</code>" in page
    assert page.count("Declared model <span") == 4
    assert "the models are not part of it" not in page
    sentence = apa_sentence(results.hypotheses[1], results.dataset)
    assert sentence.index("odds ratio") < sentence.index("W+ =") < sentence.index("Holm-adjusted p")
    assert "(model)" in sentence


def test_the_summary_has_the_contrast_on_both_scales(results: Results) -> None:
    summary = results.summary().query("hypothesis == 'h2'").set_index("term")
    assert list(summary.index) == ["mean_difference", "hodges_lehmann", "model_logit", "model_effect"]
    decides = summary["p_adjusted"].dropna()
    assert list(decides.index) == ["model_logit"]
    assert math.isfinite(summary.loc["model_effect", "ci_low"])
