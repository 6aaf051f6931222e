import numpy as np
import pandas as pd
import pytest

from analysis._gate import AnalysisError
from analysis.paired import effect_sizes, pair, paired_t, percent_change, sign_test, tost, wilcoxon


@pytest.fixture
def answers():
    return pd.DataFrame(
        {
            "participant": [1, 1, 2, 2, 3, 3],
            "condition": ["visual", "text", "visual", "text", "visual", "text"],
            "trust": [4, 2, 5, 3, np.nan, 1],
        }
    )


def test_incomplete_participants_are_left_out_and_named(answers):
    pairs = pair(answers, "trust")
    assert pairs.participants == (1, 2)
    assert pairs.differences.tolist() == [2, 2]
    assert pairs.messages == ("1 participant without 'trust' in both conditions is left out: 3.",)


def test_declared_order_decides_the_reference(answers):
    answers["condition"] = pd.Categorical(answers["condition"], ["visual", "text"])
    assert pair(answers, "trust").reference_condition == "visual"
    assert pair(answers, "trust", reference="text").differences.tolist() == [2, 2]


def test_missing_condition_is_a_result_with_a_message(answers):
    only = answers[answers["condition"] == "text"]
    rng = np.random.default_rng(1)
    for result in (
        wilcoxon(only, outcome="trust"),
        paired_t(only, outcome="trust"),
        tost(only, 0.5, outcome="trust"),
        sign_test(only, outcome="trust"),
        effect_sizes(only, outcome="trust"),
        percent_change(only, rng, outcome="trust"),
    ):
        assert result.summary()["estimate"].isna().all()
        assert result.messages[0] == "No answer to 'trust' under a second condition: nothing can be paired."


def test_equal_answers_and_single_participants_give_nan_not_errors(answers):
    rng = np.random.default_rng(1)
    equal = answers.assign(trust=3)
    single = answers[answers["participant"] == 1]
    for frame in (equal, single, answers.assign(trust=np.nan), answers.iloc[:0]):
        pairs = pair(frame, "trust")
        for result in (
            paired_t(pairs),
            tost(pairs, 0.5),
            effect_sizes(pairs),
            percent_change(pairs, rng),
            wilcoxon(pairs),
        ):
            assert result.messages
            assert len(result.summary())


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda frame: wilcoxon(frame), "Name it with outcome"),
        (lambda frame: wilcoxon(frame, outcome="trsut"), "did you mean 'trust'"),
        (lambda frame: wilcoxon(frame, outcome="trust", participant="who"), "participant=..."),
        (lambda frame: wilcoxon(frame, outcome="condition"), "not a number"),
        (lambda frame: wilcoxon(frame, outcome="trust", reference="txt"), "choose from text, visual"),
        (lambda frame: wilcoxon(frame, outcome="trust", confidence=95), "between 0 and 1"),
        (lambda frame: wilcoxon(frame, outcome="trust", zeros="split"), "choose 'pratt', 'drop'"),
        (lambda frame: tost(frame, (1, -1), outcome="trust"), "low < high"),
        (lambda frame: percent_change(frame, 1, outcome="trust"), "numpy Generator"),
        (lambda frame: percent_change([1.0, 2.0], np.random.default_rng(1)), "Differences alone"),
        (lambda frame: wilcoxon([[1.0, 2.0]]), "one dimension"),
        (
            lambda frame: pair(frame.assign(condition=list("abcabc")), "trust"),
            "has 3 conditions",
        ),
    ],
)
def test_a_wrong_call_says_what_to_do(answers, call, sentence):
    with pytest.raises(AnalysisError, match=sentence.replace("(", r"\(").replace("...", r"\.\.\.")):
        call(answers)
