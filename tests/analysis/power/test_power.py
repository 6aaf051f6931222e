from __future__ import annotations

import numpy as np
import pytest

from analysis import AnalysisError
from analysis.figures import alt_text, power_plot
from analysis.power import Assumptions, Scenario, calibrate, power_curve, power_page, replicates
from analysis.power._calibration import exact_interval
from protocols import Study, load_study
from tests.analysis.data.made_up import ANALYSIS, made_up_study

STEADY = Assumptions(case_effect_sd=0.0)


@pytest.fixture(scope="module")
def study() -> Study:
    """One primary hypothesis, tested by a paired t test without a model."""
    first, *_ = ANALYSIS["hypotheses"]
    kept = {key: value for key, value in first.items() if key != "model"}
    return made_up_study(hypotheses=[kept], test="paired_t")


def test_equal_seeds_give_equal_studies_of_any_grid(study: Study) -> None:
    alone = power_curve(study, [12], simulations=3, seed=5).table
    among = power_curve(study, [8, 12], simulations=3, seed=5).table
    assert among[among["participants"] == 12].reset_index(drop=True).equals(alone)
    assert not power_curve(study, [12], simulations=3, seed=6).table["dz"].equals(alone["dz"])


@pytest.mark.slow
def test_simulated_power_agrees_with_the_closed_form(study: Study) -> None:
    [row] = power_curve(study, [16], simulations=40, seed=2, assumptions=STEADY).table.itertuples()
    low, high = exact_interval(row.rejected, row.simulations, 0.999)
    assert low < row.paired_t < high
    assert 0.1 < row.paired_t < 0.95


@pytest.mark.slow
def test_the_average_estimate_is_the_stated_truth(study: Study) -> None:
    found = replicates(Scenario(study, 16, 40, 4, STEADY))
    error = found["estimate"].std() / np.sqrt(len(found))
    assert found["truth"].nunique() == 1
    assert abs(found["estimate"].mean() - found["truth"].iloc[0]) < 4 * error


@pytest.mark.slow
def test_a_sound_analysis_is_found_sound(study: Study) -> None:
    found = calibrate(study, 12, simulations=40, seed=7, assumptions=STEADY)
    assert found.table["kept"].all(), found.messages
    assert set(found.table["promised"]) == {0.05, 0.95}


@pytest.mark.slow
def test_effects_that_differ_between_cases_break_a_test_that_takes_cases_as_fixed(study: Study) -> None:
    wild = Assumptions(participant_effect_sd=0.0, case_effect_sd=2.0)
    found = calibrate(study, 16, simulations=25, seed=7, assumptions=wild)
    assert not found.table["kept"].all()
    assert any(message.startswith("False positive of h1") for message in found.messages)


@pytest.mark.slow
def test_the_built_in_study_is_tested_by_its_declared_models() -> None:
    found = replicates(Scenario(load_study("skingen"), 12, 1, 1, Assumptions()))
    assert found["hypothesis"].tolist() == ["h1", "h2", "h3"]
    assert (found["decided_by"] == "model").all()


def test_a_plan_that_cannot_be_tested_says_why() -> None:
    first, *_ = ANALYSIS["hypotheses"]
    with pytest.raises(AnalysisError, match="no primary hypothesis"):
        power_curve(made_up_study(hypotheses=[{**first, "family": "secondary"}]), [8], simulations=1, seed=1)
    with pytest.raises(AnalysisError, match="give 2 and 1 at least"):
        power_curve(made_up_study(), [1], simulations=1, seed=1)


def test_the_page_shows_curve_and_assumptions(study: Study) -> None:
    curve = power_curve(study, [8], simulations=4, seed=1)
    page = power_page(study, curve)
    assert alt_text(power_plot(curve.table)) in page
    assert "participant_effect_sd" in page
    assert "4 studies of 8 participants each" in page
    assert page == power_page(study, curve)


# binom.test(7, 200)$conf.int
def test_the_binomial_interval_equals_r() -> None:
    assert exact_interval(7, 200) == pytest.approx((0.01418552590, 0.07078099835), abs=1e-9)
    assert exact_interval(0, 10)[0] == 0.0
    assert exact_interval(10, 10)[1] == 1.0
