"""What the page of a study without hypotheses shows."""

from collections.abc import Mapping
from typing import Any

from analysis.confirmatory import Results
from analysis.report._data_view import DataView
from analysis.report._review import review_view
from analysis.report._views import common_context


def descriptive_context(results: Results, view: DataView) -> Mapping[str, Any]:
    """Everything that the template of a study prints that only describes."""
    return common_context(results, view) | {"review": review_view(results.dataset)}
