"""Bots live through the real flow, and what they gave is what stands in the record."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.confirmatory import flow, run_plan
from analysis.data import load
from analysis.report import truth_table
from db import Database, export
from protocols import Study, load_study
from study_app.bots import Effects, EffectsError, SimulationError, Temper, simulate
from study_app.bots._effects import World, expected_rating, thresholds, true_effects
from study_app.bots._simulate import random_bytes

STUDY = Path(__file__).parents[2] / "protocols" / "skingen"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(STUDY)


def simulated(folder: Path, study: Study, participants: int, seed: int, **temper: float) -> Path:
    database = Database(f"sqlite:///{folder}/study.sqlite3")
    database.migrate()
    simulate(database, study, participants=participants, seed=seed, effects=Effects(), temper=Temper(**temper))
    export(database, study.protocol.id, folder / "export", mode="bot")
    database.close()
    return folder / "export"


def test_doubled_submits_and_reloads_leave_rows_exactly_as_expected(tmp_path: Path, study: Study) -> None:
    dataset = load(simulated(tmp_path, study, 6, 3, double_submit=0.3, reload=0.3, drop_out=0.5))
    assert not dataset.responses.duplicated(["participant", "page", "item"]).any()
    completed = dataset.participants.loc[dataset.participants["status"] == "completed", "participant"]
    trials = dataset.trials.groupby("participant").size()
    assert 0 < len(completed) < 6
    assert (trials[completed] == 12).all()


def test_bots_that_skip_what_can_be_skipped_complete_the_session(tmp_path: Path, study: Study) -> None:
    dataset = load(simulated(tmp_path, study, 1, 3, skip=1.0))
    assert list(dataset.participants["status"]) == ["completed"]
    sensitive = {case.id for case in study.stimuli.cases if case.sensitive}
    skipped = dataset.trials[dataset.trials["skipped"] == "1"]
    assert set(skipped["case"]) == sensitive & set(dataset.trials["case"])
    assert [period.skipped for lane in flow(dataset).sequences for period in lane.periods if lane.allocated] == [1, 1]


def test_two_studies_draw_no_token_twice_with_one_seed(study: Study) -> None:
    mine, theirs = (
        {draw(16) for _ in range(100)}
        for draw in (random_bytes(each, np.random.default_rng(7)) for each in (study, load_study("image_review")))
    )
    assert len(mine | theirs) == 200
    assert [len(random_bytes(study, np.random.default_rng(7))(size)) for size in (0, 64, 65, 200)] == [0, 64, 65, 200]


def test_a_second_simulation_is_refused_since_its_effects_would_mix(tmp_path: Path, study: Study) -> None:
    database = Database(f"sqlite:///{tmp_path}/study.sqlite3")
    database.migrate()
    simulate(database, study, participants=1, seed=1, effects=Effects(), temper=Temper())
    with pytest.raises(SimulationError, match="1 simulated sessions"):
        simulate(database, study, participants=1, seed=2, effects=Effects.none(), temper=Temper())
    database.close()


def test_equal_seeds_give_equal_records(tmp_path: Path, study: Study) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        simulated(folder, study, 2, 5)
    for table in sorted((first / "export").glob("*.csv")):
        assert table.read_bytes() == (second / "export" / table.name).read_bytes(), table.name


@pytest.mark.slow
def test_intervals_of_the_report_cover_the_simulated_effects(tmp_path: Path, study: Study) -> None:
    results = run_plan(load(simulated(tmp_path, study, 32, 7)))
    truths = truth_table(results)
    assert {"perceived_comprehension", "trust", "keyed_correct"} <= set(truths["outcome"])
    assert truths["covered"].all(), truths
    assert truths["model_covered"].dropna().all(), truths
    assert truths["model_covered"].notna().sum() == 4
    logits = {"h3": Effects().trust_when_right, "s1": Effects().keyed}
    for result in results.hypotheses:
        if result.hypothesis.id in logits:
            assert result.model is not None
            assert result.model.coefficient.ci_low < logits[result.hypothesis.id] < result.model.coefficient.ci_high


def test_expected_ratings_agree_with_drawn_ones() -> None:
    rng = np.random.default_rng(1)
    eta = 0.6 + 1.2 * rng.normal(size=400_000)
    drawn = 1 + (rng.logistic(eta)[:, None] > thresholds(5)).sum(axis=1)
    assert abs(drawn.mean() - expected_rating(0.6, 5, 1.2)) < 4 * drawn.std() / np.sqrt(len(drawn))


def test_no_stated_effect_is_no_true_effect() -> None:
    world = World({"a": 0.5, "b": -0.2}, {"a": True, "b": False})
    truths = true_effects(Effects.none(), world, {"perceived_comprehension": 5, "trust": 7})
    assert [truth.difference for truth in truths] == [0.0] * 5


@pytest.mark.parametrize("stated", ["luck=1", "trust", "trust=much"])
def test_an_effect_that_cannot_be_meant_is_refused(stated: str) -> None:
    with pytest.raises(EffectsError):
        Effects.parse([stated])
