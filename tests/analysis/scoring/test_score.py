"""Scores follow the instrument's own definition."""

import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.data import Dataset
from analysis.scoring import bounds_of, numeric_answers, score
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


def with_answers(answers: dict[str, object], page: str, **place: object) -> Dataset:
    """The made-up dataset in which P000 gave these answers on a page."""
    study = made_up_study()
    frames = made_up_frames(study, participants=4)
    rows = frames["responses"]
    mine = (rows["participant"] == "P000") & rows["item"].isin(answers)
    for name, wanted in place.items():
        mine &= rows[name] == wanted
    rows["value"] = rows["value"].astype(object)
    for item, value in answers.items():
        here = mine & (rows["item"] == item)
        assert here.sum() == 1, f"{page} asks {item} once"
        rows.loc[here, "value"] = value
        rows.loc[here, "missing"] = "" if value is not None else "prefer_not"
    return Dataset.from_frames(frames, study)


def scored(dataset: Dataset, name: str) -> pd.Series:
    rows = score(dataset)
    return rows[(rows["participant"] == "P000") & (rows["score"] == name)].iloc[0]


def test_a_mean_turns_reversed_items_first() -> None:
    dataset = with_answers({"tia_1": 1, "tia_2": 4, "tia_3": 3}, "about_you")
    # tia_1 is reversed on 1 ... 5: 1 becomes 5; (5 + 4 + 3) / 3
    assert scored(dataset, "propensity")["value"] == pytest.approx(4.0)


def test_a_range_rescales_linearly() -> None:
    dataset = with_answers({"umux_1": 7, "umux_2": 4}, "closing")
    # UMUX-Lite (Lewis et al. 2013): (a + b - 2) / 12 x 100
    assert scored(dataset, "umux_lite")["value"] == pytest.approx(75.0)


def test_a_scale_over_two_pages_is_one_score_a_period() -> None:
    rows = score(made_up(participants=4, last_leaves=False))
    s_tias = rows[rows["score"] == "s_tias"]
    assert s_tias.groupby("participant")["period"].apply(sorted).map(list).tolist() == [[1, 2]] * 4
    assert s_tias["condition"].notna().all()


def test_a_score_needs_its_share_of_answers() -> None:
    enough = with_answers({"stias_1": 6, "stias_2": 4, "stias_3": None}, "after_block", period=1)
    row = scored(enough, "s_tias")
    assert (row["value"], row["n_answered"]) == (5.0, 2)
    too_few = with_answers({"stias_1": 6, "stias_2": None, "stias_3": None}, "after_block", period=1)
    row = scored(too_few, "s_tias")
    assert pd.isna(row["value"])
    assert row["n_answered"] == 1


def test_a_sum_is_the_mean_times_the_number_of_items() -> None:
    study = made_up_study()
    payload = study.payload()
    payload["instruments"]["s_tias"]["scores"][0] |= {"method": "sum"}
    changed = type(study).from_payload(payload)
    frames = made_up_frames(changed, participants=4)
    dataset = Dataset.from_frames(frames, changed)
    sums, means = score(dataset), score(Dataset.from_frames(made_up_frames(study, participants=4), study))
    of_scale = sums["score"] == "s_tias"
    assert sums.loc[of_scale, "value"].tolist() == pytest.approx(
        (3 * means.loc[of_scale, "value"]).tolist(), nan_ok=True
    )


def test_the_reversed_item_of_a_case_is_turned() -> None:
    dataset = with_answers({"comp_3": 5}, "final", position=1)
    rows = numeric_answers(dataset, ("comp_3",))
    mine = rows[(rows["participant"] == "P000") & (rows["position"] == 1)]
    assert mine["number"].tolist() == [1.0]


def test_items_that_store_words_cannot_be_scored() -> None:
    with pytest.raises(AnalysisError, match="stores words"):
        bounds_of(made_up_study(), ["training"])
    with pytest.raises(AnalysisError, match="no item 'nothing'"):
        bounds_of(made_up_study(), ["nothing"])


def test_nobody_answered_gives_an_empty_frame() -> None:
    study = made_up_study()
    empty = {table: frame.iloc[:0] for table, frame in made_up_frames(study, participants=4).items()}
    assert score(Dataset.from_frames(empty, study)).empty
