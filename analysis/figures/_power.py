"""Power by number of participants."""

import pandas as pd
import plotly.graph_objects as go

from analysis._gate import column, levels, numeric_column
from analysis.figures._theme import MUTED, QUALITATIVE, finish


def power_plot(table: pd.DataFrame, *, wanted: float = 0.8, title: str = "") -> go.Figure:
    """One line a hypothesis, with the interval of the Monte Carlo error at every simulated size.

    Parameters
    ----------
    table
        Rows with `hypothesis`, `participants`, `power`, `ci_low` and `ci_high`, as `analysis.power` gives them.
    wanted
        Power at which a dotted line is drawn.
    title
        Shown above.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"hypothesis": "h1", "participants": 32, "power": 0.8, "ci_low": 0.7, "ci_high": 0.9}
    >>> power_plot(pd.DataFrame([row])).layout.meta["alt"]
    'Power by number of participants. h1: 80% [70, 90] with 32.'
    """
    hypotheses = column(table, "hypothesis", "hypothesis")
    figure = go.Figure()
    figure.add_hline(y=wanted, line={"color": MUTED, "width": 1, "dash": "dot"})
    words = []
    for place, name in enumerate(levels(hypotheses)):
        rows = table[hypotheses == name].sort_values("participants")
        sizes, power, low, high = (
            numeric_column(rows, named, named) for named in ("participants", "power", "ci_low", "ci_high")
        )
        figure.add_trace(
            go.Scatter(
                x=sizes,
                y=power,
                name=str(name).upper(),
                mode="lines+markers",
                line={"color": QUALITATIVE[place % len(QUALITATIVE)], "width": 2},
                marker={"size": 9, "symbol": place},
                error_y={"type": "data", "symmetric": False, "array": high - power, "arrayminus": power - low},
                hovertemplate="%{x} participants: %{y:.0%}<extra></extra>",
            )
        )
        shown = ", ".join(
            f"{value:.0%} [{100 * lower:.0f}, {100 * upper:.0f}] with {size:.0f}"
            for size, value, lower, upper in zip(sizes, power, low, high, strict=True)
        )
        words.append(f"{name}: {shown}.")
    figure.update_xaxes(title={"text": "Participants"}, rangemode="tozero")
    figure.update_yaxes(title={"text": "Power"}, range=[0, 1.02], tickformat=".0%")
    return finish(figure, f"Power by number of participants. {' '.join(words)}", height=440, title=title)
