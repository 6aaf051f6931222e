"""Calibration curve of stated confidence."""

from collections.abc import Mapping

import plotly.graph_objects as go

from analysis.decisions import CalibrationResult
from analysis.figures._theme import INK, QUALITATIVE, finish


def calibration_plot(results: Mapping[str, CalibrationResult], *, title: str = "") -> go.Figure:
    """Share of right answers against stated confidence, one curve a condition; the diagonal is perfect calibration.

    Parameters
    ----------
    results
        Results of `calibration` by the name of the condition.
    title
        Shown above the plot.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.decisions import calibration
    >>> trials = pd.DataFrame({
    ...     "participant": [1, 1, 2, 2], "final_confidence": [90, 60, 80, 70], "final_correct": [1, 0, 1, 1],
    ... })
    >>> figure = calibration_plot({"text": calibration(trials)})
    >>> figure.layout.meta["alt"]
    'Calibration curves. text: calibration error 0.30, Brier score 0.12 (n = 4).'
    """
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"color": INK, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    symbols = ("circle", "square", "diamond", "triangle-up")
    for position, (name, result) in enumerate(results.items()):
        curve = result.curve()
        colour = QUALITATIVE[position % len(QUALITATIVE)]
        figure.add_trace(
            go.Scatter(
                x=curve["mean_confidence"],
                y=curve["share_correct"],
                mode="lines+markers",
                name=f"{name} (n = {result.n})",
                marker={"size": 9, "symbol": symbols[position % len(symbols)], "color": colour},
                line={"color": colour, "width": 2},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": curve["ci_high"] - curve["share_correct"],
                    "arrayminus": curve["share_correct"] - curve["ci_low"],
                    "thickness": 1.5,
                    "width": 0,
                    "color": colour,
                },
                customdata=curve["n"],
                hovertemplate="confidence %{x:.0%}, right %{y:.0%} of %{customdata}<extra></extra>",
            )
        )
    figure.update_xaxes(title={"text": "Stated confidence"}, range=[-0.02, 1.02], tickformat=".0%")
    figure.update_yaxes(title={"text": "Share of right answers"}, range=[-0.02, 1.02], tickformat=".0%")
    figure.update_layout(legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0})
    words = " ".join(
        f"{name}: calibration error {result.ece:.2f}, Brier score {result.brier.estimate:.2f} (n = {result.n})."
        for name, result in results.items()
    )
    return finish(figure, f"Calibration curves. {words}", height=460, title=title)
