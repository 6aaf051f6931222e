"""Why a vision-language model cannot be asked."""

from __future__ import annotations

from skingen._errors import PipelineError


class DiagnosisError(PipelineError):
    """A model that cannot be loaded or reached, or answers that belong to other settings; the sentence says which."""
