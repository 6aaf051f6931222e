"""A figure as a piece of HTML with its text alternative."""

import html

import plotly.graph_objects as go

from analysis.figures._theme import alt_text


def figure_html(figure: go.Figure, *, name: str) -> str:
    """The figure as a `<figure>` element that screen readers announce by its text alternative, for a page that has plotly.js (`PageFigures`).

    It has no `role="img"`: an image may hold nothing that takes the focus, and plotly's bar has buttons.

    Parameters
    ----------
    figure
        A figure made by this package.
    name
        Name of the element and of a downloaded file, unique in the page.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.figures import diverging_likert
    >>> counts = pd.DataFrame({"condition": ["text"], "answer": [2], "count": [3]})
    >>> page = figure_html(diverging_likert(counts, labels=["no", "yes"]), name="trust")
    >>> '<figure aria-label="' in page and "text (n = 3): no 0%, yes 100%." in page
    True
    """
    body = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        div_id=name,
        config={
            "displaylogo": False,
            "responsive": True,
            "modeBarButtons": [["toImage"]],
            "toImageButtonOptions": {"format": "svg", "filename": name},
        },
    )
    return f'<figure aria-label="{html.escape(alt_text(figure))}">{body}</figure>'
