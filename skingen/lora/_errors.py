"""Why a LoRA cannot be trained, read or used."""

from __future__ import annotations

from skingen._errors import PipelineError


class TrainingError(PipelineError):
    """A training that cannot begin or go on; the sentence says why."""


class LoraFileError(PipelineError):
    """A LoRA file that cannot be read, or was trained for another base model."""
