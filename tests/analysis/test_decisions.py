import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.decisions import calibration, calibration_curve, clustered_ratio, reliance
from analysis.paired import pair

MEASURES = [
    "agreement",
    "switch",
    "rair",
    "rsr",
    "over_reliance",
    "under_reliance",
    "first_accuracy",
    "final_accuracy",
    "d_prime",
    "criterion",
]


@pytest.fixture
def trials(golden_data):
    return golden_data("sim_reliance.csv")


@pytest.mark.parametrize("condition", ["text", "visual"])
def test_measures_equal_r(golden, trials, condition):
    # written out in base_r.R
    reference = golden("base_r")["reliance"][condition]
    summary = reliance(trials, by="condition").summary().set_index("term")["estimate"]
    assert {name: summary[f"{condition}: {name}"] for name in MEASURES} == pytest.approx(reference, rel=1e-9)


def test_standard_error_is_clustered_by_participant(golden, trials):
    result = reliance(trials, by="condition").summary().set_index("term")
    row = result.loc["text: switch"]
    assert row["std_error"] == pytest.approx(golden("base_r")["switch_se_text"], rel=1e-9)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_a_ratio_over_clusters_equals_the_survey_package():
    # survey 4.1-1: svyratio(~k, ~n, svydesign(~id, data, weights = ~1)), confint(df = 5)
    found = clustered_ratio(np.array([3.0, 1, 2, 0, 5, 4]), np.array([4.0, 4, 5, 2, 6, 9]), 0.95)
    assert found == pytest.approx((0.5, 0.1, 0.242941816436, 0.757058183564), rel=1e-9)


def test_rates_of_he_and_colleagues_come_out_as_published(golden):
    published = golden("published")["he_2023_system"]
    followed, helpful = published["helpful"]
    kept, harmful = published["harmful"]
    final = ["accept"] * followed + ["reject"] * (helpful - followed) + ["accept"] * kept
    trials = pd.DataFrame(
        {
            "participant": 1,
            "truth": "accept",
            "ai_answer": ["accept"] * helpful + ["reject"] * harmful,
            "first_judgement": ["reject"] * helpful + ["accept"] * harmful,
            "final_judgement": final + ["reject"] * (harmful - kept),
        }
    )
    rates = {rate.name: rate.estimate.estimate for rate in reliance(trials).rates}
    for name in ("rair", "rsr", "switch"):
        assert rates[name] == pytest.approx(published[name], abs=5e-5)


def test_participants_add_up_to_the_pooled_counts(trials):
    result = reliance(trials, by="condition")
    per_person = result.per_participant
    assert len(per_person) == 2 * trials["participant"].nunique()
    counts = result.counts().set_index(["group", "name"])
    assert counts.loc[("text", "agreement"), "denominator"] == (trials["condition"] == "text").sum()
    assert per_person["rair"].isna().sum() == counts.xs("rair", level="name")["undefined"].sum()


def test_rates_of_participants_can_be_compared_as_pairs(trials):
    per_person = reliance(trials, by="condition").per_participant
    pairs = pair(per_person, "final_accuracy")
    direct = trials.assign(right=trials["final_judgement"] == trials["truth"])
    means = direct.groupby(["participant", "condition"])["right"].mean().unstack()
    assert pairs.differences == pytest.approx((means["visual"] - means["text"]).to_numpy())


def test_undefined_is_counted_and_never_zero(trials):
    always_right = trials.assign(ai_answer=trials["truth"])
    result = reliance(always_right)
    rates = {rate.name: rate for rate in result.rates}
    assert np.isnan(rates["rsr"].estimate.estimate)
    assert rates["rsr"].undefined == trials["participant"].nunique()
    assert "rsr is undefined: no trial could count." in result.messages
    assert np.isnan(result.detection[0].estimate)
    one_sure = trials.assign(
        first_judgement=trials["first_judgement"].where(trials["participant"] != 3, trials["truth"])
    )
    assert "rair is undefined for 1 of 24 participants." in reliance(one_sure).messages


def test_without_a_first_judgement_the_rest_is_computed(trials):
    alone = reliance(trials, first=None)
    assert [rate.name for rate in alone.rates] == ["agreement", "final_accuracy"]
    assert alone.detection == reliance(trials).detection


def test_missing_answers_are_left_out_and_counted(trials):
    gaps = trials.assign(final_judgement=trials["final_judgement"].where(trials.index > 3))
    result = reliance(gaps)
    assert "4 trials with a missing answer left out." in result.messages
    assert result.counts()["denominator"].max() == len(trials) - 4
    nobody = reliance(trials.iloc[:0])
    assert nobody.summary()["estimate"].isna().all()
    assert "No complete trial" in nobody.messages[0]


def test_calibration_equals_r(golden, trials):
    # written out in base_r.R
    scored = trials.assign(final_correct=trials["final_judgement"] == trials["truth"])
    result = calibration(scored)
    reference = golden("base_r")["calibration"]
    assert result.brier.estimate == pytest.approx(reference["brier"], rel=1e-9)
    assert result.ece == pytest.approx(reference["ece"], rel=1e-9)
    assert result.curve()["n"].sum() == len(trials)
    expected = (scored["final_confidence"] / 100 - scored["final_correct"]).mean()
    assert result.overconfidence.estimate == pytest.approx(expected)


def test_a_bin_of_the_curve_has_wilsons_interval():
    # prop.test(3, 7, correct = FALSE)
    (found,) = calibration_curve(np.full(7, 0.55), np.repeat([1.0, 0.0], [3, 4]), bins=10)
    assert (found.low, found.high, found.n, found.mean_confidence) == pytest.approx((0.5, 0.6, 7, 0.55))
    assert (found.share_correct, found.ci_low, found.ci_high) == pytest.approx(
        (3 / 7, 0.158219855251, 0.749541635472), rel=1e-9
    )


def test_perfectly_calibrated_answers_have_no_calibration_error():
    trials = pd.DataFrame(
        {"participant": range(10), "final_confidence": [80] * 10, "final_correct": [True] * 8 + [False] * 2}
    )
    result = calibration(trials)
    assert result.ece == pytest.approx(0, abs=1e-12)
    assert result.brier.estimate == pytest.approx(0.16)


def test_calibration_without_answers_says_so(trials):
    scored = trials.assign(final_correct=1, final_confidence=np.nan)
    result = calibration(scored)
    assert result.summary()["estimate"].isna().all()
    assert "No answer with a confidence" in result.messages[-1]


def test_wrong_scales_are_refused(trials):
    scored = trials.assign(final_correct=1)
    with pytest.raises(AnalysisError, match="scale="):
        calibration(scored, scale=1)
    with pytest.raises(AnalysisError, match="0 and 1"):
        calibration(scored.assign(final_correct=2))
    with pytest.raises(AnalysisError, match="did you mean 'ai_answer'"):
        reliance(trials, ai="ai_answers")
