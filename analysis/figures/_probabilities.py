"""Predicted probabilities of an ordinal model."""

import pandas as pd
import plotly.graph_objects as go

from analysis._gate import column, levels, numeric_column
from analysis.figures._theme import QUALITATIVE, finish


def category_probabilities(
    predicted: pd.DataFrame,
    *,
    condition: str = "condition",
    category: str = "category",
    x_label: str = "Answer",
    title: str = "",
) -> go.Figure:
    """Probability of each answer with its interval, one line of markers a condition.

    Parameters
    ----------
    predicted
        One row a condition and answer, with `estimate`, `ci_low` and `ci_high` as probabilities.
    condition, category
        Names of the columns.
    x_label
        What the answers mean.
    title
        Shown above the plot.

    Examples
    --------
    >>> import pandas as pd
    >>> predicted = pd.DataFrame({
    ...     "condition": ["text"] * 2, "category": [1, 2], "estimate": [0.4, 0.6],
    ...     "ci_low": [0.3, 0.5], "ci_high": [0.5, 0.7],
    ... })
    >>> category_probabilities(predicted).layout.meta["alt"]
    'Predicted probability of each answer. text: 1 40%, 2 60%.'
    """
    table = pd.DataFrame(
        {
            "condition": column(predicted, condition, "condition"),
            "category": column(predicted, category, "category"),
            **{name: numeric_column(predicted, name, name) for name in ("estimate", "ci_low", "ci_high")},
        }
    )
    categories = levels(table["category"])
    conditions = levels(table["condition"])
    figure = go.Figure()
    words = []
    symbols = ("circle", "square", "diamond", "triangle-up")
    for position, label in enumerate(conditions):
        part = table[table["condition"] == label].set_index("category").reindex(categories)
        colour = QUALITATIVE[position % len(QUALITATIVE)]
        offset = 0.12 * (position - (len(conditions) - 1) / 2)
        figure.add_trace(
            go.Scatter(
                x=[place + offset for place in range(len(categories))],
                y=part["estimate"],
                mode="lines+markers",
                name=str(label),
                line={"color": colour, "width": 1.5},
                marker={"size": 10, "color": colour, "symbol": symbols[position % len(symbols)]},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": part["ci_high"] - part["estimate"],
                    "arrayminus": part["estimate"] - part["ci_low"],
                    "thickness": 2,
                    "width": 0,
                    "color": colour,
                },
                hovertemplate=f"{label}: %{{y:.1%}}<extra></extra>",
            )
        )
        shares = ", ".join(f"{name} {share:.0%}" for name, share in part["estimate"].items())
        words.append(f"{label}: {shares}.")
    figure.update_xaxes(
        title={"text": x_label},
        tickvals=list(range(len(categories))),
        ticktext=[str(name) for name in categories],
        showgrid=False,
    )
    figure.update_yaxes(title={"text": "Probability"}, tickformat=".0%", rangemode="tozero")
    figure.update_layout(legend={"orientation": "h", "y": -0.2, "yanchor": "top", "x": 0})
    alt = f"Predicted probability of each answer. {' '.join(words) or 'No predictions.'}"
    return finish(figure, alt, height=420, title=title)
