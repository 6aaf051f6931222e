"""Export: tidy tables with codebook, protocol and metadata."""

from db._export._columns import TABLES, Column
from db._export._package import ExportSummary, codebook, export, frames

__all__ = ["TABLES", "Column", "ExportSummary", "codebook", "export", "frames"]
