"""The plan is run as declared, on everyone allocated; what cannot be computed says why."""

import numpy as np
import pandas as pd
import pytest

from analysis import wilcoxon
from analysis.confirmatory import Results, excluded, run_plan
from analysis.data import Dataset
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


@pytest.fixture(scope="module")
def results() -> Results:
    return run_plan(made_up())


def test_hypotheses_come_in_declared_order_with_their_families(results: Results) -> None:
    assert [result.hypothesis.id for result in results.hypotheses] == ["h1", "h2", "h3", "s1", "s2"]
    assert [result.hypothesis.id for result in results.family("primary")] == ["h1", "h2", "h3"]


def test_estimates_are_those_of_participant_means(results: Results) -> None:
    means = results.means.query("outcome == 'perceived_comprehension'").pivot(
        index="participant", columns="condition", values="value"
    )
    differences = (means["images"] - means["text"]).dropna()
    first = results.hypotheses[0].comparison
    assert first.sample.n == len(differences) == 23
    assert first.t.mean == pytest.approx(differences.mean())
    assert results.hypotheses[0].p_value == pytest.approx(wilcoxon(differences).p_value)


def test_the_interaction_is_a_difference_of_differences(results: Results) -> None:
    cells = (
        results.values.query("outcome == 'trust'")
        .groupby(["participant", "ai_correct", "condition"])["value"]
        .mean()
        .unstack(["ai_correct", "condition"])
        .dropna()
        .astype(float)
    )
    expected = (cells[True, "images"] - cells[True, "text"]) - (cells[False, "images"] - cells[False, "text"])
    comparison = results.hypotheses[2].comparison
    assert comparison.t.mean == pytest.approx(expected.mean())
    assert comparison.sample.n == len(expected)


def test_holm_covers_the_primary_family_alone(results: Results) -> None:
    p = np.array([result.p_value for result in results.family("primary")])
    order = np.argsort(p)
    expected = np.empty(3)
    expected[order] = np.minimum(np.maximum.accumulate(p[order] * [3, 2, 1]), 1)
    assert [result.p_adjusted for result in results.family("primary")] == pytest.approx(expected)
    assert all(result.p_adjusted == result.p_value for result in results.family("secondary"))


def test_intervals_cover_the_effect_that_is_true(results: Results) -> None:
    comprehension = results.hypotheses[0].comparison
    assert comprehension.t.ci_low < 0.5 < comprehension.t.ci_high
    assert comprehension.adjusted.difference.ci_low < 0.5 < comprehension.adjusted.difference.ci_high


def test_someone_who_left_after_one_period_is_named_and_left_out(results: Results) -> None:
    assert any("P023" in message for message in results.hypotheses[0].messages)
    assert "P023" in set(results.values["participant"])


def test_exclusions_change_the_per_protocol_set_only(results: Results) -> None:
    sets = {analysed.id: analysed for analysed in results.sets}
    assert list(sets) == ["all_allocated", "without_attention", "without_speeding", "per_protocol"]
    assert sets["all_allocated"].hypotheses is results.hypotheses
    assert (sets["without_attention"].participants, sets["without_speeding"].participants) == (23, 24)
    assert "P000" not in sets["per_protocol"].hypotheses[0].comparison.sample.participants


def test_every_rule_looks_at_what_it_says() -> None:
    rules = [
        {"id": "attention", "rule": "failed_attention_checks", "limit": 2},
        {"id": "lines", "rule": "straight_lining", "limit": 0.9},
        {"id": "fast", "rule": "too_fast", "limit": 10},
        {"id": "left", "rule": "incomplete", "limit": 1},
    ]
    study = made_up_study(exclusions=rules)
    frames = made_up_frames(study, participants=8)
    frames["responses"]["value"] = frames["responses"]["value"].astype(object)
    frames["responses"].loc[frames["responses"]["participant"] == "P001", "value"] = 4
    frames["trials"].loc[frames["trials"]["participant"] == "P002", "duration_seconds"] = 5.0
    judged = excluded(Dataset.from_frames(frames, study))
    caught = judged[judged["excluded"]].groupby("rule")["participant"].apply(list).to_dict()
    assert caught == {"attention": ["P000"], "lines": ["P001"], "fast": ["P002"], "left": ["P007"]}


def test_the_declared_test_decides() -> None:
    with_t = run_plan(made_up(made_up_study(test="paired_t", correction="none")))
    first = with_t.hypotheses[0]
    assert first.p_value == first.p_adjusted == first.comparison.t.p_value


def test_equivalence_is_tested_where_a_smallest_effect_is_declared(results: Results) -> None:
    assert [result.equivalence is not None for result in results.hypotheses] == [True, True, True, False, False]
    none = run_plan(made_up(effect=0.0, participants=60))
    assert none.hypotheses[1].equivalence is not None


def test_the_summary_is_tidy(results: Results) -> None:
    summary = results.summary()
    assert list(summary.columns)[4:] == [
        "term",
        "estimate",
        "std_error",
        "statistic",
        "p_value",
        "ci_low",
        "ci_high",
    ]
    assert len(summary) == 10


def empty(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {table: frame.iloc[:0] for table, frame in frames.items()}


def without_text(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return frames | {table: frames[table][frames[table]["condition"] != "text"] for table in ("responses", "trials")}


def all_equal(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    rated = frames["responses"]["instrument"] != ""
    return frames | {
        "responses": frames["responses"].assign(value=frames["responses"]["value"].astype(object).where(~rated, 3))
    }


def withheld(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    frames["participants"]["mode"] = "live"
    hidden = ("sequence", "condition", "label", "block", "slot", "stream_index")
    return {table: frame.assign(**{name: None for name in hidden if name in frame}) for table, frame in frames.items()}


@pytest.mark.parametrize(
    ("change", "people", "reason"),
    [
        (empty, 4, "nothing can be paired"),
        (lambda frames: frames, 1, "nothing can be paired"),
        (without_text, 8, "under condition 'text'"),
        (all_equal, 8, "no variation|Every difference is zero"),
        (withheld, 8, "withheld until the study is unblinded"),
    ],
    ids=["nobody", "one who left", "one condition", "all answers equal", "withheld"],
)
def test_what_cannot_be_computed_says_why(change, people: int, reason: str) -> None:
    study = made_up_study()
    outcome = run_plan(Dataset.from_frames(change(made_up_frames(study, participants=people)), study))
    first = outcome.hypotheses[0]
    assert np.isnan(first.p_adjusted)
    assert first.verdict.kind == "impossible"
    assert pd.Series(first.messages).str.contains(reason).any(), first.messages


def test_equal_ratings_leave_the_other_outcomes_computed() -> None:
    study = made_up_study()
    outcome = run_plan(Dataset.from_frames(all_equal(made_up_frames(study)), study))
    keyed = next(result for result in outcome.hypotheses if result.hypothesis.id == "s1")
    assert keyed.comparison.sample.n == 23
    assert np.isfinite(keyed.p_value)


def test_a_difference_that_is_small_for_certain_is_not_sold_as_an_effect() -> None:
    result = run_plan(made_up(made_up_study(), participants=40)).hypotheses[0]
    assert result.verdict.kind == "supported"
    bounds = made_up_study().protocol.analysis.model_dump(mode="json")["hypotheses"]
    bounds[0]["smallest_effect"] = 5.0
    wide = run_plan(made_up(made_up_study(hypotheses=bounds), participants=40)).hypotheses[0]
    assert wide.verdict.kind == "small"
    assert "too small to matter" in wide.verdict.words
