"""What is shown: drawn and generated pictures of skin, recorded and live answers, stimulus sets."""

from skingen._errors import MissingPackageError, PipelineError

__all__ = ["MissingPackageError", "PipelineError"]
