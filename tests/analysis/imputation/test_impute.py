"""Imputed values come from the model of what was seen, with its uncertainty."""

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.imputation import contrast, impute


def with_gaps(study: pd.DataFrame) -> pd.DataFrame:
    """Every fifth person leaves after period 1, and items are skipped here and there, as in missing.R."""
    left = (study["pid"] % 5 == 0) & (study["period"] == 2)
    skipped = (study["pid"] + 3 * study["case"]) % 17 == 0
    rows = study.rename(columns={"pid": "participant", "cond": "condition"})
    return rows.assign(value=rows["comp"].astype(float).mask(left | skipped))


def test_the_pooled_difference_is_that_of_the_mixed_model_on_what_is_left(golden, golden_data):
    # lmer(comp ~ cond + period + (0 + cond | pid) + (1 | case), d[!d$gone, ])
    reference = golden("missing")["gaps"]
    rows = with_gaps(golden_data("sim_a_n32.csv"))
    assert rows["value"].isna().sum() == reference["missing"]
    filled = impute(rows, np.random.default_rng(1), imputations=400)
    found = contrast(filled, "text", "visual").pooled()
    assert found.pooled.estimate == pytest.approx(reference["estimate"], abs=0.015)
    assert found.pooled.std_error == pytest.approx(reference["std_error"], rel=0.06)
    assert 0.1 < found.missing_information < 0.4


def drop_out(rng: np.random.Generator, people: int = 400) -> pd.DataFrame:
    """Text then visual; a person's effect grows with the level, and those with a low first period leave: true effect 0.5."""
    level = rng.normal(0, 1, people)
    effect = 0.5 + 0.8 * level
    rows = pd.DataFrame(
        [(person, period, case) for person in range(people) for period in (1, 2) for case in range(4)],
        columns=["participant", "period", "case"],
    )
    rows["condition"] = np.where(rows["period"] == 1, "text", "visual")
    later = (rows["period"] == 2).to_numpy()
    person = rows["participant"].to_numpy()
    rows["value"] = level[person] + effect[person] * later + rng.normal(0, 0.5, len(rows))
    first = rows[~later].groupby("participant")["value"].mean().to_numpy()
    return rows.assign(value=rows["value"].mask(later & (first[person] < -0.2)))


def test_drop_out_by_what_was_seen_biases_completers_but_not_the_imputed_difference():
    rows = drop_out(np.random.default_rng(3)).drop(columns="period")
    means = rows.groupby(["participant", "condition"])["value"].mean().unstack()
    assert (means["visual"] - means["text"]).mean() > 0.9
    found = contrast(impute(rows, np.random.default_rng(4)), "text", "visual").pooled()
    assert found.pooled.ci_low < 0.5 < found.pooled.ci_high
    assert found.pooled.estimate == pytest.approx(0.5, abs=0.15)


def test_a_seed_gives_the_same_values_and_observed_ones_stay(golden_data):
    rows = with_gaps(golden_data("sim_a_n32.csv"))
    one, again, other = (impute(rows, np.random.default_rng(seed), imputations=3) for seed in (1, 1, 2))
    assert np.array_equal(one.drawn, again.drawn)
    assert not np.array_equal(one.drawn, other.drawn)
    completed = one.completed(0)["value"]
    assert completed.notna().all()
    assert completed[~one.missing].equals(rows.loc[rows["value"].notna(), "value"])
    assert completed[one.missing].tolist() == one.drawn[0].tolist()


def test_times_are_drawn_above_zero(golden_data):
    study = golden_data("sim_a_n32.csv")
    rows = with_gaps(study)
    rows["value"] = study["time_s"].mask(rows["value"].isna())
    filled = impute(rows, np.random.default_rng(1), scale="log")
    assert filled.drawn.min() > 0
    assert np.median(filled.drawn) == pytest.approx(study["time_s"].median(), rel=0.15)
    with pytest.raises(AnalysisError, match="above 0"):
        impute(rows.assign(value=rows["value"] - 100), np.random.default_rng(1), scale="log")


def test_groups_are_compared_where_nobody_meets_both_conditions():
    rng = np.random.default_rng(5)
    rows = pd.DataFrame({"participant": np.repeat(range(60), 3), "condition": ["text"] * 90 + ["visual"] * 90})
    rows["value"] = rng.normal(size=60)[rows["participant"]] + (rows["condition"] == "visual") + rng.normal(size=180)
    gaps = rows.assign(value=rows["value"].mask(rows.index % 7 == 0))
    found = contrast(impute(gaps, rng), "text", "visual")
    assert found.treated is not None
    assert found.treated.sum() == 0
    means = rows.groupby(["condition", "participant"])["value"].mean()
    assert found.pooled().pooled.estimate == pytest.approx(means["visual"].mean() - means["text"].mean(), abs=0.15)


