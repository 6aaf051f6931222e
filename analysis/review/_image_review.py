"""Ratings of real, generated and drawn pictures by professionals who did not know which is which."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis._gate import column, confidence_level, counted
from analysis._result import Estimate, Result
from analysis.agreement import GwetResult, KrippendorffResult, Proportions, gwet, krippendorff, proportions
from analysis.decisions import detection

REAL = "photo"
"""Origin of a photograph of a person."""


@dataclass(frozen=True, kw_only=True)
class ImageReviewResult(Result):
    """What a blinded image review shows."""

    n_reviewers: int
    """Reviewers with at least one rating."""
    n_pictures: int
    """Pictures with at least one rating."""
    relevance: Proportions
    """Share of ratings "clinically relevant" by origin, with Wilson's interval."""
    ac1: GwetResult
    """Gwet's AC1 of the reviewers about clinical relevance."""
    alpha: KrippendorffResult
    """Krippendorff's nominal alpha of the same."""
    confusion: pd.DataFrame
    """Tidy: `origin, depicts, named, ratings`, one row for each that occurs."""
    d_prime: Estimate
    """Sensitivity in telling photos from other pictures, jackknifed over reviewers; 0: they cannot."""
    criterion: Estimate
    """Bias of the same; positive: slow to call a picture a photo."""

    def estimates(self) -> Sequence[Estimate]:
        """Share relevant of each origin, AC1, alpha, d' and criterion."""
        shares = [
            Estimate(f"relevant[{row.term}]", row.estimate, ci_low=row.ci_low, ci_high=row.ci_high)
            for row in self.relevance.rows
        ]
        return [*shares, *self.ac1.estimates(), *self.alpha.estimates(), self.d_prime, self.criterion]


def image_review(
    ratings: pd.DataFrame,
    *,
    reviewer: str = "participant",
    picture: str = "picture",
    origin: str = "origin",
    depicts: str = "depicts",
    relevant: str = "clinically_relevant",
    named: str = "named",
    taken_for_photo: str = "taken_for_photo",
    rng: np.random.Generator | None = None,
    confidence: float = 0.95,
) -> ImageReviewResult:
    """Clinical relevance, agreement, confusion of diagnoses, and real-versus-made discrimination.

    A rating "taken for a photo" is a hit on a photo and a false alarm on any other picture; d' and criterion are
    log-linearly corrected (Hautus 1995). Wilson's intervals take ratings as independent: with several ratings a
    reviewer and a picture they are too narrow.

    Parameters
    ----------
    ratings
        One row a picture and reviewer.
    reviewer, picture
        Columns of who rated what.
    origin
        Column of "photo", "generated" or "drawn".
    depicts, named
        Columns of the diagnosis that the picture is meant to show, and of the one that the reviewer named.
    relevant, taken_for_photo
        Columns of zeros and ones; missing ratings are left out of what needs them.
    rng
        Seeded generator for alpha's interval; none gives no interval.
    confidence
        Level of the intervals.

    References
    ----------
    Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29. Hautus 1995, Behavior Research Methods
    27:46. Wilson 1927, JASA 22:209.

    Examples
    --------
    >>> import pandas as pd
    >>> ratings = pd.DataFrame({
    ...     "participant": list("abab"), "picture": [1, 1, 2, 2], "origin": ["photo"] * 2 + ["generated"] * 2,
    ...     "depicts": ["acne"] * 4, "named": ["acne", "acne", "acne", "eczema"],
    ...     "clinically_relevant": [1, 1, 1, 0], "taken_for_photo": [1, 1, 0, 1],
    ... })
    >>> image_review(ratings).relevance.counts
    ((1, 2), (2, 2))
    """
    confidence_level(confidence)
    names = {reviewer: "reviewer", picture: "picture", origin: "origin", depicts: "depicts", named: "named"}
    for name, argument in names.items():
        column(ratings, name, argument)
    relevance = proportions(ratings, relevant, by=origin, confidence=confidence)
    judged = ratings.dropna(subset=[relevant])
    ac1 = gwet(judged, unit=picture, rater=reviewer, rating=relevant, categories=[0, 1], confidence=confidence)
    alpha = krippendorff(
        judged, "nominal", unit=picture, rater=reviewer, rating=relevant, rng=rng, confidence=confidence
    )
    d_prime, criterion, lost = _discrimination(ratings, reviewer, origin, taken_for_photo, confidence)
    messages = (*relevance.messages, *ac1.messages, *alpha.messages)
    if lost:
        messages += (f"{counted(lost, 'rating')} without a guess of the origin left out of d'.",)
    if math.isnan(d_prime.estimate):
        messages += ("Photos and other pictures are both needed: d' is undefined.",)
    return ImageReviewResult(
        n_reviewers=int(ratings[reviewer].nunique()),
        n_pictures=int(ratings[picture].nunique()),
        relevance=relevance,
        ac1=ac1,
        alpha=alpha,
        confusion=_confusion(ratings, origin, depicts, named),
        d_prime=d_prime,
        criterion=criterion,
        messages=tuple(dict.fromkeys(messages)),
    )


def _discrimination(
    ratings: pd.DataFrame, reviewer: str, origin: str, taken_for_photo: str, confidence: float
) -> tuple[Estimate, Estimate, int]:
    """d', criterion, and the number of ratings without a guess."""
    guesses = column(ratings, taken_for_photo, "taken_for_photo")
    guessed = ratings[guesses.notna()]
    lost = len(ratings) - len(guessed)
    if guessed.empty:
        return Estimate("d_prime"), Estimate("criterion"), lost
    pooled = detection(
        guessed[reviewer].to_numpy(dtype=object),
        (guessed[origin] == REAL).to_numpy(dtype=bool),
        guessed[taken_for_photo].to_numpy(dtype=bool),
        confidence,
    ).pooled
    return *pooled, lost


def _confusion(ratings: pd.DataFrame, origin: str, depicts: str, named: str) -> pd.DataFrame:
    keys = {origin: "origin", depicts: "depicts", named: "named"}
    return ratings.rename(columns=keys).groupby(list(keys.values())).size().rename("ratings").reset_index()
