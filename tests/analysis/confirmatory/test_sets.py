"""Tests and declared models with and without each exclusion rule."""

import pytest

from analysis.confirmatory import Results, declared_model, run_plan
from tests.analysis.confirmatory.test_model import MODELS, study_with
from tests.analysis.data.made_up import made_up

RULES = [
    {"id": "attention", "rule": "failed_attention_checks", "limit": 2},
    {"id": "speeding", "rule": "too_fast", "limit": 12},
    {"id": "again", "rule": "failed_attention_checks", "limit": 1},
    {"id": "left", "rule": "incomplete", "limit": 1},
]


@pytest.fixture(scope="module")
def results() -> Results:
    return run_plan(
        made_up(study_with({name: MODELS[name] for name in ("h2", "s1")}, decides="model", exclusions=RULES))
    )


def test_the_declared_model_is_fitted_without_those_whom_a_rule_catches(results: Results) -> None:
    sets = {analysed.id: analysed for analysed in results.sets}
    without = sets["without_attention"]
    assert without.members == frozenset(results.dataset.allocations["participant"]) - {"P000"}
    kept = results.values[results.values["participant"] != "P000"]
    expected = declared_model(results.dataset, kept, results.hypotheses[1].hypothesis)
    found = without.hypotheses[1]
    assert expected is not None
    assert found.decided_by == "model"
    assert found.effect.estimate == pytest.approx(expected.effect.estimate, abs=1e-5)
    assert found.p_value == pytest.approx(expected.p_value, rel=1e-3)
    assert found.effect.estimate != pytest.approx(results.hypotheses[1].effect.estimate, abs=1e-4)


def test_single_rules_leave_the_models_of_secondary_hypotheses_out(results: Results) -> None:
    sets = {analysed.id: analysed for analysed in results.sets}
    assert sets["without_attention"].hypotheses[3].model is None
    assert sets["per_protocol"].hypotheses[3].model is not None


def test_sets_with_the_same_members_share_their_results(results: Results) -> None:
    sets = {analysed.id: analysed for analysed in results.sets}
    assert sets["without_speeding"].hypotheses is results.hypotheses
    assert sets["without_again"].hypotheses is sets["without_attention"].hypotheses
    assert sets["per_protocol"].participants == 22
    assert sets["per_protocol"].hypotheses is not sets["without_left"].hypotheses


def test_without_rules_there_is_everyone_alone() -> None:
    alone = run_plan(made_up(study_with({}, exclusions=[]), participants=4))
    assert [analysed.id for analysed in alone.sets] == ["all_allocated"]