def test_a_shift_moves_the_difference_by_the_share_that_is_missing(golden_data):
    rows = with_gaps(golden_data("sim_a_n32.csv"))
    compared = contrast(impute(rows, np.random.default_rng(1)), "text", "visual")
    treated = rows[rows["condition"] == "visual"]
    moved = compared.pooled(2.0).pooled.estimate - compared.pooled().pooled.estimate
    assert moved == pytest.approx(2.0 * treated["value"].isna().mean())


def test_a_contrast_of_contrasts_is_that_of_the_completed_means(golden_data):
    rows = with_gaps(golden_data("sim_a_n32.csv"))
    rows["ai_correct"] = rows["case"] <= 6
    filled = impute(rows, np.random.default_rng(1), imputations=2)
    means = filled.completed(1).groupby(["participant", "ai_correct", "condition"])["value"].mean().unstack([1, 2])
    expected = (means[True, "visual"] - means[True, "text"]) - (means[False, "visual"] - means[False, "text"])
    compared = contrast(filled, "text", "visual", by_correctness=True)
    assert compared.observed + compared.imputed[1] == pytest.approx(expected.to_numpy())


def test_participants_without_both_conditions_and_other_conditions_do_not_enter():
    rng = np.random.default_rng(6)
    rows = pd.DataFrame({"participant": np.repeat(range(8), 3), "condition": ["text", "visual", "third"] * 8})
    rows["value"] = rng.normal(size=24).round(3)
    rows = rows.drop(index=[1]).reset_index(drop=True)  # nothing visual was planned for the first participant
    rows.loc[4, "value"] = np.nan
    filled = impute(rows, rng, imputations=2)
    means = filled.completed(0).pivot(index="participant", columns="condition", values="value")
    compared = contrast(filled, "text", "visual")
    expected = (means["visual"] - means["text"]).dropna()
    assert len(expected) == 7
    assert compared.observed + compared.imputed[0] == pytest.approx(expected.to_numpy())


def test_nothing_is_drawn_where_nothing_can_be_known():
    rows = pd.DataFrame({"participant": [1, 1, 2, 2], "condition": ["a", "b"] * 2, "value": [1.0, 2, 3, np.nan]})
    assert "2 participants with a value under 'a'" in impute(rows, np.random.default_rng(1)).messages[0]
    equal = impute(rows.assign(value=[1.0, 1, 1, np.nan]), np.random.default_rng(1))
    assert "all observed values are equal" in equal.messages[0]
    complete = impute(rows.assign(value=1.0), np.random.default_rng(1))
    assert (complete.messages, complete.missing.any()) == ((), False)


@pytest.mark.parametrize("answers", ["all equal within a condition", "all equal within a cell"])
def test_answers_without_spread_are_filled_with_what_is_certain(golden_data, answers):
    rows = with_gaps(golden_data("sim_a_n32.csv"))
    certain = 1.0 + 3.0 * (rows["condition"] == "visual")
    if answers == "all equal within a cell":
        certain += rows["participant"] % 4 / 4
    filled = impute(rows.assign(value=certain.mask(rows["value"].isna())), np.random.default_rng(1))
    assert np.abs(filled.drawn - certain[filled.missing].to_numpy()).max() < 1


def test_an_empty_participant_is_refused():
    rows = pd.DataFrame({"participant": [1, None], "condition": ["a", "b"], "value": [1.0, np.nan]})
    with pytest.raises(AnalysisError, match="Column 'participant' has empty cells"):
        impute(rows, np.random.default_rng(1))


def ratings(rng: np.random.Generator) -> pd.DataFrame:
    """A crossover of 32 people with five-point ratings; the quarter with the lowest first period leaves after it."""
    rows = pd.DataFrame(
        [(person, 1 + ((case >= 6) ^ (person % 2)), case) for person in range(32) for case in range(12)],
        columns=["participant", "period", "case"],
    )
    person, case = rows["participant"].to_numpy(), rows["case"].to_numpy()
    treated = (rows["period"] == 1).to_numpy() ^ (person // 2 % 2 == 1)
    own = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 0.5]], 32)
    level = own[person, 0] + (0.5 + own[person, 1]) * treated + rng.normal(0, 0.5, 12)[case]
    rows["condition"] = np.where(treated, "visual", "text")
    rows["value"] = 1.0 + np.digitize(level + rng.logistic(size=len(rows)), [-2, -0.7, 0.7, 2])
    first = rows[rows["period"] == 1].groupby("participant")["value"].mean()
    left = (first.rank() <= 8).to_numpy()[person] & (rows["period"] == 2)
    return rows.assign(value=rows["value"].mask(left))


@pytest.mark.full
def test_intervals_cover_the_truth_as_often_as_they_say():
    truth = 0.279  # the same model, 400,000 people and cases drawn
    found = []
    for number in range(200):
        rng = np.random.default_rng(number)
        found.append(contrast(impute(ratings(rng), rng), "text", "visual").pooled().pooled)
    covered = np.mean([row.ci_low < truth < row.ci_high for row in found])
    assert 0.91 <= covered <= 0.985
    spread = np.std([row.estimate for row in found])
    assert np.mean([row.std_error for row in found]) == pytest.approx(spread, rel=0.12)
