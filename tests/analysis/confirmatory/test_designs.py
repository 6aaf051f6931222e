"""A study between participants and one of three conditions get a complete confirmatory section."""

import re
from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.between import KruskalResult, split
from analysis.confirmatory import Results, allocation_test, run_plan
from analysis.data import Dataset
from analysis.design import FriedmanResult, PermutationResult
from analysis.report import render_report
from analysis.sensitivity import multiverse
from protocols import Study
from tests.analysis.data.designs import between_study, williams_study
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


def simulated(study: Study, participants: int, effect: float = 0.9) -> Results:
    """The plan on a made-up study whose strata are two, each with blocks of its own."""
    frames = made_up_frames(study, participants=participants, effect=effect, last_leaves=False)
    for table in ("participants", "allocations"):
        number = frames[table]["participant"].str.extract(r"(\d+)")[0].astype(float)
        late = number >= participants / 2
        frames[table]["stratum"] = late.map({True: "training=yes", False: "training=no"})
    return run_plan(Dataset.from_frames(frames, study))


@pytest.fixture(scope="module")
def between() -> Results:
    return simulated(between_study(), 48)


@pytest.fixture(scope="module")
def williams() -> Results:
    return simulated(williams_study(), 36)


def permutation(results: Results, name: str) -> PermutationResult:
    plan = results.dataset.study.protocol.analysis
    hypothesis = next(declared for declared in plan.hypotheses if declared.id == name)
    return allocation_test(results.dataset, results.values, hypothesis)


def means_of(results: Results, outcome: str) -> pd.DataFrame:
    return results.means[results.means["outcome"] == outcome]


def test_every_hypothesis_between_participants_is_concluded(between: Results) -> None:
    assert [result.verdict.kind for result in between.family("primary")][:2] == ["supported", "supported"]
    for result in between.hypotheses:
        comparison = result.comparison
        found = [
            comparison.t.p_value,
            comparison.ranks.p_value,
            comparison.adjusted.difference.p_value,
            result.p_adjusted,
        ]
        assert np.isfinite(found).all(), (result.hypothesis.id, found)
        assert comparison.sample.n == 48 or result.hypothesis.outcome == "over_reliance"
        assert comparison.effects.standardized.ci_low < comparison.effects.standardized.estimate
    assert np.isfinite(between.family("primary")[0].equivalence.p_value)


def test_the_difference_between_participants_is_that_of_their_means(between: Results) -> None:
    means = means_of(between, "trust").groupby("condition")["value"].mean()
    result = between.hypotheses[1]
    assert result.comparison.t.mean == pytest.approx(means["images"] - means["text"])
    assert result.p_value == result.comparison.ranks.p_value


def test_an_interaction_between_participants_compares_what_a_right_ai_does(between: Results) -> None:
    cells = (
        between.values.query("outcome == 'trust'").groupby(["participant", "condition", "ai_correct"])["value"].mean()
    )
    gain = cells.unstack("ai_correct").astype(float).diff(axis=1)[True].groupby("condition").mean()
    assert between.hypotheses[2].comparison.t.mean == pytest.approx(gain["images"] - gain["text"])


def test_strata_are_adjusted_for(between: Results) -> None:
    # with the same number of either condition in every stratum, the estimate stays and the strata take their variance
    comparison = between.hypotheses[1].comparison
    assert comparison.adjusted.adjusted_for == ("stratum",)
    assert comparison.adjusted.difference.estimate == pytest.approx(comparison.t.mean)
    assert comparison.adjusted.df == 48 - 3


def test_three_groups_get_an_omnibus_test_and_keep_their_own_pairs() -> None:
    results = simulated(between_study(3), 60)
    trust = next(found for found in results.omnibus if found.outcome.id == "trust")
    assert isinstance(trust.result, KruskalResult)
    assert trust.result.sizes == (20, 20, 20)
    assert [row.term for row in trust.result.pairwise] == ["images - text", "plain - text", "plain - images"]
    assert results.hypotheses[1].comparison.sample.n == 40
    assert permutation(results, "h2").n == 40


def test_three_conditions_within_participants_are_analysed_in_full(williams: Results) -> None:
    assert williams.hypotheses[0].verdict.kind == "supported"
    trust = next(found for found in williams.omnibus if found.outcome.id == "trust").result
    assert isinstance(trust, FriedmanResult)
    assert (trust.n, trust.df, trust.conditions) == (36, 2, ("text", "images", "plain"))
    adjusted = williams.hypotheses[0].comparison.adjusted
    assert adjusted.adjusted_for == ("period", "case set")
    # 108 cells less 36 people, 2 conditions, 2 periods, 2 case sets
    assert adjusted.df == 108 - 36 - 6
    assert adjusted.difference.estimate == pytest.approx(williams.hypotheses[0].comparison.t.mean)


