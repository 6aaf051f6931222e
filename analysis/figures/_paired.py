"""Estimation plot of a paired comparison."""

import math

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots
from scipy import stats

from analysis.figures._theme import INK, MUTED, QUALITATIVE, finish
from analysis.paired import BootstrapResult, Pairs

GREY_LINE = "rgba(95, 107, 122, {opacity:.2f})"


def paired_estimation(
    pairs: Pairs, bootstrap: BootstrapResult, *, outcome_label: str = "", title: str = ""
) -> go.Figure:
    """One line a participant on the left; the mean difference with its bootstrap distribution on the right.

    Parameters
    ----------
    pairs
        Values of each participant under two conditions.
    bootstrap
        Mean difference of the same pairs, from `bootstrap_mean_difference`.
    outcome_label
        Name of the outcome with its unit or range; the outcome's column by default.
    title
        Shown above the panels.

    References
    ----------
    Ho et al. 2019, Nature Methods 16:565.

    Examples
    --------
    >>> import numpy as np
    >>> from analysis.paired import Pairs, bootstrap_mean_difference
    >>> pairs = Pairs("trust", (1, 2, 3), np.array([3.0, 2, 4]), np.array([4.0, 4, 5]), "text", "visual")
    >>> figure = paired_estimation(pairs, bootstrap_mean_difference(pairs, np.random.default_rng(1)))
    >>> figure.layout.meta["alt"][:61]
    'Paired values of trust, n = 3: mean 3.00 under text, 4.33 und'
    """
    label = outcome_label or pairs.outcome
    names = [pairs.reference_condition, pairs.treatment_condition]
    if pairs.n == 0:
        figure = go.Figure()
        figure.add_annotation(text="No pairs of answers yet", showarrow=False, x=0.5, y=0.5, xref="paper", yref="paper")
        figure.update_xaxes(visible=False)
        figure.update_yaxes(visible=False)
        return finish(figure, f"Paired values of {label}: no pairs yet.", height=180, title=title)
    means = [float(pairs.reference.mean()), float(pairs.treatment.mean())]
    figure = make_subplots(cols=2, column_widths=[0.6, 0.4], horizontal_spacing=0.16)
    _add_slopes(figure, pairs, means)
    _add_distribution(figure, bootstrap)
    figure.update_xaxes(
        tickvals=[0, 1],
        ticktext=[
            f"{name}<br><span style='color:{MUTED}'>mean {mean:.2f}</span>"
            for name, mean in zip(names, means, strict=True)
        ],
        range=[-0.25, 1.25],
        showgrid=False,
        col=1,
    )
    figure.update_yaxes(title={"text": label}, col=1)
    figure.update_yaxes(title={"text": f"Difference, {names[1]} − {names[0]}"}, col=2)
    figure.update_xaxes(
        tickvals=[0], ticktext=["mean difference<br>and bootstrap"], range=[-0.35, 1.15], showgrid=False, col=2
    )
    figure.add_hline(y=0, line={"color": INK, "width": 1, "dash": "dot"}, col=2)
    figure.update_layout(showlegend=False)
    interval = (
        ""
        if math.isnan(bootstrap.ci_low)
        else f", {bootstrap.confidence:.0%} interval {bootstrap.ci_low:.2f} to {bootstrap.ci_high:.2f}"
    )
    alt = (
        f"Paired values of {label}, n = {pairs.n}: mean {means[0]:.2f} under {names[0]}, {means[1]:.2f} under {names[1]}; "
        f"mean difference {bootstrap.estimate:.2f}{interval}."
    )
    return finish(figure, alt, height=440, title=title)


def _add_slopes(figure: go.Figure, pairs: Pairs, means: list[float]) -> None:
    """All participants in one trace, fainter the more there are; then the means."""
    gap = np.full(pairs.n, np.nan)
    opacity = float(np.clip(8 / pairs.n, 0.06, 0.55))
    figure.add_trace(
        go.Scatter(
            x=np.tile([0.0, 1.0, np.nan], pairs.n),
            y=np.column_stack([pairs.reference, pairs.treatment, gap]).ravel(),
            mode="lines+markers",
            line={"color": GREY_LINE.format(opacity=opacity), "width": 1.3},
            marker={"color": GREY_LINE.format(opacity=min(1.6 * opacity, 0.8)), "size": 5},
            text=np.repeat([str(person) for person in pairs.participants] or [""] * pairs.n, 3),
            hovertemplate="%{text}: %{y:.2f}<extra></extra>",
            connectgaps=False,
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=means,
            mode="lines+markers",
            line={"color": INK, "width": 3},
            marker={"color": QUALITATIVE[:2], "size": 13, "line": {"color": "white", "width": 1.5}},
            hovertemplate="mean %{y:.2f}<extra></extra>",
        ),
        row=1,
        col=1,
    )


def _add_distribution(figure: go.Figure, bootstrap: BootstrapResult) -> None:
    """Half a density to the right of the estimate with its interval."""
    values = bootstrap.distribution
    if len(values) and np.ptp(values) > 0:
        at = np.linspace(values.min(), values.max(), 200)
        density = stats.gaussian_kde(values)(at)
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([[0.12], 0.12 + 0.85 * density / density.max(), [0.12]]),
                y=np.concatenate([at[:1], at, at[-1:]]),
                mode="lines",
                fill="toself",
                fillcolor="rgba(0, 114, 178, 0.25)",
                line={"color": QUALITATIVE[0], "width": 1},
                hoverinfo="skip",
            ),
            row=1,
            col=2,
        )
    figure.add_trace(
        go.Scatter(
            x=[0],
            y=[bootstrap.estimate],
            mode="markers",
            marker={"color": INK, "size": 11},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [bootstrap.ci_high - bootstrap.estimate],
                "arrayminus": [bootstrap.estimate - bootstrap.ci_low],
                "thickness": 3,
                "width": 0,
                "color": INK,
            },
            hovertemplate=f"{bootstrap.estimate:.2f} [{bootstrap.ci_low:.2f}, {bootstrap.ci_high:.2f}]<extra></extra>",
        ),
        row=1,
        col=2,
    )
