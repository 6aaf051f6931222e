"""Every promised contrast with its gaps filled, and how far they would have to lie to matter."""

import numpy as np
import pytest

from analysis.confirmatory import allocated_outcomes, run_plan
from analysis.data import Dataset
from analysis.imputation import MissingDataResult, missing_data, planned_values
from analysis.outcomes import outcomes
from protocols import Study
from tests.analysis.data.designs import between_study, williams_study
from tests.analysis.data.made_up import made_up, made_up_frames, made_up_study


def examined(dataset: Dataset) -> tuple[MissingDataResult, ...]:
    return missing_data(dataset, allocated_outcomes(dataset))


@pytest.fixture(scope="module")
def found() -> dict[str, MissingDataResult]:
    return {result.hypothesis.id: result for result in examined(made_up())}


LEFT_TREATED = 8
"""Participants of `leavers` who left before the images."""


@pytest.fixture(scope="module")
def leavers() -> MissingDataResult:
    """The first hypothesis where a third left before the images."""
    study = made_up_study()
    frames = made_up_frames(study, effect=0.8, last_leaves=False)
    late = frames["trials"].query("condition == 'images' and period == 2")["participant"].unique()[:LEFT_TREATED]
    for table in ("trials", "responses"):
        gone = frames[table]["participant"].isin(late) & (frames[table]["period"] == 2)
        frames[table] = frames[table][~gone]
    return examined(Dataset.from_frames(frames, study))[0]


def test_cases_after_somebody_left_are_planned_and_missing() -> None:
    dataset = made_up()
    plan = dataset.study.protocol.analysis
    trust = next(outcome for outcome in plan.outcomes if outcome.id == "trust")
    planned = planned_values(dataset, outcomes(dataset), trust)
    assert len(planned) == 24 * 12
    missing = planned[planned["value"].isna()]
    assert set(missing["participant"]) == {"P023"}
    assert set(missing["period"]) == {2}
    assert sorted(missing["ai_correct"]) == [False] * 2 + [True] * 4


def test_scores_are_planned_once_a_period() -> None:
    dataset = made_up()
    s_tias = next(outcome for outcome in dataset.study.protocol.analysis.outcomes if outcome.id == "s_tias")
    planned = planned_values(dataset, outcomes(dataset), s_tias)
    assert len(planned) == 48
    assert planned["case"].isna().all()


def test_the_imputed_difference_lies_near_that_of_completers(found: dict[str, MissingDataResult]) -> None:
    first = found["h1"]
    assert (first.planned, first.missing, first.participants, first.incomplete) == (288, 6, 24, 1)
    assert first.pooled is not None
    assert first.pooled.df < 23
    observed = run_plan(made_up()).hypotheses[0].comparison.t
    assert first.pooled.pooled.estimate == pytest.approx(observed.mean, abs=0.05)
    assert 0 < first.pooled.missing_information < 0.15


def test_shifts_run_through_the_pooled_estimate(leavers: MissingDataResult) -> None:
    shifts = leavers.shifts
    middle = shifts[shifts["delta"] == 0]
    assert leavers.pooled is not None
    assert middle["estimate"].item() == leavers.pooled.pooled.estimate
    assert np.diff(shifts["estimate"]) == pytest.approx(np.diff(shifts["delta"]) * LEFT_TREATED / 24)


def test_the_tipping_point_is_where_an_end_of_the_interval_reaches_zero(leavers: MissingDataResult) -> None:
    assert leavers.pooled is not None
    assert leavers.pooled.pooled.ci_low > 0
    down, up = leavers.tipping
    assert -4 < down < 0
    assert np.isnan(up)
    ends = leavers.shifts.set_index("delta")["ci_low"]
    assert ((ends > 0) == (ends.index > down)).all()


def test_an_outcome_that_counts_only_some_trials_is_not_imputed(found: dict[str, MissingDataResult]) -> None:
    assert found["s2"].pooled is None
    assert "would have counted" in found["s2"].messages[0]


@pytest.mark.parametrize(("study", "planned", "most_df"), [(between_study(), 216, 16), (williams_study(), 144, 17)])
def test_other_designs_are_filled_too(study: Study, planned: int, most_df: int) -> None:
    frames = made_up_frames(study, participants=18, last_leaves=False)
    gone = {"P003": "case_01", "P004": "case_12"}
    for person, case in gone.items():
        for table in ("trials", "responses"):
            missing = (frames[table]["participant"] == person) & (frames[table]["case"] == case)
            frames[table] = frames[table][~missing]
    results = run_plan(Dataset.from_frames(frames, study))
    first = examined(results.dataset)[0]
    assert (first.planned, first.incomplete) == (planned, first.missing)
    assert 0 < first.missing <= 2
    assert first.pooled is not None
    assert first.pooled.df < most_df
    assert first.pooled.pooled.estimate == pytest.approx(results.hypotheses[0].comparison.t.mean, abs=0.05)
    assert first.pooled.pooled.std_error == pytest.approx(results.hypotheses[0].comparison.t.std_error, rel=0.1)


def test_without_gaps_nothing_is_imputed() -> None:
    complete = examined(made_up(last_leaves=False))
    assert (complete[0].missing, complete[0].pooled) == (0, None)
    assert complete[0].summary().empty


@pytest.mark.parametrize("people", [0, 1, 3])
def test_few_participants_say_why_nothing_is_imputed(people: int) -> None:
    few = examined(made_up(participants=people))[0]
    assert few.pooled is None
    assert few.messages
