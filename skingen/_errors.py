"""What the image pipeline cannot do."""

from __future__ import annotations


class PipelineError(Exception):
    """Something the image pipeline cannot do; its text is the sentence shown to the user."""


class MissingPackageError(PipelineError):
    """A package that only the image pipeline needs is not installed."""
