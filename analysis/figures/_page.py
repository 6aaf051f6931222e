"""The figures of one page."""

import plotly.graph_objects as go
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from analysis.figures._export import figure_html


class PageFigures:
    """Figures as HTML for one self-contained page, which needs `script` before the first of them.

    >>> import pandas as pd
    >>> from analysis.figures import forest
    >>> drawn = forest(pd.DataFrame({"term": ["trust"], "estimate": [0.2], "ci_low": [0.0], "ci_high": [0.4]}), x_label="Difference")
    >>> figures = PageFigures()
    >>> len(figures.script), figures.draw(drawn, "trust")[:7], "plotly.js v" in figures.script
    (0, Markup('<figure'), True)
    """

    def __init__(self) -> None:
        self._any = False

    @property
    def script(self) -> Markup:
        """plotly.js itself, about 4 MB; nothing where the page has no figure.

        >>> PageFigures().script
        Markup('')
        """
        return Markup(f"<script>{get_plotlyjs()}</script>" if self._any else "")  # noqa: S704  # plotly's own

    def draw(self, figure: go.Figure | None, name: str) -> Markup | None:
        """A figure under a name unique in the page, as HTML that needs no escaping; None where there is none.

        >>> PageFigures().draw(None, "trust") is None
        True
        """
        return None if figure is None else self.place(figure_html(figure, name=name))

    def place(self, html: str | None) -> Markup | None:
        """What `figure_html` gave earlier or in another process; None where there is none.

        >>> PageFigures().place("<figure></figure>")
        Markup('<figure></figure>')
        """
        if html is None:
            return None
        self._any = True
        # plotly escapes what it writes; the text alternative is escaped by figure_html
        return Markup(html)  # noqa: S704
