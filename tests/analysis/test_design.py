import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.design import friedman, permutation_test

STUDY = {"condition": "cond", "participant": "pid"}


@pytest.fixture
def study(golden_data):
    """The simulated study with blocks of four participants, two of each sequence."""
    frame = golden_data("sim_a_n32.csv")
    people = frame.drop_duplicates("pid")[["pid", "sequence"]]
    people["block"] = people.groupby("sequence").cumcount() // 2
    return frame.merge(people[["pid", "block"]], on="pid")


def test_friedman_equals_r(golden):
    # friedman.test on the rounding times of Hollander and Wolfe
    reference = golden("base_r")["friedman"]
    wide = pd.DataFrame(reference["table"], columns=["a", "b", "c"])
    frame = wide.rename_axis("participant").reset_index().melt("participant", var_name="condition", value_name="time")
    result = friedman(frame, "time")
    assert result.statistic == pytest.approx(reference["statistic"], rel=1e-9)
    assert result.p_value == pytest.approx(reference["p"], rel=1e-9)
    assert result.df == reference["parameter"]
    assert result.summary()["term"].tolist() == ["kendall_w", "b - a", "c - a", "c - b"]


def test_friedman_says_what_it_cannot_compute(study):
    for part in (study.assign(comp=3), study[study["cond"] == "text"], study.iloc[:0]):
        result = friedman(part, "comp", **STUDY)
        assert np.isnan(result.statistic)
        assert "no test" in result.messages[-1]


def test_permutation_p_agrees_with_the_crossover_t_test(golden, study):
    # t.test(dA, dB, var.equal = TRUE): both test the same contrast
    expected = golden("sim_a_n32")["crossover_comp"]["treatment"]
    result = permutation_test(study, "comp", np.random.default_rng(1), resamples=19999, **STUDY)
    assert result.estimate == pytest.approx(expected["estimate"], rel=1e-9)
    assert result.p_value == pytest.approx(expected["p"], abs=3e-4)


def test_small_designs_reach_the_exact_p():
    # 3 against 3: the observed split is the most extreme of 20, together with its mirror image
    frame = pd.DataFrame({"participant": range(6), "condition": list("aaabbb"), "score": [1, 2, 3, 7, 8, 9]})
    result = permutation_test(frame, "score", np.random.default_rng(1), period=None, resamples=20000)
    assert result.p_value == pytest.approx(2 / 20, abs=0.01)


def test_sequences_are_only_exchanged_within_blocks():
    # block means differ so much that a shuffle across blocks would rarely be as extreme
    frame = pd.DataFrame(
        {
            "participant": range(8),
            "condition": ["a", "b"] * 4,
            "block": [1, 1, 2, 2, 3, 3, 4, 4],
            "score": [0, 1, 10, 11, 20, 21, 30, 31],
        }
    )
    arguments = {"period": None, "resamples": 4000}
    within = permutation_test(frame, "score", np.random.default_rng(1), within=["block"], **arguments)
    across = permutation_test(frame, "score", np.random.default_rng(1), **arguments)
    assert within.groups == 4
    assert within.p_value == pytest.approx(2 / 16, abs=0.02)
    assert across.p_value > 0.7


def test_blocks_and_seed_give_one_p(study):
    first, again = (
        permutation_test(study, "trust", np.random.default_rng(4), within=["block"], resamples=500, **STUDY)
        for _ in range(2)
    )
    assert first == again
    assert first.groups == study["block"].nunique()


def test_p_is_uniform_under_the_null():
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"participant": range(10), "condition": ["a", "b"] * 5, "block": np.arange(10) // 2})
    p_values = [
        permutation_test(
            frame.assign(score=rng.normal(size=10)), "score", rng, period=None, within=["block"], resamples=99
        ).p_value
        for _ in range(200)
    ]
    assert np.mean(np.array(p_values) <= 0.2) == pytest.approx(0.2, abs=0.09)


def test_what_cannot_be_exchanged_is_said(study):
    rng = np.random.default_rng(1)
    alone = permutation_test(study, "comp", rng, within=["block", "sequence"], **STUDY)
    assert "same sequence" in alone.messages[-1]
    assert np.isnan(alone.p_value)
    missing = permutation_test(study[study["cond"] == "text"], "comp", rng, **STUDY)
    assert "nothing can be exchanged" in missing.messages[-1]
    assert np.isnan(permutation_test(study.iloc[:0], "comp", rng, **STUDY).estimate)


def test_broken_designs_are_refused(study):
    rng = np.random.default_rng(1)
    with pytest.raises(AnalysisError, match="several conditions or blocks"):
        permutation_test(study, "comp", rng, period=None, **STUDY)
    with pytest.raises(AnalysisError, match="has 10 conditions"):
        permutation_test(study, "comp", rng, condition="case", participant="pid")
