"""Bars of ordered answers: diverging from the middle of the scale, or stacked to 100 percent."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis._gate import AnalysisError
from analysis.figures._counts import LikertRow, likert_rows
from analysis.figures._theme import INK, MUTED, diverging_colours, finish, text_colour, wrap

BAR = 36
"""Least height of one bar with its gap, pixels."""
LINE = 19
"""Height of a line of text, pixels."""
LEGEND_WIDTH = 400
"""Width of the bars in the narrowest figure, pixels."""
WORDING = 46
"""Characters in a line of an item's wording above its bars."""
SMALLEST_LABEL = 5
"""Segments narrower than this percentage carry no number; the hover text has it."""


def diverging_likert(
    counts: pd.DataFrame,
    *,
    labels: Sequence[str],
    item: str | None = None,
    condition: str | None = "condition",
    answer: str = "answer",
    count: str = "count",
    title: str = "",
) -> go.Figure:
    """Diverging bars: disagreement to the left of zero, agreement to the right, the neutral answer split at zero.

    Parameters
    ----------
    counts
        Tidy counts, as `likert_counts` makes them: one row an item, condition and answer.
    labels
        Wording of the answers 1 ... K, lowest first; an even K has no neutral answer.
    item, condition
        Columns that separate the bars; `None` pools over it.
    answer, count
        Columns of the answer (1 ... K) and its count.
    title
        Shown above the bars.

    References
    ----------
    Heiberger and Robbins 2014, Journal of Statistical Software 57(5).

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"condition": ["text"] * 3, "answer": [1, 2, 3], "count": [2, 4, 4]})
    >>> figure = diverging_likert(counts, labels=["disagree", "neither", "agree"])
    >>> [round(trace.x[0]) for trace in figure.data]
    [-20, -20, 20, 40]
    """
    rows = likert_rows(counts, len(labels), item, condition, answer, count)
    places = _places(rows)
    colours = diverging_colours(len(labels))
    points, middle = len(labels), len(labels) // 2
    odd = points % 2 == 1
    figure = go.Figure()
    # bars stack outwards from zero in the order of the traces
    left = [(middle, 0.5)] * odd + [(index, 1.0) for index in range(middle - 1, -1, -1)]
    right = [(middle, 0.5)] * odd + [(index, 1.0) for index in range(middle + odd, points)]
    for sign, side in ((-1, left), (1, right)):
        for index, share in side:
            twin = share < 1 and sign == 1
            values = [sign * share * row.percent[index] for row in rows]
            shown = None if share < 1 else [_label(row.percent[index]) for row in rows]
            figure.add_trace(_bar(rows, places, index, values, shown, labels[index], colours[index], legend=not twin))
    if odd:
        figure.layout.annotations = _neutral_labels(rows, places, middle, colours[middle])
    reach = max((_reach(row, middle, odd) for row in rows), default=100.0)
    step = 25 if reach > 40 else 10
    reach = step * np.ceil(max(reach, step) / step)
    ticks = np.arange(-reach, reach + 1, step)
    figure.update_xaxes(range=[-reach, reach], tickvals=ticks, ticktext=[f"{abs(tick):.0f}%" for tick in ticks])
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    return _dress(figure, rows, places, title, "Diverging bars of answers", labels)


def stacked_likert(
    counts: pd.DataFrame,
    *,
    labels: Sequence[str],
    item: str | None = None,
    condition: str | None = "condition",
    answer: str = "answer",
    count: str = "count",
    title: str = "",
) -> go.Figure:
    """Bars stacked to 100 percent, lowest answer first; arguments as in `diverging_likert`.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"condition": ["text"] * 2, "answer": [1, 2], "count": [1, 3]})
    >>> [trace.x[0] for trace in stacked_likert(counts, labels=["no", "yes"]).data]
    [25.0, 75.0]
    """
    rows = likert_rows(counts, len(labels), item, condition, answer, count)
    places = _places(rows)
    colours = diverging_colours(len(labels))
    figure = go.Figure()
    for index, label in enumerate(labels):
        values = [row.percent[index] for row in rows]
        figure.add_trace(
            _bar(rows, places, index, values, [_label(value) for value in values], label, colours[index], legend=True)
        )
    figure.update_xaxes(range=[0, 100], ticksuffix="%")
    return _dress(figure, rows, places, title, "Stacked bars of answers", labels)


def _bar(
    rows: list[LikertRow],
    places: list[float],
    index: int,
    values: list[float],
    shown: list[str] | None,
    label: str,
    colour: str,
    *,
    legend: bool,
) -> go.Bar:
    return go.Bar(
        y=places,
        x=values,
        orientation="h",
        name=label,
        legendgroup=label,
        legendrank=index + 1,
        showlegend=legend,
        marker={"color": colour, "line": {"width": 0}},
        width=0.74,
        text=shown,
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": text_colour(colour), "size": 13},
        customdata=[[int(row.counts[index]), row.percent[index], row.n] for row in rows],
        hovertemplate=f"{label}: %{{customdata[0]}} of %{{customdata[2]}} (%{{customdata[1]:.1f}}%)<extra></extra>",
    )


