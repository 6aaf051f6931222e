"""What is missing, who hurried, and how long cases took."""

import pandas as pd
import pytest

from analysis.data import Dataset
from analysis.quality import case_times, missing_answers, participant_quality
from analysis.scoring import keyed_answers, scale_answers
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return made_up()


def blind(dataset: Dataset) -> Dataset:
    """The same without conditions, as before unblinding."""
    frames = {
        name: getattr(dataset, name).assign(
            **{column: None for column in ("condition", "sequence", "label") if column in getattr(dataset, name)}
        )
        for name in ("participants", "allocations", "trials", "responses", "timings", "events")
    }
    return Dataset.from_frames(frames, dataset.study)


def test_every_unanswered_item_is_counted_with_its_reason(dataset: Dataset) -> None:
    table = missing_answers(dataset)
    declined = dataset.responses[dataset.responses["missing"] == "prefer_not"]
    assert table["asked"].sum() == len(dataset.responses)
    assert table["missing"].sum() == table["prefer_not"].sum() == len(declined) > 0
    worst = table.iloc[0]
    same = declined[(declined["item"] == worst["item"]) & (declined["condition"] == worst["condition"])]
    assert worst["missing"] == len(same)
    assert worst["percent"] == pytest.approx(100 * len(same) / worst["asked"])
    assert table["percent"].is_monotonic_decreasing
    assert table.loc[table["item"] == "age", "condition"].isna().all()


def test_a_participant_is_described_by_what_was_recorded(dataset: Dataset) -> None:
    table = participant_quality(dataset).set_index("participant")
    assert len(table) == len(dataset.allocations), "who was never allocated is not judged"
    last = table.loc["P023"]
    assert (last["status"], last["cases"]) == ("timed_out", 6)
    mine = dataset.trials[dataset.trials["participant"] == "P003"]["duration_seconds"]
    assert table.loc["P003", "seconds_a_case"] == pytest.approx(mine.median())
    assert table.loc["P000", "excluded_by"] == "attention"
    assert table.loc["P001", "excluded_by"] == ""


def test_times_are_one_median_a_person_and_condition(dataset: Dataset) -> None:
    times = case_times(dataset)
    assert list(times["condition"].cat.categories) == ["Text only", "Text with images"]
    assert times.groupby("condition", observed=True).size().tolist() in ([24, 23], [23, 24])
    first = times[(times["participant"] == "P000") & (times["condition"] == "Text only")]["seconds"].item()
    rows = dataset.trials[(dataset.trials["participant"] == "P000") & (dataset.trials["condition"] == "text")]
    assert first == pytest.approx(rows["duration_seconds"].median())


def test_times_say_nothing_of_withheld_conditions(dataset: Dataset) -> None:
    times = case_times(blind(dataset))
    assert times["condition"].unique().tolist() == ["All conditions"]
    assert len(times) == 24


def test_nobody_gives_empty_tables() -> None:
    study = made_up_study()
    nobody = Dataset.from_frames(made_up_frames(study, participants=0), study)
    for table in (missing_answers(nobody), participant_quality(nobody), case_times(nobody), keyed_answers(nobody)):
        assert isinstance(table, pd.DataFrame)
        assert table.empty


def test_the_answers_of_a_scale_are_turned_and_one_row_a_person(dataset: Dataset) -> None:
    scales = {(each.scale, each.condition): each for each in scale_answers(dataset)}
    comprehension = scales["Perceived comprehension", "images"].answers
    assert list(comprehension.columns) == ["comp_1", "comp_2", "comp_3"]
    rows = dataset.responses
    rows = rows[(rows["participant"] == "P005") & (rows["condition"] == "images") & (rows["item"] == "comp_3")]
    assert comprehension.loc["P005", "comp_3"] == pytest.approx(6 - rows["value"].astype(float).mean())
    assert scales["Propensity to trust", None].answers.shape == (24, 3)
    assert scales["S-TIAS", "text"].published == "alpha .97"


def test_keyed_answers_are_one_or_nought(dataset: Dataset) -> None:
    wide = keyed_answers(dataset)
    assert wide.shape == (24, 12)
    assert set(wide.stack().dropna().unique()) == {0.0, 1.0}
    assert wide.loc["P023"].notna().sum() == 6
