"""What is wrong with data or fit is said in words, and the rest is computed."""

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.formula import FormulaError
from analysis.ordinal import clm, clmm


@pytest.fixture(scope="module")
def few(sim):
    return sim[sim.pid <= 12].reset_index(drop=True)


def test_missing_values_and_empty_categories(few):
    data = few.assign(comp=few.comp.astype(float).where(few.comp != 3))
    result = clmm("comp ~ cond + (1 | pid)", data)
    lost = int((few.comp == 3).sum())
    assert result.messages == (
        f"{lost} of 240 rows dropped for missing values (comp {lost}).",
        "Categories of comp without an answer, left out: 3.",
    )
    assert result.summary().term.tolist() == ["1|2", "2|4", "4|5", "condvisual"]
    assert result.n_observations == 240 - lost


def test_separation_is_named(few):
    data = few.assign(high=(few.comp >= 4).astype(float))
    for result in (clmm("comp ~ high + cond + (1 | pid)", data), clm("comp ~ high + cond", data)):
        assert any(
            m.startswith("Separation: some answers are predicted without error by high;") for m in result.messages
        )
        assert result.profile(["high"]).ci_low.isna().all()


def test_quasi_separation_is_named(few):
    data = few.assign(top=(few.comp == 5).astype(float))
    data.loc[data.index[data.top == 1][:3], "top"] = 0.0
    assert any("by top;" in message for message in clmm("comp ~ top + (1 | pid)", data).messages)


@pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
def test_conditions_that_share_one_answer_at_their_ends_are_separated(few, link):
    """The effect and the lowest threshold run off together; with a probit link the search stops at unsuspicious numbers."""
    data = few[(few.cond == "text") | (few.case == 1)].reset_index(drop=True)
    first = data.index[data.cond == "visual"][0]
    answers = data.comp.clip(lower=2).where(data.cond == "text", 2).where(data.index != first, 1)
    for model in (clm, clmm):
        group = " + (1 | pid)" if model is clmm else ""
        result = model(f"comp ~ cond{group}", data.assign(comp=answers), link=link)
        assert any("by condvisual;" in message for message in result.messages), result.messages
        assert result.summary().std_error.isna().all()


def test_large_but_finite_effects_are_not_called_separated(few):
    data = few.assign(copy=few.comp + np.random.default_rng(1).normal(0, 0.35, len(few)))
    result = clm("comp ~ copy", data)
    assert result.summary().estimate.iloc[-1] > 4
    assert result.messages == ()


def test_unanimous_participants_are_counted(few):
    data = few.copy()
    data.loc[data.pid <= 3, "comp"] = 5
    messages = clmm("comp ~ cond + (1 | pid)", data).messages
    assert "3 of 12 levels of pid gave the same answer in all their rows." in messages


def test_no_disagreement_within_any_participant(few):
    result = clmm("answer ~ cond + (1 | pid)", few.assign(answer=few.pid % 4))
    messages = result.messages
    assert not result.converged
    assert "Within every pid all answers are equal: its variance has no finite estimate." in messages
    assert any(m.startswith("The standard deviation of (Intercept) by pid has no finite estimate") for m in messages)


def test_one_condition_missing(few):
    result = clmm("comp ~ cond + (1 | pid)", few[few.cond == "text"])
    assert result.messages == ("cond has a single level (text): it has no effect to estimate.",)
    assert result.summary().term.tolist() == ["1|2", "2|3", "3|4", "4|5"]


def test_dependent_effects_are_left_out(few):
    # with ±1 codes condition is sequence × period
    result = clmm("comp ~ cond * sequence + period + (1 | pid)", few)
    assert "Left out, because other columns determine them: condvisual:sequenceBA." in result.messages


@pytest.mark.parametrize(
    ("formula", "change", "word"),
    [
        ("comp ~ cond + (1 | pid)", {"comp": 4}, "Every answer of comp is 4"),
        ("comp ~ cond + (1 | pid)", {"pid": 1}, "pid has a single level"),
        ("comp ~ cond + (1 | pid)", {"comp": 2.5}, "lmm"),
        ("comp ~ cond + (1 | pid)", {"comp": "often"}, "text"),
        ("comp ~ cond + (1 | pid)", {"comp": np.nan}, "No row"),
        ("comp ~ cond", {}, "no random effect"),
        ("comp ~ 0 + cond + (1 | pid)", {}, "thresholds"),
        ("comp ~ kond + (1 | pid)", {}, "kond"),
    ],
)
def test_what_cannot_be_fitted_is_said(few, formula, change, word):
    with pytest.raises(FormulaError, match=word):
        clmm(formula, few.assign(**change))


def test_unordered_categories_are_refused(few):
    with pytest.raises(FormulaError, match="order"):
        clm("sequence_of_three ~ cond", few.assign(sequence_of_three=pd.Categorical(few.case % 3)))


@pytest.mark.parametrize("arguments", [{"link": "cauchit"}, {"quadrature": 0}, {"quadrature": 5}])
def test_impossible_arguments_are_refused(few, arguments):
    with pytest.raises(AnalysisError):
        clmm("comp ~ cond + (1 | pid) + (1 | case)", few, **arguments)


def test_ordered_categories_and_booleans_are_understood(few):
    words = pd.Categorical.from_codes(few.comp - 1, ["never", "rarely", "often", "mostly", "always"], ordered=True)
    named = clm("words ~ cond", few.assign(words=words))
    assert named.summary().term.tolist() == [
        "never|rarely",
        "rarely|often",
        "often|mostly",
        "mostly|always",
        "condvisual",
    ]
    assert named.log_likelihood == clm("comp ~ cond", few).log_likelihood
    binary = clm("agree ~ cond", few.assign(agree=few.comp >= 4))
    assert binary.summary().term.tolist() == ["FALSE|TRUE", "condvisual"]