def _neutral_labels(rows: list[LikertRow], places: list[float], middle: int, colour: str) -> list[dict[str, Any]]:
    """The number of the split segment, once, beside the zero line."""
    font = {"color": text_colour(colour), "size": 13}
    return [
        {"x": 0, "y": place, "text": text, "showarrow": False, "font": font, "bgcolor": colour}
        for row, place in zip(rows, places, strict=True)
        if (text := _label(row.percent[middle]))
    ]


def _wordings(rows: list[LikertRow], places: list[float]) -> list[dict[str, Any]]:
    """The wording of each item, above its first bar."""
    return [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": place + 0.5,
            "yanchor": "bottom",
            "text": f"<b>{wrap(row.item, WORDING)}</b>",
            "showarrow": False,
            "align": "left",
            "bgcolor": "white",
        }
        for position, (row, place) in enumerate(zip(rows, places, strict=True))
        if position == 0 or rows[position - 1].item != row.item
    ]


def _places(rows: list[LikertRow]) -> list[float]:
    """Vertical places of the bars, downwards; a new item leaves room for its wording."""
    places, place, previous = [], 0.0, ""
    for row in rows:
        grouped = bool(row.item) and bool(row.condition)
        if grouped and row.item != previous:
            place -= _room(row.item)
        places.append(place)
        place -= 1.0
        previous = row.item
    return places


def _room(wording: str) -> float:
    """Height of an item's wording, in bars."""
    return 0.3 + (wrap(wording, WORDING).count("<br>") + 1) * LINE / BAR


def _label(percent: float) -> str:
    return f"{percent:.0f}%" if percent >= SMALLEST_LABEL else ""


def _reach(row: LikertRow, middle: int, odd: bool) -> float:
    if not row.n:
        return 0.0
    neutral = row.percent[middle] / 2 if odd else 0.0
    return float(max(row.percent[:middle].sum(), row.percent[middle + odd :].sum()) + neutral)


def _dress(
    figure: go.Figure, rows: list[LikertRow], places: list[float], title: str, kind: str, labels: Sequence[str]
) -> go.Figure:
    """Names of the bars, numbers of answers, legend, and the text alternative."""
    if not rows:
        figure.add_annotation(text="No answers yet", showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return finish(figure, f"{kind}: no answers yet.", height=180, title=title)
    grouped = any(row.item and row.condition for row in rows)
    above = 0.5 + _room(rows[0].item) if grouped else 0.6
    names = [wrap(row.condition or row.item or "all answers") for row in rows]
    figure.update_yaxes(
        tickvals=places,
        ticktext=[
            f"{name} <span style='color:{MUTED}'>(n = {row.n})</span>" for name, row in zip(names, rows, strict=True)
        ],
        range=[min(places) - 0.6, max(places) + above],
        showgrid=False,
    )
    if grouped:
        figure.layout.annotations = [*figure.layout.annotations, *_wordings(rows, places)]
    figure.update_layout(
        barmode="relative",
        legend={"orientation": "h", "yanchor": "top", "y": -0.02, "x": 0, "xanchor": "left", "traceorder": "normal"},
    )
    span = max(places) - min(places) + above + 0.6
    figure.update_xaxes(side="top", ticklabelstandoff=8)
    row_height = max(BAR, LINE * (max(name.count("<br>") for name in names) + 1.6))
    return finish(
        figure, _alt(rows, kind, labels), height=int(100 + _legend_height(labels) + row_height * span), title=title
    )


def _legend_height(labels: Sequence[str]) -> int:
    """Pixels below the bars; plotly gives every entry the width of the longest, and scrolls what has no room."""
    columns = max(LEGEND_WIDTH // (7 * max(len(label) for label in labels) + 45), 1)
    return 20 * -(-len(labels) // columns) + 20


def _alt(rows: list[LikertRow], kind: str, labels: Sequence[str]) -> str:
    sentences = []
    for row in rows:
        name = row.item or row.condition or "all answers"
        of = f"{row.condition}, " if row.item and row.condition else ""
        shares = (
            ", ".join(f"{label} {share:.0f}%" for label, share in zip(labels, row.percent, strict=True))
            if row.n
            else "no answers"
        )
        sentences.append(f"{name} ({of}n = {row.n}): {shares}.")
    return f"{kind}. {' '.join(sentences)}"


def likert_labels(points: int, lowest: str, highest: str) -> list[str]:
    """Labels 1 ... K where only the ends are worded.

    >>> likert_labels(5, "not at all", "completely")
    ['1 not at all', '2', '3', '4', '5 completely']
    """
    if points < 2:
        raise AnalysisError(f"points={points}: an ordered scale has at least two answers.")
    return [f"1 {lowest}", *(str(point) for point in range(2, points)), f"{points} {highest}"]
