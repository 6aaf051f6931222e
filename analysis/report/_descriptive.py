"""What the page of a study without hypotheses shows."""

from collections.abc import Mapping
from typing import Any

from analysis.confirmatory import Results
from analysis.report._figures import item_figures
from analysis.report._review import review_view
from analysis.report._views import Figures, common_context


def descriptive_context(results: Results) -> Mapping[str, Any]:
    """Everything that the template of a study prints that only describes."""
    figures = Figures()
    return common_context(results) | {
        "review": review_view(results.dataset),
        "items": [
            {"title": title, "figure": figures.html(figure, f"items_{number}")}
            for number, (title, figure) in enumerate(item_figures(results.dataset), start=1)
        ],
    }
