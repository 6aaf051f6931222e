"""Raincloud of a continuous measure."""

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from scipy import stats

from analysis._gate import FloatArray, column, levels, numeric_column
from analysis.figures._theme import INK, MUTED, QUALITATIVE, finish, within_sentence, wrap


def raincloud(
    values: pd.DataFrame,
    outcome: str,
    rng: np.random.Generator,
    *,
    condition: str = "condition",
    x_label: str = "",
    logarithmic: bool = False,
    title: str = "",
) -> go.Figure:
    """Density, quartiles and every value, one row a condition; for times and participant means, not for 5-point items.

    Parameters
    ----------
    values
        One row a value; missing values are left out.
    outcome, condition
        Names of the columns.
    rng
        Seeded generator that scatters the dots.
    x_label
        Name of the measure with its unit.
    logarithmic
        Logarithmic axis and density of the logarithms, for times.
    title
        Shown above the rows.

    References
    ----------
    Allen et al. 2019, Wellcome Open Research 4:63.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> times = pd.DataFrame({"condition": ["text"] * 4, "seconds": [20.0, 25.0, 31.0, 60.0]})
    >>> raincloud(times, "seconds", np.random.default_rng(1)).layout.meta["alt"]
    'Distribution of seconds. text: median 28.00, middle half 23.75 to 38.25 (n = 4).'
    """
    numbers = numeric_column(values, outcome, "outcome")
    groups = column(values, condition, "condition")
    rows = [(str(label), numbers[groups == label].dropna().to_numpy(dtype=float)) for label in levels(groups)]
    if logarithmic:
        rows = [(label, part[part > 0]) for label, part in rows]
    figure = go.Figure()
    words, places, names = [], [], []
    for position, (label, part) in enumerate(rows):
        place, colour = -float(position), QUALITATIVE[position % len(QUALITATIVE)]
        places.append(place)
        names.append(f"{wrap(label)}<br><span style='color:{MUTED}'>n = {len(part)}</span>")
        if not len(part):
            words.append(f"{label}: no values.")
            continue
        low, middle, high = (float(value) for value in np.quantile(part, [0.25, 0.5, 0.75]))
        words.append(f"{label}: median {middle:.2f}, middle half {low:.2f} to {high:.2f} (n = {len(part)}).")
        _add_row(figure, part, place, colour, (low, middle, high), rng, logarithmic=logarithmic)
    figure.update_yaxes(tickvals=places, ticktext=names, range=[min(places, default=0.0) - 0.5, 0.65], showgrid=False)
    figure.update_xaxes(title={"text": x_label or outcome})
    if logarithmic:
        figure.update_xaxes(type="log", tickvals=_round_values([value for _, part in rows for value in part]))
    figure.update_layout(showlegend=False)
    alt = f"Distribution of {within_sentence(x_label or outcome)}. {' '.join(words) or 'No values.'}"
    return finish(figure, alt, height=140 + 130 * max(len(rows), 1), title=title)


def _round_values(values: list[float]) -> list[float]:
    """1, 2, 5, 10, 20 ... over the range of positive values; within a decade every multiple of a power of ten."""
    if not values:
        return []
    powers = range(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1)
    leads = (1, 2, 5) if max(values) > 10 * min(values) else range(1, 10)
    return [lead * 10.0**power for power in powers for lead in leads]


def _add_row(
    figure: go.Figure,
    part: FloatArray,
    place: float,
    colour: str,
    quartiles: tuple[float, float, float],
    rng: np.random.Generator,
    *,
    logarithmic: bool,
) -> None:
    """Density above, box on the line, dots below."""
    scale = np.log(part) if logarithmic else part
    if len(part) > 2 and np.ptp(scale) > 0:
        at = np.linspace(scale.min(), scale.max(), 160)
        density = stats.gaussian_kde(scale)(at)
        shown = np.exp(at) if logarithmic else at
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([shown[:1], shown, shown[-1:]]),
                y=place + 0.1 + 0.45 * np.concatenate([[0.0], density / density.max(), [0.0]]),
                mode="lines",
                fill="toself",
                line={"color": colour, "width": 1},
                opacity=0.55,
                hoverinfo="skip",
            )
        )
    low, middle, high = quartiles
    figure.add_trace(
        go.Scatter(x=[low, high], y=[place, place], mode="lines", line={"color": INK, "width": 6}, hoverinfo="skip")
    )
    figure.add_trace(
        go.Scatter(
            x=[middle],
            y=[place],
            mode="markers",
            marker={"color": "white", "size": 9, "line": {"color": INK, "width": 2}},
            hovertemplate="median %{x:.2f}<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=part,
            y=place - 0.12 - 0.24 * rng.random(len(part)),
            mode="markers",
            marker={"color": colour, "size": 5, "opacity": float(np.clip(30 / len(part), 0.15, 0.7))},
            hovertemplate="%{x:.2f}<extra></extra>",
        )
    )
