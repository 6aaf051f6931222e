"""How a simulated reviewer answers the questions of an image review."""

from __future__ import annotations

from protocols import Case, ImageReview
from study_app.bots._persona import Persona


def review_answer(review: ImageReview, item: str, case: Case, options: set[str], persona: Persona) -> str | None:
    """The answer to the item about relevance or origin; None for any other item.

    The impression of a picture is normal with variance 1, its mean d' / 2 for genuine pictures and -d' / 2 for the others;
    above 0 a picture is taken for genuine.
    """
    if item == review.relevance:
        return "yes" if persona.finds_relevant(case) else "no"
    if item != review.origin:
        return None
    if persona.takes_for_genuine(genuine=case.photo.origin == review.genuine):
        return review.genuine
    others = sorted(options - {review.genuine})
    return others[int(persona.rng.integers(len(others)))]
