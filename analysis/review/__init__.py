"""What reviewers say about pictures."""

from analysis.review._image_review import ImageReviewResult, image_review
from analysis.review._ratings import review_ratings

__all__ = ["ImageReviewResult", "image_review", "review_ratings"]
