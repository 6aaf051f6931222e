"""Reviewers from the first page to the frozen set: what bots say about pictures is found again, and decides."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import protocols
from analysis import declared_review, load, review_ratings, run_plan
from analysis.data import Dataset
from analysis.report import render_report
from db import Database, export, verify_ledger
from protocols import Study, load_study
from skingen.stimuli import freeze, load_review
from study_app.bots import Effects, Temper, simulate

SKINGEN = Path(protocols.__file__).parent / "skingen" / "stimuli"


def with_photos(study: Study) -> Study:
    """The review as if every other picture were a photo: the built-in one has none, and d' needs both."""
    cases = tuple(
        case.model_copy(update={"photo": case.photo.model_copy(update={"origin": "photo"})}) if number % 2 else case
        for number, case in enumerate(study.stimuli.cases)
    )
    return replace(study, stimuli=study.stimuli.model_copy(update={"cases": cases}))


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of ten simulated reviewers with a d' of 1.5."""
    folder = tmp_path_factory.mktemp("review")
    database = Database(f"sqlite:///{folder}/study.sqlite3")
    database.migrate()
    study = with_photos(load_study("image_review"))
    simulate(
        database, study, participants=10, seed=7, effects=Effects(discrimination=1.5, relevance=3.5), temper=Temper()
    )
    assert database.read(lambda record: verify_ledger(record, record.version(1), "bot", study)) == ()
    export(database, "image_review", folder / "export", mode="bot")
    database.close()
    return folder / "export"


@pytest.fixture(scope="module")
def dataset(reviewed: Path) -> Dataset:
    return load(reviewed)


def test_everybody_rates_every_picture_in_an_order_of_their_own(dataset: Dataset) -> None:
    assert set(dataset.participants["status"]) == {"completed"}
    assert set(dataset.allocations["sequence"]) == {"s1"}
    orders = dataset.trials.sort_values("position").groupby("participant")["case"].agg(tuple)
    assert {frozenset(order) for order in orders} == {frozenset(case.id for case in dataset.study.stimuli.cases)}
    assert orders.nunique() == 10
    assert dataset.trials["ai_correct"].isna().all()


def test_the_true_discrimination_is_found_again(dataset: Dataset) -> None:
    result = declared_review(dataset)
    assert result is not None
    assert result.d_prime.ci_low < 1.5 < result.d_prime.ci_high
    assert (result.n_reviewers, result.n_pictures) == (10, 65)
    assert {row.term for row in result.realism} == {"photo", "drawn"}


def test_ratings_are_the_answers_as_given(dataset: Dataset) -> None:
    ratings = review_ratings(dataset)
    assert len(ratings) == 10 * 65
    said = dataset.responses.dropna(subset=["case"]).groupby("item")["value"].value_counts()
    assert ratings["named"].value_counts().to_dict() == said["diagnosis"].to_dict()
    for column, item, value in (
        ("clinically_relevant", "clinically_relevant", "yes"),
        ("taken_for_genuine", "origin_guess", "photo"),
    ):
        assert ratings[column].sum() == said[item, value]
        assert ratings[column].count() == said[item].sum()
    origins = {case.id: case.photo.origin for case in dataset.study.stimuli.cases}
    assert (ratings["origin"] == ratings["picture"].map(origins)).all()


def test_the_report_describes_and_tests_nothing(dataset: Dataset) -> None:
    results = run_plan(dataset)
    page = render_report(results)
    assert results.summary().empty
    assert "The protocol declares no hypothesis" in page
    assert "10 reviewers rated 65 pictures without knowing how they were made" in page
    assert "In this simulation the true d′ is 1.5." in page
    assert "Primary results" not in page


def test_the_approved_pictures_of_the_built_in_study_are_frozen(reviewed: Path, tmp_path: Path) -> None:
    review = load_review(reviewed)
    frozen = freeze(SKINGEN, tmp_path / "frozen", review, reviewers=5)
    approved = {sha256 for sha256, verdict in review.verdicts.items() if verdict.is_approval(5)}
    assert {image.sha256 for image in frozen.stimuli.images()} <= approved
    recorded = json.loads((tmp_path / "frozen" / "approvals.json").read_text("utf-8"))
    assert (recorded["study"], recorded["mode"]) == ("image_review", "bot")
    assert set(recorded["verdicts"]) == {case.photo.sha256 for case in load_study("image_review").stimuli.cases}
