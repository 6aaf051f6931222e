from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import AnalysisError
from analysis.power import SPREADS, Assumptions, assumed_effects
from analysis.power._replicates import primary_study
from analysis.power._responses import Rating, Response, Share, Time, response_of
from protocols import Study, load_study
from tests.analysis.data.made_up import ANALYSIS, made_up_study


@pytest.fixture(scope="module")
def study() -> Study:
    return primary_study(load_study("skingen"))


@pytest.mark.parametrize("response", [Rating((5, 7), 1, 7), Share(), Share(defined=0.5), Time()])
def test_what_is_drawn_is_what_is_expected(response: Response) -> None:
    rng = np.random.default_rng(3)
    mean, sd = 0.4, 1.1
    drawn = response.draw(rng.normal(mean, sd, 200_000), rng)
    error = np.nanstd(drawn) / np.sqrt(np.isfinite(drawn).sum())
    assert abs(np.nanmean(drawn) - response.expected(mean, sd)) < 4 * error


def test_a_rating_has_the_points_and_ends_of_its_items(study: Study) -> None:
    outcomes = {outcome.id: outcome for outcome in study.protocol.analysis.outcomes}
    assert response_of(study, outcomes["trust"]) == Rating((7,), 1, 7)
    assert response_of(study, outcomes["nasa_tlx"]).expected(20, 0) == pytest.approx(100, abs=1e-4)


def test_by_default_the_smallest_effect_of_interest_is_true(study: Study) -> None:
    for effect, hypothesis in zip(
        assumed_effects(study, Assumptions()), study.protocol.analysis.hypotheses, strict=True
    ):
        # the interaction on trust is not linear on the scale, so both effects on it move each other a little
        assert effect.difference == pytest.approx(hypothesis.smallest_effect, abs=0.005)


def test_expected_differences_equal_an_integral() -> None:
    # integrate(function(u) (1 + sum(plogis(u - qlogis(1:4 / 5)))) * dnorm(u, level, sd)) in R, with the sd of all spreads together, at
    # the level with and without the condition, averaged over the cases in which the AI is right (two in three) and wrong
    found = assumed_effects(made_up_study(), Assumptions(effects={"h1": 0.5, "h2": 0.4, "h3": 0.6}))
    assert [effect.difference for effect in found[:3]] == pytest.approx(
        [0.330152130528, 0.26134701754, 0.39202052631], abs=1e-10
    )


def test_a_stated_effect_replaces_the_default(study: Study) -> None:
    h1, *_ = assumed_effects(study, Assumptions(effects={"h1": 0.0}))
    assert (h1.logits, h1.difference) == (0.0, 0.0)


def test_an_effect_of_no_hypothesis_is_refused(study: Study) -> None:
    with pytest.raises(AnalysisError, match="no hypothesis 'h9': the simulated ones are h1, h2, h3"):
        assumed_effects(study, Assumptions(effects={"h9": 1.0}))


def test_a_smallest_effect_beyond_the_scale_is_refused() -> None:
    first, *_ = ANALYSIS["hypotheses"]
    impossible = made_up_study(hypotheses=[{**first, "smallest_effect": 4.0}])
    with pytest.raises(AnalysisError, match="cannot be reached on the scale"):
        assumed_effects(impossible, Assumptions())


def test_a_negative_spread_is_refused() -> None:
    with pytest.raises(AnalysisError, match="case_sd=-1"):
        replace(Assumptions(), case_sd=-1)


def test_every_assumption_is_documented_with_its_default() -> None:
    page = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text(encoding="utf-8")
    defaults = Assumptions()
    assert [name for name in SPREADS if f"| `{name}` | {getattr(defaults, name)} |" not in page] == []
