"""Profile-likelihood intervals of declared models, where the plan declares them."""

import numpy as np
import pytest

from analysis.confirmatory import ModelResult, declared_model
from analysis.confirmatory._profiled import profiled
from analysis.outcomes import outcomes
from analysis.report import methods
from tests.analysis.confirmatory.test_model import MODELS, study_with
from tests.analysis.data.made_up import made_up


def fitted(name: str, **plan: str) -> ModelResult:
    dataset = made_up(study_with(MODELS, **plan))
    hypotheses = {hypothesis.id: hypothesis for hypothesis in dataset.study.protocol.analysis.hypotheses}
    model = declared_model(dataset, outcomes(dataset), hypotheses[name])
    assert model is not None
    return model


def test_a_declared_profile_interval_replaces_walds() -> None:
    wald, profile = fitted("h2"), fitted("h2", model_intervals="profile")
    assert profile.coefficient.estimate == wald.coefficient.estimate
    assert profile.p_value == wald.p_value
    expected = wald.fit.profile(["conditionimages"]).iloc[0]  # type: ignore[union-attr]
    ends = (profile.coefficient.ci_low, profile.coefficient.ci_high)
    assert ends == pytest.approx((expected["ci_low"], expected["ci_high"]), abs=1e-6)
    assert ends != pytest.approx((wald.coefficient.ci_low, wald.coefficient.ci_high), abs=1e-4)


def test_a_linear_model_keeps_its_interval() -> None:
    assert fitted("h1", model_intervals="profile").coefficient == fitted("h1").coefficient


def test_a_contrast_without_a_standard_error_is_left_as_it_is() -> None:
    model = fitted("h2")
    nothing = type(model.coefficient)("condition", 30.0, np.nan)
    assert profiled(nothing, model.fit, [(1.0, {"condition": "images"})], 0.95) is nothing  # type: ignore[arg-type]


def test_the_methods_name_the_interval() -> None:
    text = " ".join(methods(made_up(study_with(MODELS, model_intervals="profile"))))
    assert "coefficients with profile-likelihood intervals" in text
    assert "coefficients with Wald intervals" in " ".join(methods(made_up(study_with(MODELS))))
