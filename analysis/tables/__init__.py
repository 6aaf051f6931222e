"""Tables of a report for a manuscript: CSV, LaTeX and Word."""

from analysis.tables._latex import latex
from analysis.tables._word import word
from analysis.tables._write import write_tables

__all__ = ["latex", "word", "write_tables"]
