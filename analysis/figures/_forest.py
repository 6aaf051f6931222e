"""Forest plot of estimates with their intervals."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis._gate import AnalysisError, FloatArray, column, numeric_column
from analysis.figures._theme import BAND, INK, MUTED, QUALITATIVE, finish, within_sentence, wrap

ROW = 42
"""Height of one row, pixels."""


def forest(
    estimates: pd.DataFrame,
    *,
    x_label: str,
    null: float = 0.0,
    equivalence: tuple[float, float] | None = None,
    logarithmic: bool = False,
    title: str = "",
) -> go.Figure:
    """One row an estimate with its interval, a line at no effect, and the band of effects too small to matter.

    Parameters
    ----------
    estimates
        Rows with `term`, `estimate`, `ci_low`, `ci_high` (any `.summary()`); an optional boolean column `primary`
        fills the markers of confirmatory outcomes and leaves the others open.
    x_label
        What is estimated, with its unit.
    null
        Value of no effect: 0 for differences, 1 for ratios.
    equivalence
        Smallest effects of interest, (low, high), in the units of the estimates.
    logarithmic
        Logarithmic axis, for odds ratios.
    title
        Shown above the rows.

    References
    ----------
    Lewis and Clarke 2001, BMJ 322:1479. Equivalence band: Lakens 2017, SPPS 8:355.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"term": ["trust"], "estimate": [0.2], "ci_low": [0.0], "ci_high": [0.4]})
    >>> forest(rows, x_label="Mean difference").layout.meta["alt"]
    'Forest plot of mean difference. trust: 0.20 [0.00, 0.40].'
    """
    terms = column(estimates, "term", "term").astype(str).tolist()
    values, low, high = (
        numeric_column(estimates, name, name).to_numpy(dtype=float) for name in ("estimate", "ci_low", "ci_high")
    )
    if logarithmic and (null <= 0 or min(values.min(initial=1), low.min(initial=1)) <= 0):
        raise AnalysisError("A logarithmic axis needs positive estimates: give ratios with null=1.")
    primary = estimates["primary"].astype(bool).tolist() if "primary" in estimates.columns else [True] * len(terms)
    figure = go.Figure()
    if equivalence:
        figure.add_vrect(x0=equivalence[0], x1=equivalence[1], fillcolor=BAND, line_width=0, layer="below")
    figure.add_vline(x=null, line={"color": INK, "width": 1, "dash": "dot"})
    places = [-float(position) for position in range(len(terms))]
    words = [_words(*row) for row in zip(values, low, high, strict=True)]
    figure.add_trace(_points(places, terms, values, low, high, primary, words))
    for place, text in zip(places, words, strict=True):
        figure.add_annotation(
            x=1.02, xref="paper", xanchor="left", y=place, text=text.replace("-", "−"), showarrow=False
        )
    figure.update_yaxes(
        tickvals=places,
        ticktext=[wrap(f"<b>{term}</b>" if first else term) for term, first in zip(terms, primary, strict=True)],
        range=[min(places, default=0) - 0.6, 0.6],
        showgrid=False,
    )
    shown = np.concatenate([values, low, high, [null], equivalence or []])
    figure.update_xaxes(
        title={"text": x_label}, type="log" if logarithmic else "linear", range=_range(shown, logarithmic)
    )
    figure.update_layout(showlegend=False, margin={"r": 190})
    note = _note(equivalence, primary)
    if note:
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=0,
            yref="paper",
            yshift=-58,
            yanchor="top",
            text=note,
            showarrow=False,
            font={"color": MUTED, "size": 13},
            align="left",
        )
    rows = " ".join(f"{term}: {text}." for term, text in zip(terms, words, strict=True)) or "No estimates."
    below = 20 * (note.count("<br>") + 1) if note else 0
    height = 150 + ROW * max(len(terms), 1) + below
    figure = finish(figure, f"Forest plot of {within_sentence(x_label)}. {rows}", height=height, title=title)
    if note:
        figure.update_layout(margin={"b": 76 + below})
    return figure


def _points(
    places: list[float],
    terms: list[str],
    values: FloatArray,
    low: FloatArray,
    high: FloatArray,
    primary: list[bool],
    words: list[str],
) -> go.Scatter:
    return go.Scatter(
        x=values,
        y=places,
        mode="markers",
        marker={
            "size": 12,
            "symbol": ["square" if first else "circle-open" for first in primary],
            "color": QUALITATIVE[0],
            "line": {"width": 2, "color": QUALITATIVE[0]},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": high - values,
            "arrayminus": values - low,
            "color": QUALITATIVE[0],
            "thickness": 2,
            "width": 0,
        },
        text=terms,
        customdata=words,
        hovertemplate="%{text}: %{customdata}<extra></extra>",
    )


def _range(shown: FloatArray, logarithmic: bool) -> list[float]:
    """Ends of the axis with some room; plotly wants them as powers of ten on a logarithmic axis."""
    finite = np.log10(shown[np.isfinite(shown)]) if logarithmic else shown[np.isfinite(shown)]
    room = 0.06 * float(np.ptp(finite)) or 1.0
    return [float(finite.min()) - room, float(finite.max()) + room]


def _words(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return "not computable"
    return f"{value:.2f}, no interval" if pd.isna(low) else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _note(equivalence: tuple[float, float] | None, primary: list[bool]) -> str:
    parts = []
    if equivalence:
        parts.append(f"Shaded: too small to matter ({equivalence[0]:g} to {equivalence[1]:g}).")
    if not all(primary):
        parts.append("Filled squares: primary; open circles: all others.")
    return "<br>".join(parts)
