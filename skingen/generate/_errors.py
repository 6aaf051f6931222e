"""Why pictures cannot be generated."""

from __future__ import annotations

from skingen._errors import PipelineError


class GenerationError(PipelineError):
    """Requests or settings that cannot be carried out; the sentence names the request."""