def test_a_study_of_two_conditions_has_no_omnibus_test() -> None:
    assert run_plan(made_up(participants=8)).omnibus == ()


@pytest.mark.parametrize("name", ["between", "williams"])
def test_the_report_is_complete(name: str, request: pytest.FixtureRequest) -> None:
    results = request.getfixturevalue(name)
    page = render_report(results)
    text = re.sub(
        r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)))
    )
    section = page[page.index('<section id="primary"') : page.index('<section id="secondary"')]
    assert "Not computable" not in section
    assert section.count("<h4>") + section.count("In a paper") >= 3
    assert "nan" not in text.lower().split()
    assert "Dealing the sequences out again" in text
    words = {
        "between": (
            "rank-sum test, U =",
            "Hedges’ g =",
            "Adjusted for strata",
            "when the AI was right rather than wrong",
        ),
        "williams": (
            "signed-rank test",
            "Friedman χ²(2) =",
            "All conditions together",
            "participants as fixed effects",
        ),
    }
    assert all(sentence in text for sentence in words[name]), [word for word in words[name] if word not in text]


def test_every_path_between_participants_estimates_the_same_effect(between: Results) -> None:
    paths = multiverse(between)[0].paths
    assert {"mean difference", "Hodges–Lehmann", "adjusted for strata"} <= set(paths["method"])
    assert multiverse(between)[0].same_sign == 1


def test_sequences_are_dealt_out_within_strata_and_blocks(between: Results, williams: Results) -> None:
    assert permutation(between, "h2").groups == 24
    assert permutation(between, "h2").estimate == pytest.approx(between.hypotheses[1].comparison.t.mean)
    assert permutation(between, "h2").p_value < 0.01
    # two full blocks of 18 sequences; the third condition and the case sets stay where they are, so two people a group
    assert permutation(williams, "h1").groups == 18
    assert permutation(williams, "h1").p_value < 0.01


def test_the_randomisation_test_ignores_what_blocks_explain() -> None:
    study = between_study()
    frames = made_up_frames(study, participants=12, effect=0.0, last_leaves=False)
    trust = frames["responses"]["item"] == "trust_1"
    number = frames["responses"]["participant"].str.extract(r"(\d+)")[0].astype(int)
    treated = frames["responses"]["condition"] == "images"
    # pairs lie far apart; within each the treated person is one point higher: 1 of 2^6 deals, and its mirror image
    frames["responses"].loc[trust, "value"] = (number // 2 + treated)[trust]
    dataset = Dataset.from_frames(frames, study)
    results = run_plan(dataset)
    found = allocation_test(dataset, results.values, study.protocol.analysis.hypotheses[1])
    assert found.groups == 6
    assert found.p_value == pytest.approx(2 / 64, abs=0.012)


@pytest.mark.parametrize("frames", ["empty", "one arm"])
def test_what_cannot_be_compared_between_participants_says_why(frames: str) -> None:
    study = between_study()
    made: dict[str, Any] = made_up_frames(study, participants=6, last_leaves=False)
    for table in ("responses", "trials"):
        kept = made[table]["condition"] == "text" if frames == "one arm" else made[table]["participant"] == ""
        made[table] = made[table][kept]
    results = run_plan(Dataset.from_frames(made, study))
    assert {result.verdict.kind for result in results.hypotheses} == {"impossible"}
    assert any("nothing can be compared" in message for message in results.hypotheses[0].messages)
    assert np.isnan(permutation(results, "h1").p_value)
    assert "nan" not in render_report(results).lower().split()


def test_groups_of_a_study_are_those_of_its_means(between: Results) -> None:
    groups = split(means_of(between, "trust"), "value", reference="text", treatment="images")
    assert groups.sizes == (24, 24)


def test_a_minimized_allocation_is_only_approximated() -> None:
    payload = made_up_study().payload()
    level = {"item": "training", "levels": {"yes": ["yes"], "no": ["no"]}}
    payload["protocol"]["allocation"] |= {"method": "minimization", "strata": [level]}
    study = Study.from_payload(payload)
    results = run_plan(Dataset.from_frames(made_up_frames(study, participants=8), study))
    assert "only approximates" in permutation(results, "h1").messages[-1]
