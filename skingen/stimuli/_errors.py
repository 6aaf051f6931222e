"""Why a stimulus set cannot be built or frozen."""

from __future__ import annotations

from skingen._errors import PipelineError


class StimuliError(PipelineError):
    """A stimulus set that cannot be built or frozen; the sentence says why."""
