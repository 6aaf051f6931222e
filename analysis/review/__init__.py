"""What reviewers say about pictures."""

from analysis.review._image_review import ImageReviewResult, image_review
from analysis.review._ratings import declared_review, review_ratings

__all__ = ["ImageReviewResult", "declared_review", "image_review", "review_ratings"]
