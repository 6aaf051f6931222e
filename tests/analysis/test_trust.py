import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.decisions import trust_calibration
from analysis.paired import pair


@pytest.fixture
def trials(golden_data):
    frame = golden_data("sim_reliance.csv")
    return frame.assign(final_correct=frame["final_judgement"] == frame["truth"])


def confidence_of(trials, **options):
    return trust_calibration(trials, trust="final_confidence", correct="final_correct", **options)


def test_slopes_and_areas_of_participants_equal_r(golden, trials):
    # coef(lm(final_confidence ~ final_correct, p)); pROC::auc(roc(p$final_correct, p$final_confidence, direction = "<"))
    reference = golden("trust")["within"]
    people = confidence_of(trials).per_participant.dropna()
    assert people["slope"].to_numpy() == pytest.approx(np.array(reference["slopes"]), rel=1e-9)
    assert people["auc"].to_numpy() == pytest.approx(np.array(reference["aucs"]), rel=1e-9)


@pytest.mark.parametrize("term", ["slope", "auc"])
def test_means_over_participants_equal_r(golden, trials, term):
    # t.test(slope); t.test(area, mu = .5)
    reference = golden("trust")["within"][term]
    row = confidence_of(trials).summary().set_index("term").loc[term]
    found = [row[name] for name in ("estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high")]
    expected = [reference[name] for name in ("estimate", "std_error", "statistic", "p")] + reference["conf"]
    assert found == pytest.approx(expected, rel=1e-9)


def test_the_pooled_area_equals_r(golden, trials):
    # pROC::auc, and Obuchowski's standard error written out in trust.R
    reference = golden("trust")["pooled"]
    row = confidence_of(trials).summary().set_index("term").loc["auc_pooled"]
    assert row["estimate"] == pytest.approx(reference["auc"], rel=1e-9)
    assert row["std_error"] == pytest.approx(reference["obuchowski"], rel=1e-9)


def test_independent_trials_have_delongs_standard_error(golden, trials):
    # sqrt(pROC::var(r, method = "delong"))
    alone = trials.assign(participant=range(len(trials)))
    row = confidence_of(alone).summary().set_index("term").loc["auc_pooled"]
    assert row["std_error"] == pytest.approx(golden("trust")["pooled"]["delong"], rel=1e-9)


def test_trust_that_follows_correctness_has_area_one_whatever_the_level():
    trials = pd.DataFrame({"participant": [1, 1, 2, 2, 3, 3], "ai_correct": [1, 0] * 3, "trust": [2, 1, 5, 3, 7, 6]})
    found = trust_calibration(trials).summary().set_index("term")["estimate"]
    assert found["auc"] == 1
    assert found["auc_pooled"] < 1
    ignoring = trust_calibration(trials.assign(trust=4)).summary().set_index("term")["estimate"]
    assert (ignoring["slope"], ignoring["auc"], ignoring["auc_pooled"]) == (0, 0.5, 0.5)


def test_conditions_can_be_compared_as_pairs(trials):
    found = confidence_of(trials, by="condition")
    assert [row.term for row in found.measures] == [
        f"{condition}: {term}" for condition in ("text", "visual") for term in ("slope", "auc", "auc_pooled")
    ]
    assert 0 < pair(found.per_participant, "auc").n <= trials["participant"].nunique()


def test_participants_with_one_kind_alone_are_counted_and_left_out(trials):
    never_right = trials.assign(final_correct=trials["final_correct"] & (trials["participant"] != 3))
    found = confidence_of(never_right)
    assert "1 participant without both right and wrong trials left out of slope and auc." in found.messages
    assert found.per_participant.set_index("participant")["auc"].isna().sum() == 1


def test_missing_ratings_are_counted_and_nothing_gives_nothing(trials):
    gaps = trials.assign(final_confidence=trials["final_confidence"].astype(float).mask(trials.index < 4))
    assert "4 trials without rating or correctness left out." in confidence_of(gaps).messages
    empty = confidence_of(trials.assign(final_confidence=np.nan))
    assert empty.summary().empty
    assert "nothing can be computed" in empty.messages[-1]


def test_correctness_must_be_right_or_wrong(trials):
    with pytest.raises(AnalysisError, match="0 and 1"):
        trust_calibration(trials, trust="final_confidence", correct="case")
