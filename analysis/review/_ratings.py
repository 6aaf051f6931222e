"""The ratings of an image review in one tidy frame."""

import math

import numpy as np
import pandas as pd

from analysis._gate import AnalysisError
from analysis.data import Dataset
from analysis.review._image_review import ImageReviewResult, image_review

COLUMNS = (
    "participant",
    "picture",
    "origin",
    "depicts",
    "skin_type",
    "named",
    "clinically_relevant",
    "taken_for_genuine",
    "realism",
)


def review_ratings(dataset: Dataset) -> pd.DataFrame:
    """What every reviewer said about every picture, as `image_review` takes it.

    Origin, diagnosis and skin type come from the frozen stimulus set, the ratings from the items that the protocol's
    `analysis.review` names.

    Returns
    -------
    pandas.DataFrame
        One row a reviewer and picture: `participant, picture, origin, depicts, skin_type, named, clinically_relevant,
        taken_for_genuine, realism`. `picture` is the case; `clinically_relevant` and `taken_for_genuine` are 1.0 or 0.0;
        what was not answered, or not asked, is missing.

    `AnalysisError` where the protocol declares no review.

    What follows from them, with formulas and sources, is in `image_review`.

    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> review_ratings(Dataset.from_frames(nobody, load_study("image_review"))).columns[:4].tolist()
    ['participant', 'picture', 'origin', 'depicts']
    """
    declared = dataset.study.protocol.analysis.review
    if declared is None:
        raise AnalysisError(f"The study '{dataset.study.protocol.id}' is no image review: its analysis declares none.")
    rows = dataset.responses
    given = rows[rows["case"].notna() & rows["period"].notna() & rows["missing"].isna()]
    answers = given.pivot(index=["participant", "case"], columns="item", values="value")
    asked = [declared.relevance, declared.diagnosis, declared.origin, declared.realism]
    answers = answers.reindex(columns=[name for name in asked if name is not None])
    relevant, origin = answers[declared.relevance], answers[declared.origin]
    realism = math.nan if declared.realism is None else pd.to_numeric(answers[declared.realism]).astype(float)
    ratings = answers.assign(
        named=answers[declared.diagnosis],
        clinically_relevant=relevant.eq("yes").astype(float).where(relevant.notna()),
        taken_for_genuine=origin.eq(declared.genuine).astype(float).where(origin.notna()),
        realism=realism,
    ).reset_index(names=["participant", "picture"])
    about = {case.id: (case.photo.origin, case.truth, case.skin_type) for case in dataset.study.stimuli.cases}
    facts = pd.DataFrame(about.values(), index=list(about), columns=["origin", "depicts", "skin_type"])
    return ratings.join(facts, on="picture")[list(COLUMNS)]


def declared_review(dataset: Dataset) -> ImageReviewResult | None:
    """The results of an image review as its protocol declares it, with alpha's interval from the plan's seed; None where
    the protocol declares no review, or nothing has been rated. Formulas as in `image_review`.

    Source: as in `image_review`: Gwet 2008, British Journal of Mathematical and Statistical Psychology 61:29; Hautus
    1995, Behavior Research Methods 27:46.

    >>> from analysis.data import TABLES
    >>> from protocols import load_study
    >>> nobody = {name: pd.DataFrame(columns=list(columns)) for name, columns in TABLES.items()}
    >>> declared_review(Dataset.from_frames(nobody, load_study("image_review"))) is None
    True
    """
    plan = dataset.study.protocol.analysis
    if plan.review is None:
        return None
    ratings = review_ratings(dataset)
    if ratings.empty:
        return None
    return image_review(
        ratings,
        realism=None if plan.review.realism is None else "realism",
        genuine=plan.review.genuine,
        rng=np.random.default_rng(plan.seed),
        confidence=plan.confidence,
    )
