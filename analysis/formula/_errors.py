"""What a formula or its data can have wrong."""


class FormulaError(ValueError):
    """The formula cannot be read, or does not fit the data; the message says where and how to mend it."""
