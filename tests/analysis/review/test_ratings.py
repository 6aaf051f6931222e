"""The ratings of an image review are put together from answers and the frozen stimulus set."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from analysis import AnalysisError, declared_review, review_ratings
from analysis.data import TABLES, Dataset
from protocols import Study, load_study


def dataset(study: Study, *answers: tuple[str, str, str, str | None]) -> Dataset:
    """Answers as (participant, case, item, value); None stands for "prefer not to answer"."""
    empty = {table: pd.DataFrame(columns=list(columns)) for table, columns in TABLES.items()}
    rows = pd.DataFrame(answers, columns=["participant", "case", "item", "value"])
    rows = rows.assign(period=1, missing=rows["value"].map(lambda value: "prefer_not" if value is None else None))
    return Dataset.from_frames(empty | {"responses": rows.reindex(columns=list(TABLES["responses"]))}, study)


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study("image_review")


def test_one_row_holds_what_one_reviewer_said_about_one_picture(study: Study) -> None:
    case = study.stimuli.cases[0]
    (row,) = review_ratings(
        dataset(
            study,
            ("p1", case.id, "diagnosis", "acne"),
            ("p1", case.id, "clinically_relevant", "no"),
            ("p1", case.id, "origin_guess", "photo"),
            ("p1", case.id, "realism", "4"),
        )
    ).to_dict("records")
    assert row == {
        "participant": "p1",
        "picture": case.id,
        "origin": "drawn",
        "depicts": case.truth,
        "skin_type": case.skin_type,
        "named": "acne",
        "clinically_relevant": 0.0,
        "taken_for_genuine": 1.0,
        "realism": 4.0,
    }


def test_what_was_not_answered_is_missing_and_not_no(study: Study) -> None:
    case = study.stimuli.cases[0].id
    answers = [("p1", case, item, None) for item in ("clinically_relevant", "origin_guess", "realism")]
    (row,) = review_ratings(dataset(study, ("p1", case, "diagnosis", "acne"), *answers)).to_dict("records")
    assert all(math.isnan(row[name]) for name in ("clinically_relevant", "taken_for_genuine", "realism"))


def test_a_study_without_review_has_no_ratings() -> None:
    other = dataset(load_study("skingen"))
    assert declared_review(other) is None
    with pytest.raises(AnalysisError, match="The study 'skingen' is no image review"):
        review_ratings(other)


def test_before_anybody_rated_there_is_no_result(study: Study) -> None:
    assert declared_review(dataset(study)) is None
