"""What reviewers say about pictures."""

from analysis.review._image_review import ImageReviewResult, image_review

__all__ = ["ImageReviewResult", "image_review"]
