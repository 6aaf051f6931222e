"""What a formula or its data can have wrong."""

from analysis._gate import AnalysisError


class FormulaError(AnalysisError):
    """The formula cannot be read, or does not fit the data; the message says where and how to mend it."""
