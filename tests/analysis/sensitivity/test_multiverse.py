"""Every path is the analysis that it names, and the deciding one is marked."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import lmm
from analysis.confirmatory import Results, model_rows, run_plan
from analysis.data import Dataset
from analysis.sensitivity import first_period_difference, multiverse
from tests.analysis.confirmatory.test_model import MODELS, study_with
from tests.analysis.data.made_up import made_up, made_up_frames


@pytest.fixture(scope="module")
def results() -> Results:
    return run_plan(made_up(study_with(MODELS, decides="model")))


def test_paths_cross_participants_and_methods(results: Results) -> None:
    paths = {found.hypothesis.id: found.paths for found in multiverse(results)}
    assert list(paths) == ["h1", "h2", "h3"]
    assert paths["h2"].groupby("participants").size().to_dict() == {"everyone": 6, "per protocol": 6}
    assert set(paths["h2"]["method"]) - set(paths["h1"]["method"]) == {"linear mixed model"}


def test_the_deciding_path_is_marked_once(results: Results) -> None:
    for found, result in zip(multiverse(results), results.family("primary"), strict=True):
        (row,) = found.paths[found.paths["declared"]].itertuples()
        assert (row.method, row.participants) == ("declared model", "everyone")
        assert row.estimate == result.effect.estimate
        assert 0 < found.same_sign <= 1


def test_the_linear_path_is_the_declared_formula_as_a_linear_model(results: Results) -> None:
    trust = next(found.outcome for found in results.outcomes if found.outcome.id == "trust")
    fit = lmm(MODELS["h2"], model_rows(results.dataset, results.values, trust)).summary().set_index("term")
    paths = multiverse(results)[1].paths.set_index(["participants", "method"])
    assert paths.loc[("everyone", "linear mixed model"), "estimate"] == pytest.approx(
        fit.loc["conditionimages", "estimate"]
    )


def test_the_first_period_is_compared_between_participants(results: Results) -> None:
    rows = results.values.query("outcome == 'trust' and period == 1")
    means = rows.groupby(["participant", "condition"])["value"].mean().reset_index()
    images, text = (means.loc[means["condition"] == name, "value"] for name in ("images", "text"))
    found = first_period_difference(results.values, "trust", "text", "images")
    expected = stats.ttest_ind(images, text, equal_var=False)
    assert (found.estimate, found.p_value) == pytest.approx((images.mean() - text.mean(), expected.pvalue))
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(expected.confidence_interval()))


def test_its_interaction_compares_right_minus_wrong(results: Results) -> None:
    rows = results.values.query("outcome == 'trust' and period == 1")
    cells = rows.groupby(["participant", "condition", "ai_correct"])["value"].mean().unstack()
    gaps = (cells[True] - cells[False]).groupby("condition").mean()
    found = first_period_difference(results.values, "trust", "text", "images", contrast="condition:ai_correct")
    assert found.estimate == pytest.approx(gaps["images"] - gaps["text"])


def test_means_that_differ_only_by_binary_fractions_vary_not() -> None:
    rows = [
        ("a", "text", [0.1, 0.2, 0.3]),
        ("b", "text", [0.3, 0.2, 0.1]),
        ("c", "images", [0.5] * 3),
        ("d", "images", [0.5] * 3),
    ]
    values = pd.DataFrame(rows, columns=["participant", "condition", "value"]).explode("value")
    found = first_period_difference(values.assign(outcome="trust", period=1), "trust", "text", "images")
    assert np.isnan(found.p_value)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_few_people_give_few_paths_and_no_error(people: int) -> None:
    study = study_with(MODELS, decides="model")
    outcome = run_plan(Dataset.from_frames(made_up_frames(study, participants=people), study))
    for found in multiverse(outcome):
        assert isinstance(found.paths, pd.DataFrame)
        assert np.isfinite(found.paths["ci_low"].astype(float)).all()
