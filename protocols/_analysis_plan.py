"""The analysis plan: what was promised in advance, frozen with the protocol."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from protocols._part import Id, Part
from protocols._stimuli import Origin

Measure = Literal[
    "keyed_correct", "first_accuracy", "final_accuracy", "over_reliance", "under_reliance", "switched", "duration"
]
"""Outcomes computed from decisions: see `analysis` for their formulas."""


class Outcome(Part):
    """One outcome. Exactly one of `items`, `score` and `measure` says how it is computed."""

    id: Id
    """Name in tables."""
    title: str
    """Name in the report."""
    items: tuple[Id, ...] = ()
    """Trial items whose mean a case is the outcome (all must be answered)."""
    score: Id | None = None
    """Score of an instrument asked once a period."""
    measure: Measure | None = None
    """Outcome computed from decisions."""
    unit: str
    """Unit of the values: "points (1-5)", "share", "seconds"."""
    range: tuple[float, float] | None = None
    """Smallest and largest possible value."""
    higher_is: Literal["better", "worse", "neither"] = "better"
    """Direction, for wording only; tests are two-sided."""


class Hypothesis(Part):
    """One test promised in advance."""

    id: Id
    """Short name: `h1`."""
    statement: str
    """The preregistered sentence, printed in front of its result."""
    outcome: Id
    """Outcome that is tested."""
    contrast: Literal["condition", "condition:ai_correct"] = "condition"
    """`condition`: treatment minus reference. `condition:ai_correct`: that difference when the AI is right minus when it is wrong."""
    treatment: Id
    """Condition compared with the reference condition."""
    family: Literal["primary", "secondary"]
    """Primary hypotheses share one correction for multiplicity; secondary ones are reported with unadjusted p."""
    smallest_effect: Annotated[float, Field(gt=0)] | None = None
    """Smallest effect of interest, in units of the outcome."""
    model: str | None = None
    """Mixed model in lme4 notation, over `condition`, `period`, `ai_correct`, `sequence`, `participant` and `case`."""
    link: Literal["logit", "probit", "cloglog", "identity"] | None = None
    """Link of the model: `identity` is a linear model, the others are cumulative link models (logistic for 0 and 1). By
    default `logit` for a single rated item and for outcomes of right and wrong, `identity` for means, scores and seconds."""


class ImageReview(Part):
    """Which items of the trial hold what reviewers say about pictures; the report turns them into the results of a review."""

    relevance: Id
    """Item with the options `yes` and `no`: whether the picture is clinically relevant. It decides what
    `study stimuli freeze` takes."""
    diagnosis: Id
    """Item of type `judgement`: what the reviewer takes the picture to show."""
    origin: Id
    """Item whose options are origins (`photo`, `drawn`, `generated`): how the reviewer thinks that the picture was made."""
    realism: Id | None = None
    """Rating of how real the picture looks, if it is asked."""
    genuine: Origin = "photo"
    """Origin that the others imitate: d' says how well reviewers tell pictures of this origin from all others."""


class Exclusion(Part):
    """A rule that removes participants from the per-protocol set; the primary set keeps everyone allocated."""

    id: Id
    """Short name."""
    rule: Literal["failed_attention_checks", "straight_lining", "too_fast", "incomplete"]
    """What is checked."""
    limit: float
    """Failed checks from which, share of straight-lined scales from which, median seconds a case below which, or share of cases finished below which, a person is excluded."""


class AnalysisPlan(Part):
    """What the confirmatory analysis does."""

    reference: Id
    """Reference condition."""
    test: Literal["wilcoxon_pratt", "paired_t"] = "wilcoxon_pratt"
    """Test of participant-level differences; between participants, the rank-sum test and Welch’s t test stand for them."""
    decides: Literal["test", "model"] = "test"
    """Whose p value counts for a hypothesis that declares a model: that of `test` or of its model. The other stands beside
    it. A model that gives no p value leaves the decision to the test, and the report says so."""
    slopes: Literal["keep", "drop_if_singular"] = "keep"
    """Random slopes of a model: kept as declared, or removed one grouping factor at a time: the first that nothing tells from the
    residual, else whose estimated covariance is singular, else, if the fit does not converge, the last. Without a slope by
    case, conclusions hold for these cases only."""
    degrees_of_freedom: Literal["satterthwaite", "kenward-roger"] = "satterthwaite"
    """Denominator degrees of freedom of linear mixed models; Wald intervals of cumulative link models have those of containment."""
    model_intervals: Literal["wald", "profile"] = "wald"
    """Interval of the contrast on the scale of the link (odds ratio) in cumulative link models: `wald`, or `profile` likelihood,
    which takes longer and belongs to the likelihood-ratio test. Linear models keep their t interval."""
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Two-sided significance level of the primary family."""
    correction: Literal["holm", "bonferroni", "none"] = "holm"
    """Correction over the primary family."""
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    """Level of intervals."""
    resamples: Annotated[int, Field(ge=200)] = 4000
    """Bootstrap resamples."""
    seed: int
    """Seed of the bootstrap."""
    outcomes: tuple[Outcome, ...] = ()
    """All declared outcomes."""
    hypotheses: tuple[Hypothesis, ...] = ()
    """All promised tests; none in a study that only describes, and the report says so."""
    review: ImageReview | None = None
    """Where the study is an image review: which items its results are made of."""
    exclusions: tuple[Exclusion, ...] = ()
    """Rules of the per-protocol set."""
