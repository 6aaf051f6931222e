"""Why a base model cannot be used."""

from __future__ import annotations

from skingen._errors import PipelineError


class BaseModelError(PipelineError):
    """A base model that is absent, incomplete, gated or of another family; the sentence says which."""


class OutOfMemoryError(PipelineError):
    """The accelerator's memory ran out; the sentence says what to make smaller."""
