"""An image review counts relevance, agreement, confusion and discrimination from one tidy frame."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from analysis import AnalysisError
from analysis.agreement import gwet, krippendorff, wilson_interval
from analysis.review import image_review


@pytest.fixture
def ratings() -> pd.DataFrame:
    """Three reviewers, four photos and eight generated pictures; two ratings of generated ones are unfavourable."""
    rows = []
    for number in range(12):
        real = number < 4
        for reviewer in "abc":
            relevant = int(real or (number, reviewer) not in {(5, "a"), (7, "b")})
            taken = int(real if reviewer != "c" else number % 2)
            rows.append((reviewer, number, "photo" if real else "generated", "acne", relevant, taken))
    names = ["participant", "picture", "origin", "depicts", "clinically_relevant", "taken_for_genuine"]
    return pd.DataFrame(rows, columns=names).assign(named=lambda frame: frame["depicts"])


def test_relevance_is_shown_by_origin_with_wilson_intervals(ratings: pd.DataFrame) -> None:
    result = image_review(ratings)
    assert result.relevance.counts == ((22, 24), (12, 12))
    generated = result.summary().set_index("term").loc["relevant[generated]"]
    assert generated["estimate"] == pytest.approx(22 / 24)
    assert (generated["ci_low"], generated["ci_high"]) == pytest.approx(wilson_interval(22, 24))
    assert (result.n_reviewers, result.n_pictures) == (3, 12)


def test_agreement_is_that_of_the_relevance_ratings(ratings: pd.DataFrame) -> None:
    result = image_review(ratings)
    columns = {"unit": "picture", "rater": "participant", "rating": "clinically_relevant"}
    assert result.ac1.coefficient == gwet(ratings, **columns, categories=[0, 1]).coefficient
    assert result.alpha.estimates() == krippendorff(ratings, "nominal", **columns).estimates()
    assert result.ac1.coefficient.estimate > 0.85


def test_unanimity_is_perfect_by_ac1_and_undefined_by_alpha(ratings: pd.DataFrame) -> None:
    result = image_review(ratings.assign(clinically_relevant=1))
    assert result.ac1.coefficient.estimate == 1.0
    assert math.isnan(result.alpha.estimates()[0].estimate)


def test_d_prime_is_of_photos_against_all_others(ratings: pd.DataFrame) -> None:
    result = image_review(ratings)
    z = NormalDist().inv_cdf
    hit, alarm = z((4 + 4 + 2 + 0.5) / 13), z((0 + 0 + 4 + 0.5) / 25)
    assert result.d_prime.estimate == pytest.approx(hit - alarm)
    assert result.criterion.estimate == pytest.approx(-(hit + alarm) / 2)


def test_without_photos_there_is_no_d_prime(ratings: pd.DataFrame) -> None:
    result = image_review(ratings[ratings["origin"] == "generated"])
    assert math.isnan(result.d_prime.estimate)
    assert result.messages == ("Pictures of origin 'photo' and of others are both needed: d' is undefined.",)


def test_missing_guesses_are_counted(ratings: pd.DataFrame) -> None:
    missing = ratings.astype({"taken_for_genuine": float})
    missing.loc[[0, 1], "taken_for_genuine"] = np.nan
    assert "2 ratings without a guess of the origin left out of d'." in image_review(missing).messages
    nobody = image_review(ratings.assign(taken_for_genuine=np.nan))
    assert math.isnan(nobody.d_prime.estimate)


def test_confusion_counts_each_pair_once(ratings: pd.DataFrame) -> None:
    ratings.loc[ratings["picture"] == 11, "named"] = "eczema"
    table = image_review(ratings).confusion
    assert table.to_dict("records") == [
        {"origin": "generated", "depicts": "acne", "named": "acne", "ratings": 21},
        {"origin": "generated", "depicts": "acne", "named": "eczema", "ratings": 3},
        {"origin": "photo", "depicts": "acne", "named": "acne", "ratings": 12},
    ]


def test_an_absent_column_is_named(ratings: pd.DataFrame) -> None:
    with pytest.raises(AnalysisError, match="origin"):
        image_review(ratings.drop(columns="origin"))


def test_the_origin_that_is_genuine_can_be_another(ratings: pd.DataFrame) -> None:
    swapped = ratings.replace({"origin": {"photo": "generated", "generated": "photo"}})
    assert image_review(swapped, genuine="generated").d_prime == image_review(ratings).d_prime


def test_recognition_is_the_share_that_named_what_was_meant(ratings: pd.DataFrame) -> None:
    ratings.loc[ratings["picture"] == 11, "named"] = ["eczema", "acne", None]
    assert image_review(ratings).recognised.counts == ((22, 23), (12, 12))


def test_realism_is_averaged_over_reviewers(ratings: pd.DataFrame) -> None:
    ratings["realism"] = ratings["participant"].map({"a": 1.0, "b": 2.0, "c": 3.0})
    generated = image_review(ratings, realism="realism").summary().set_index("term").loc["realism[generated]"]
    # R: t.test(c(1, 2, 3))
    assert (generated["estimate"], generated["ci_low"], generated["ci_high"]) == pytest.approx(
        (2, -0.4841377, 4.4841377)
    )


def test_every_picture_has_a_row_with_its_counts(ratings: pd.DataFrame) -> None:
    pictures = image_review(ratings).pictures.set_index("picture")
    assert pictures.loc[5, ["origin", "judged", "relevant", "recognised"]].tolist() == ["generated", 3, 2, 3]
    assert len(pictures) == 12


def test_a_picture_is_approved_by_more_than_half_of_those_who_judged_it(ratings: pd.DataFrame) -> None:
    ratings = ratings.astype({"clinically_relevant": float})
    ratings.loc[ratings["picture"] == 5, "clinically_relevant"] = [0.0, 1.0, np.nan]
    ratings.loc[ratings["picture"] == 6, "clinically_relevant"] = [1.0, 1.0, 0.0]
    ratings.loc[ratings["picture"] == 7, "clinically_relevant"] = np.nan
    result = image_review(ratings)
    assert result.approved.counts == ((6, 7), (4, 4))
    assert "approved[generated]" in set(result.summary()["term"])
