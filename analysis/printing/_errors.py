"""What goes wrong on the way to paper."""

from analysis._gate import AnalysisError


class BrowserError(AnalysisError):
    """There is no Chromium on this machine, or it does not do what it is told."""
