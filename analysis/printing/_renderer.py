"""Figures in a notebook as pictures that any viewer shows."""

from typing import Any

import plotly.graph_objects as go
import plotly.io
from plotly.io.base_renderers import MimetypeRenderer

from analysis.figures import alt_text
from analysis.printing._browser import find_browser
from analysis.printing._write import figure_svg


class SvgRenderer(MimetypeRenderer):  # type: ignore[misc]  # plotly is untyped
    """Shows a figure as SVG, and as its text alternative where nothing can be drawn."""

    def to_mimebundle(self, fig_dict: dict[str, Any]) -> dict[str, str]:
        """The figure by media type."""
        figure = go.Figure(fig_dict)
        return {"image/svg+xml": figure_svg(figure), "text/plain": alt_text(figure)}


def show_static() -> None:
    """From now on figures are shown as SVG: tens of kilobytes instead of plotly.js; moving ones without a Chromium.

    >>> before = plotly.io.renderers.default
    >>> show_static()
    >>> plotly.io.renderers.default in ("static_svg", "plotly_mimetype")
    True
    >>> plotly.io.renderers.default = before
    """
    if find_browser() is None:
        plotly.io.renderers.default = "plotly_mimetype"
        return
    plotly.io.renderers["static_svg"] = SvgRenderer()
    plotly.io.renderers.default = "static_svg"
