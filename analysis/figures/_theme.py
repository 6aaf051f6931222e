"""One look for all figures: colours that every reader can tell apart, room for every label, a text alternative."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analysis._gate import AnalysisError

INK = "#1f2933"
MUTED = "#5f6b7a"
GRID = "#e3e7ec"
BAND = "rgba(86, 180, 233, 0.18)"

QUALITATIVE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's colours, distinguishable with any common colour vision; the first two stand for two conditions."""

DISAGREE = ("#b35806", "#fdc98a")
NEUTRAL = "#d5d8dc"
AGREE = ("#a6cbe8", "#08519c")
"""Ends of the two ramps of a diverging scale: orange against blue, dark at the extremes (after ColorBrewer)."""

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif", "size": 14, "color": INK},
        "title": {"x": 0, "xref": "paper", "xanchor": "left", "font": {"size": 17}},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "colorway": list(QUALITATIVE),
        "margin": {"l": 24, "r": 32, "t": 64, "b": 24},
        "xaxis": {
            "automargin": True,
            "gridcolor": GRID,
            "zeroline": False,
            "ticks": "",
            "title": {"standoff": 12, "font": {"size": 14}},
        },
        "yaxis": {
            "automargin": True,
            "gridcolor": GRID,
            "zeroline": False,
            "ticks": "",
            "title": {"standoff": 12, "font": {"size": 14}},
        },
        "hoverlabel": {"font": {"size": 13}},
        "legend": {"font": {"size": 13}},
    }
)


def finish(figure: go.Figure, alt: str, *, height: int, title: str = "") -> go.Figure:
    """Apply the theme, the height in pixels, the title and the text alternative."""
    figure.update_layout(template=TEMPLATE, height=height, meta={"alt": alt})
    if title:
        figure.update_layout(title={"text": title})
    else:
        figure.update_layout(margin={"t": 24})
    return figure


def alt_text(figure: go.Figure) -> str:
    """The text alternative of a figure made here.

    >>> from analysis.figures import forest
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"term": ["trust"], "estimate": [0.2], "ci_low": [0.0], "ci_high": [0.4]})
    >>> alt_text(forest(rows, x_label="Mean difference"))
    'Forest plot of mean difference. trust: 0.20 [0.00, 0.40].'
    """
    meta = figure.layout.meta
    if not (isinstance(meta, dict) and meta.get("alt")):
        raise AnalysisError("This figure has no text alternative: make it with a function of analysis.figures.")
    return str(meta["alt"])


def diverging_colours(points: int) -> list[str]:
    """One colour for each of `points` ordered answers; the middle of an odd scale is grey."""
    side = points // 2
    left = [_mix(*DISAGREE, step / max(side - 1, 1)) for step in range(side)]
    right = [_mix(*AGREE, 1.0 if side == 1 else step / (side - 1)) for step in range(side)]
    return [*left, *([NEUTRAL] if points % 2 else []), *right]


def text_colour(background: str) -> str:
    """Black or white, whichever reads better on `background` (#rrggbb), by relative luminance (WCAG 2)."""
    channels = [value / 255 for value in _channels(background)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"


def wrap(label: str, width: int = 34) -> str:
    """`label` broken into lines of about `width` characters."""
    lines: list[str] = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def within_sentence(label: str) -> str:
    """`label` as it stands inside a sentence: with a small first letter, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _mix(start: str, end: str, share: float) -> str:
    mixed = [
        round(first + (second - first) * share) for first, second in zip(_channels(start), _channels(end), strict=True)
    ]
    return "#{:02x}{:02x}{:02x}".format(*mixed)


def _channels(colour: str) -> Sequence[int]:
    return [int(colour[position : position + 2], 16) for position in (1, 3, 5)]
