"""Ratings of real, generated and drawn pictures by professionals who did not know which is which."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis._gate import column, confidence_level, counted, levels, numeric_column
from analysis._result import Estimate, Result
from analysis.agreement import GwetResult, KrippendorffResult, Proportions, gwet, krippendorff, proportions
from analysis.decisions import detection


@dataclass(frozen=True, kw_only=True)
class ImageReviewResult(Result):
    """What a blinded image review shows."""

    n_reviewers: int
    """Reviewers with at least one rating."""
    n_pictures: int
    """Pictures with at least one rating."""
    relevance: Proportions
    """Share of ratings "clinically relevant" by origin, with Wilson's interval."""
    approved: Proportions
    """Share of judged pictures that more than half of their reviewers found relevant, by origin, with Wilson's interval: here
    the units are pictures."""
    recognised: Proportions
    """Share of ratings that named the diagnosis that the picture is meant to show, by origin, with Wilson's interval."""
    realism: tuple[Estimate, ...]
    """Mean realism by origin, with the t interval of the reviewers' means; empty where it was not rated."""
    ac1: GwetResult
    """Gwet's AC1 of the reviewers about clinical relevance."""
    alpha: KrippendorffResult
    """Krippendorff's nominal alpha of the same."""
    confusion: pd.DataFrame
    """Tidy: `origin, depicts, named, ratings`, one row for each that occurs."""
    pictures: pd.DataFrame
    """Tidy, one row a picture: `picture, origin, depicts, judged, relevant, recognised`; counts of ratings."""
    d_prime: Estimate
    """Sensitivity in telling genuine pictures from the others, jackknifed over reviewers; 0: they cannot."""
    criterion: Estimate
    """Bias of the same; positive: slow to call a picture genuine."""

    def estimates(self) -> Sequence[Estimate]:
        """Shares relevant, approved and recognised and mean realism of each origin, AC1, alpha, d' and criterion."""
        named = {
            "relevant": self.relevance.rows,
            "approved": self.approved.rows,
            "recognised": self.recognised.rows,
            "realism": self.realism,
        }
        by_origin = [replace(row, term=f"{name}[{row.term}]") for name, rows in named.items() for row in rows]
        return [*by_origin, *self.ac1.estimates(), *self.alpha.estimates(), self.d_prime, self.criterion]


def image_review(
    ratings: pd.DataFrame,
    *,
    reviewer: str = "participant",
    picture: str = "picture",
    origin: str = "origin",
    depicts: str = "depicts",
    relevant: str = "clinically_relevant",
    named: str = "named",
    taken_for_genuine: str = "taken_for_genuine",
    realism: str | None = None,
    genuine: str = "photo",
    rng: np.random.Generator | None = None,
    confidence: float = 0.95,
) -> ImageReviewResult:
    """Clinical relevance, agreement, confusion of diagnoses, and real-versus-made discrimination.

    A rating "taken for genuine" is a hit on a genuine picture and a false alarm on any other; d' and criterion are
    log-linearly corrected (Hautus 1995). Wilson's intervals take ratings as independent: with several ratings a
    reviewer and a picture they are too narrow; those of `approved` count each picture once.

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
    relevant, taken_for_genuine
        Columns of zeros and ones; missing ratings are left out of what needs them.
    realism
        Column of a rating, if there is one.
    genuine
        Origin that the others imitate.
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
    ...     "clinically_relevant": [1, 1, 1, 0], "taken_for_genuine": [1, 1, 0, 1],
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
    d_prime, criterion, lost = _discrimination(ratings, reviewer, origin, taken_for_genuine, genuine, confidence)
    hits = ratings[named].eq(ratings[depicts]).astype(float).where(ratings[named].notna())
    recognised = proportions(ratings.assign(hit=hits), "hit", by=origin, confidence=confidence)
    counts = _pictures(ratings.assign(hit=hits), picture, origin, depicts, relevant)
    messages = (*relevance.messages, *ac1.messages, *alpha.messages)
    if lost:
        messages += (f"{counted(lost, 'rating')} without a guess of the origin left out of d'.",)
    if math.isnan(d_prime.estimate):
        messages += (f"Pictures of origin '{genuine}' and of others are both needed: d' is undefined.",)
    return ImageReviewResult(
        n_reviewers=int(ratings[reviewer].nunique()),
        n_pictures=int(ratings[picture].nunique()),
        relevance=relevance,
        approved=_approved(counts, confidence),
        recognised=recognised,
        realism=() if realism is None else _realism(ratings, reviewer, origin, realism, confidence),
        ac1=ac1,
        alpha=alpha,
        confusion=_confusion(ratings, origin, depicts, named),
        pictures=counts,
        d_prime=d_prime,
        criterion=criterion,
        messages=tuple(dict.fromkeys(messages)),
    )


def _discrimination(
    ratings: pd.DataFrame, reviewer: str, origin: str, taken_for_genuine: str, genuine: str, confidence: float
) -> tuple[Estimate, Estimate, int]:
    """d', criterion, and the number of ratings without a guess."""
    guesses = column(ratings, taken_for_genuine, "taken_for_genuine")
    guessed = ratings[guesses.notna()]
    lost = len(ratings) - len(guessed)
    if guessed.empty:
        return Estimate("d_prime"), Estimate("criterion"), lost
    pooled = detection(
        guessed[reviewer].to_numpy(dtype=object),
        (guessed[origin] == genuine).to_numpy(dtype=bool),
        guessed[taken_for_genuine].to_numpy(dtype=bool),
        confidence,
    ).pooled
    return *pooled, lost


def _confusion(ratings: pd.DataFrame, origin: str, depicts: str, named: str) -> pd.DataFrame:
    keys = {origin: "origin", depicts: "depicts", named: "named"}
    return ratings.rename(columns=keys).groupby(list(keys.values())).size().rename("ratings").reset_index()


def _realism(
    ratings: pd.DataFrame, reviewer: str, origin: str, realism: str, confidence: float
) -> tuple[Estimate, ...]:
    """Mean and t interval over the reviewers' means, one row an origin."""
    rated = ratings.assign(rating=numeric_column(ratings, realism, "realism")).dropna(subset=["rating"])
    found = []
    for name in levels(column(ratings, origin, "origin")):
        means = rated[rated[origin] == name].groupby(reviewer)["rating"].mean().to_numpy(dtype=float)
        mean = float(means.mean()) if len(means) else math.nan
        if len(means) < 2:
            found.append(Estimate(str(name), mean))
            continue
        error = float(means.std(ddof=1)) / math.sqrt(len(means))
        margin = float(stats.t.isf((1 - confidence) / 2, len(means) - 1)) * error
        found.append(Estimate(str(name), mean, error, ci_low=mean - margin, ci_high=mean + margin))
    return tuple(found)


def _approved(counts: pd.DataFrame, confidence: float) -> Proportions:
    judged = counts[counts["judged"] > 0]
    majority = (2 * judged["relevant"] > judged["judged"]).astype(float)
    return proportions(judged.assign(majority=majority), "majority", by="origin", confidence=confidence)


def _pictures(ratings: pd.DataFrame, picture: str, origin: str, depicts: str, relevant: str) -> pd.DataFrame:
    keys = {picture: "picture", origin: "origin", depicts: "depicts"}
    grouped = ratings.rename(columns=keys).groupby(list(keys.values()), sort=True)
    counts = grouped.agg(judged=(relevant, "count"), relevant=(relevant, "sum"), recognised=("hit", "sum"))
    return counts.astype(int).reset_index()
