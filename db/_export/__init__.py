"""Export: tidy tables with codebook, protocol and metadata."""

from db._export._columns import TABLES, Column
from db._export._package import ExportSummary, Package, codebook, export, frames, read_package

__all__ = ["TABLES", "Column", "ExportSummary", "Package", "codebook", "export", "frames", "read_package"]
