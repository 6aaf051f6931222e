"""The percent changes that circulate about SkinGEN, each beside what this study found."""

import math
from dataclasses import dataclass

from analysis.confirmatory import Comparison, Results


@dataclass(frozen=True)
class Claim:
    """A claimed change over a text-only diagnosis."""

    title: str
    """What is said to change."""
    percent: float
    """Claimed change, percent."""
    outcome: str
    """Outcome of the built-in study that measures it."""


CLAIMS = (
    Claim("Comprehension", 38.2, "perceived_comprehension"),
    Claim("Trust", 41.6, "trust"),
    Claim("Satisfaction", 41.6, "ess"),
)
"""Figures from summaries of the SkinGEN paper (Lin et al., IUI 2025, arXiv 2404.14755) that could not be traced to its text."""


@dataclass(frozen=True, eq=False)
class ClaimResult:
    """A claim beside this study's estimate."""

    claim: Claim
    """The claim."""
    comparison: Comparison
    """What this study found."""
    words: str
    """Whether the claimed change lies within the interval."""


def claim_results(results: Results) -> tuple[ClaimResult, ...]:
    """A line for every claim whose outcome the study measures.

    >>> from analysis import example_dataset, run_plan
    >>> found = claim_results(run_plan(example_dataset(1)))
    >>> [each.claim.outcome for each in found]
    ['perceived_comprehension', 'trust', 'ess']
    """
    by_outcome = {comparison.outcome.id: comparison for comparison in results.outcomes}
    return tuple(
        ClaimResult(claim, by_outcome[claim.outcome], _words(claim, by_outcome[claim.outcome]))
        for claim in CLAIMS
        if claim.outcome in by_outcome
    )


def _words(claim: Claim, comparison: Comparison) -> str:
    change = comparison.percent.bootstrap
    if math.isnan(change.ci_low):
        return "Cannot be tested with these data."
    if claim.percent > change.ci_high:
        return "The claimed change lies above the interval."
    if claim.percent < change.ci_low:
        return "The claimed change lies below the interval."
    return "The claimed change lies within the interval."
