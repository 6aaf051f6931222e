"""Everyone is accounted for."""

from analysis.confirmatory import baseline, flow, reliability
from analysis.data import Dataset
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


def test_the_flow_adds_up() -> None:
    counted = flow(made_up())
    assert (counted.arrived, counted.consented, counted.allocated) == (26, 24, 24)
    assert counted.ended_before == {"declined": 1, "screened out (AGE)": 1}
    assert [lane.allocated for lane in counted.sequences] == [6, 6, 6, 6]
    last = counted.sequences[3]
    assert [(period.started, period.completed) for period in last.periods] == [(6, 6), (5, 5)]
    assert last.completed + sum(last.ended.values()) == last.allocated
    assert last.ended == {"timed out": 1}


def test_an_unanswered_case_leaves_the_period_incomplete() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4, last_leaves=False)
    rows = frames["responses"]
    frames["responses"] = rows[~((rows["participant"] == "P000") & (rows["position"] == 6))]
    first = flow(Dataset.from_frames(frames, study)).sequences[0].periods[0]
    assert (first.started, first.completed) == (1, 0)


def test_a_skipped_case_is_counted_once_and_not_as_answered() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4, last_leaves=False)
    rows = frames["responses"]
    rows.loc[(rows["participant"] == "P000") & (rows["position"] == 6), ["value", "missing"]] = [None, "skipped"]
    counted = flow(Dataset.from_frames(frames, study))
    assert [period.skipped for lane in counted.sequences for period in lane.periods] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert counted.sequences[0].periods[0].completed == 0
    assert list(counted.table()["skipped"]) == [1, 0, 0, 0, 0, 0, 0, 0]


def test_an_erased_participant_still_counts_as_allocated() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4, last_leaves=False)
    people = frames["participants"]
    erased = people["participant"] == "P001"
    people.loc[erased, "status"] = "withdrawn"
    people.loc[erased, ["created_at", "consented_at", "allocated_at", "completed_at"]] = None
    for table in ("responses", "trials"):
        frames[table] = frames[table][frames[table]["participant"] != "P001"]
    counted = flow(Dataset.from_frames(frames, study))
    assert counted.allocated == counted.consented == 4
    assert counted.sequences[1].ended == {"withdrawn": 1}


def test_the_baseline_table_has_every_characteristic_by_sequence_and_in_all() -> None:
    table = baseline(made_up())
    training = table[table["characteristic"] == "Do you have medical training?"]
    assert set(training["group"]) == {"s1", "s2", "s3", "s4", "all"}
    in_all = training[training["group"] == "all"]
    assert in_all["count"].sum() == in_all["n"].iloc[0] == 24
    assert set(table["characteristic"]) == {"Do you have medical training?", "How old are you?", "Propensity to trust"}


def test_reliability_has_one_row_a_person_and_condition() -> None:
    scales = reliability(made_up())
    assert {(scale.scale, scale.condition) for scale in scales} == {
        ("Perceived comprehension", "text"),
        ("Perceived comprehension", "images"),
        ("S-TIAS", "text"),
        ("S-TIAS", "images"),
        ("Propensity to trust", None),
        ("UMUX-Lite", None),
    }
    assert {scale.result.n for scale in scales if scale.condition == "text"} == {23}
