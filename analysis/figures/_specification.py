"""Specification curve: one estimate from every reasonable analysis."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis._gate import column, levels, numeric_column
from analysis.figures._theme import INK, MUTED, QUALITATIVE, finish


def specification_curve(
    estimates: pd.DataFrame,
    *,
    choices: Sequence[str],
    y_label: str,
    declared: str | None = None,
    null: float = 0.0,
    title: str = "",
) -> go.Figure:
    """Estimates sorted by size above, the analytic choices behind each below.

    Parameters
    ----------
    estimates
        One row an analysis: `estimate`, `ci_low`, `ci_high` and one column a choice.
    choices
        Columns of the choices, such as the set of participants or the model.
    y_label
        What is estimated, with its unit.
    declared
        Boolean column that marks the analysis declared in advance.
    null
        Value of no effect.
    title
        Shown above the curve.

    References
    ----------
    Simonsohn, Simmons and Nelson 2020, Nature Human Behaviour 4:1208.

    Examples
    --------
    >>> import pandas as pd
    >>> paths = pd.DataFrame({
    ...     "estimate": [0.3, 0.1], "ci_low": [0.1, -0.1], "ci_high": [0.5, 0.3], "model": ["t", "clmm"],
    ... })
    >>> specification_curve(paths, choices=["model"], y_label="Difference").layout.meta["alt"]
    'Specification curve of Difference: 2 analyses, estimates from 0.10 to 0.30, median 0.20; 1 interval excludes 0.'
    """
    values = numeric_column(estimates, "estimate", "estimate")
    table = estimates[values.notna()].assign(estimate=values).sort_values("estimate").reset_index(drop=True)
    lines = [(name, level) for name in choices for level in levels(column(table, name, "choices"))]
    figure = make_subplots(rows=2, shared_xaxes=True, vertical_spacing=0.04, row_heights=[0.55, 0.45])
    first = table[declared].astype(bool).to_numpy() if declared else np.zeros(len(table), dtype=bool)
    colours = np.where(first, QUALITATIVE[1], QUALITATIVE[0])
    figure.add_trace(
        go.Scatter(
            x=table.index,
            y=table["estimate"],
            mode="markers",
            marker={"color": colours, "size": np.where(first, 11, 7), "symbol": np.where(first, "diamond", "circle")},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": table["ci_high"] - table["estimate"],
                "arrayminus": table["estimate"] - table["ci_low"],
                "thickness": 1,
                "width": 0,
                "color": MUTED,
            },
            hovertemplate="%{y:.2f}<extra></extra>",
        ),
        row=1,
        col=1,
    )
    for place, (name, level) in enumerate(reversed(lines)):
        chosen = np.flatnonzero((table[name] == level).to_numpy())
        figure.add_trace(
            go.Scatter(
                x=chosen,
                y=np.full(len(chosen), place),
                mode="markers",
                marker={
                    "color": colours[chosen],
                    "size": 9,
                    "symbol": "line-ns",
                    "line": {"width": 2, "color": colours[chosen]},
                },
                hoverinfo="skip",
            ),
            row=2,
            col=1,
        )
    figure.add_hline(y=null, line={"color": INK, "width": 1, "dash": "dot"}, row=1)
    figure.update_yaxes(title={"text": y_label}, row=1)
    figure.update_yaxes(
        tickvals=list(range(len(lines))),
        ticktext=[f"<span style='color:{MUTED}'>{name}</span> {level}" for name, level in reversed(lines)],
        range=[-0.6, len(lines) - 0.4],
        row=2,
    )
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_xaxes(title={"text": "Analyses, sorted by estimate"}, row=2)
    figure.update_layout(showlegend=False)
    return finish(figure, _alt(table, y_label, null), height=340 + 26 * max(len(lines), 1), title=title)


def _alt(table: pd.DataFrame, y_label: str, null: float) -> str:
    if table.empty:
        return f"Specification curve of {y_label}: no analysis gave an estimate."
    excludes = int(((table["ci_low"] > null) | (table["ci_high"] < null)).sum())
    return (
        f"Specification curve of {y_label}: {len(table)} analyses, estimates from {table['estimate'].min():.2f} to "
        f"{table['estimate'].max():.2f}, median {table['estimate'].median():.2f}; {excludes} "
        f"{'interval excludes' if excludes == 1 else 'intervals exclude'} {null:g}."
    )
