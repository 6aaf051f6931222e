"""Deviance and derivatives against dense algebra and differences; what cannot be fitted is said."""

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.formula import RandomBlocks, model_frame
from analysis.linear import lmm
from analysis.linear._criterion import Criterion


@pytest.fixture(params=[True, False], ids=["reml", "ml"])
def criterion(request, three_conditions):
    frame = model_frame("y ~ cond + x + (1 + cond | subj) + (1 | item)", three_conditions)
    return Criterion(frame.response.to_numpy(), frame.x, RandomBlocks(frame.random), request.param), frame


PSI = np.array([0.9, 0.3, 0.5, -0.2, 0.1, 0.4, 0.6])


def test_deviance_equals_the_multivariate_normal_density(criterion):
    model, frame = criterion
    loadings = model.blocks.loadings(model.layout.split(PSI)[2])
    design = np.zeros((len(frame.x), model.blocks.size))
    for column, values in zip(model.blocks.columns, loadings, strict=True):
        design[np.arange(len(frame.x)), column] += values
    v = np.eye(len(frame.x)) + design @ design.T
    x, y = frame.x, frame.response.to_numpy()
    information = x.T @ np.linalg.solve(v, x)
    residual = y - x @ np.linalg.solve(information, x.T @ np.linalg.solve(v, y))
    df = len(y) - x.shape[1] * model.reml
    sigma2 = residual @ np.linalg.solve(v, residual) / df
    expected = df * np.log(2 * np.pi * sigma2) + np.linalg.slogdet(v)[1] + df
    expected += np.linalg.slogdet(information)[1] * model.reml
    assert model.at(PSI).deviance == pytest.approx(expected, abs=1e-7)
    assert model.at(PSI).sigma2 == pytest.approx(sigma2, rel=1e-9)


def test_derivatives_equal_differences(criterion):
    model, _ = criterion
    at, h = model.at(PSI), 1e-5
    for k, shift in enumerate(h * np.eye(len(PSI))):
        plus, minus = model.at(PSI + shift), model.at(PSI - shift)
        assert at.gradient[k] == pytest.approx((plus.deviance - minus.deviance) / (2 * h), abs=1e-5)
        assert at.unscaled_gradient[k] == pytest.approx((plus.unscaled - minus.unscaled) / (2 * h), abs=1e-6)
        rss = [found.sigma2 * model.df for found in (plus, minus)]
        assert at.rss_gradient[k] == pytest.approx((rss[0] - rss[1]) / (2 * h), abs=1e-5)


def test_a_predictor_far_from_zero_does_no_harm(three_conditions):
    near = lmm("y ~ I(x - 2020) + (1 | subj)", three_conditions).summary().iloc[1]
    far = lmm("y ~ I(x + 1000000) + (1 | subj)", three_conditions).summary().iloc[1]
    columns = ["estimate", "std_error", "df"]
    assert far[columns].tolist() == pytest.approx(near[columns].tolist(), rel=1e-6)


def test_many_participants_under_kenward_roger_are_refused_in_words(three_conditions):
    many = three_conditions.loc[np.repeat(three_conditions.index, 20)].assign(who=lambda d: np.arange(len(d)) % 5000)
    with pytest.raises(AnalysisError, match="satterthwaite"):
        lmm("y ~ cond + (1 | who)", many, df="kenward-roger")


@pytest.mark.parametrize(
    ("formula", "change", "word"),
    [
        ("y ~ cond", {}, "random effect"),
        ("y ~ cond + (1 | subj)", {"y": 3.0}, "nothing to explain"),
        ("y ~ cond + (1 | subj)", {"y": "slow"}, "not numeric"),
        ("y ~ cond + (1 | subj)", {"y": np.inf}, "not finite"),
        ("y ~ cond + (1 | subj)", {"subj": 1}, "single level"),
        ("y ~ cond + (1 | row)", {"row": range(285)}, "Leave out row"),
        # lme4: number of observations (=285) <= number of random effects (=285) for term (1 + cond | third)
        ("y ~ cond + (1 + cond | third)", {"third": np.arange(285) // 3}, "too few.*residual. Leave out the slopes"),
    ],
)
def test_what_cannot_be_fitted_is_said(three_conditions, formula, change, word):
    with pytest.raises(AnalysisError, match=word):
        lmm(formula, three_conditions.iloc[:285].assign(**change))


def test_kenward_roger_needs_reml(three_conditions):
    with pytest.raises(AnalysisError, match="reml"):
        lmm("y ~ cond + (1 | subj)", three_conditions, df="kenward-roger", reml=False)


@pytest.mark.parametrize("formula", ["y ~ cond + (1 | id)", "y ~ cond + (1 + cond | id)"])
@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize(
    "answer",
    [
        lambda person, _: 3 + person % 4,
        lambda person, treated: person % 4 + 0.5 * treated,
        lambda _, treated: 3 + treated,
    ],
    ids=["the person", "person and condition", "the condition"],
)
def test_nothing_is_estimated_where_no_residual_is_left(formula, reml, answer):
    """Everybody answers alike in all cases of a condition: the likelihood would rise without end."""
    rows = [(person, "ab"[treated], answer(person, treated)) for person in range(12) for treated in (0, 1)]
    data = pd.DataFrame(rows * 2, columns=["id", "cond", "y"])
    with pytest.raises(AnalysisError, match="explains every value exactly"):
        lmm(formula, data, reml=reml)


def test_a_small_residual_is_one(three_conditions):
    """People differ 10,000 times as much as they did; what varies within them stays what it was."""
    people = 10_000.0 * three_conditions["subj"].astype("category").cat.codes
    apart = lmm("z ~ cond + (1 | subj)", three_conditions.assign(z=three_conditions["y"] + people))
    before = lmm("y ~ cond + (1 | subj)", three_conditions)
    assert apart.sigma == pytest.approx(before.sigma, rel=1e-3)
    assert apart.summary()["std_error"][1] == pytest.approx(before.summary()["std_error"][1], rel=1e-3)
