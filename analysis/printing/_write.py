"""Writes what the browser prints."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import plotly.graph_objects as go

from analysis.figures import PageFigures
from analysis.printing._browser import Browser
from analysis.printing._page import Page

PAPER = (680, 1000)
"""Width and height of the text on a sheet of A4 with margins of 15 mm, in pixels."""
TALLEST = 1100
"""Most height of a figure before the style sheet makes it smaller for paper, in pixels, so that it stays on one sheet with its heading."""
FIGURE_WIDTH = 800
"""Width of an exported figure, in pixels; its height is its own."""

_DRAW = """Promise.all([...document.querySelectorAll(".plotly-graph-div")].map(async div => {
  const size = {width: %d, height: div.layout.height};
  return {name: div.id, ...size, image: await Plotly.toImage(div, {format: "svg", ...size})};
}))"""
_FIT = """(async () => {
  // two frames, until the rules for print have laid the page out
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  document.querySelectorAll("details").forEach(details => { details.open = true; });
  const divs = [...document.querySelectorAll(".plotly-graph-div")];
  // twice, for the first one may still have met the old width
  for (const div of [...divs, ...divs]) {
    await Plotly.relayout(div, {height: Math.min(div.layout.height, %d)});
    await Plotly.Plots.resize(div);
  }
})()"""


def write_pdf(page: str, out: str | Path) -> Path:
    """Print a page of this package as A4.

    Parameters
    ----------
    page
        HTML of a report.
    out
        The file to write; its folder is made if need be.

    Raises
    ------
    BrowserError
        There is no Chromium on this machine.

    Examples
    --------
    >>> from analysis.printing import find_browser
    >>> out = Path(tempfile.mkdtemp()) / "page.pdf"
    >>> find_browser() is None or write_pdf("<!doctype html><p>A page</p>", out).read_bytes()[:4] == b"%PDF"
    True
    """
    out = Path(out)
    with _opened(page) as tab:
        tab.lay_out_for_print(*PAPER)
        tab.evaluate(_FIT % TALLEST)
        printed = tab.pdf()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(printed)
    return out


def write_figures(page: str, folder: str | Path) -> list[Path]:
    """Write every figure of a page as `<name>.svg` and `<name>.pdf`, both vectors.

    Parameters
    ----------
    page
        HTML of a report.
    folder
        Made if need be.

    Returns
    -------
    list of Path
        The files, in the order of the page.

    Raises
    ------
    BrowserError
        There is no Chromium on this machine.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.figures import PageFigures, forest
    >>> from analysis.printing import find_browser
    >>> rows = pd.DataFrame({"term": ["trust"], "estimate": [0.2], "ci_low": [0.0], "ci_high": [0.4]})
    >>> figures = PageFigures()
    >>> drawn = figures.draw(forest(rows, x_label="Mean difference"), "trust")
    >>> page = figures.script + drawn
    >>> find_browser() is None or [path.name for path in write_figures(page, tempfile.mkdtemp())] == ["trust.svg", "trust.pdf"]
    True
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    with _opened(page) as tab:
        for name, svg, size in _drawn(tab):
            files = folder / f"{name}.svg", folder / f"{name}.pdf"
            files[0].write_text(svg, encoding="utf-8")
            files[1].write_bytes(_on_a_sheet(tab, svg, size))
            written += files
    return written


def figure_svg(figure: go.Figure) -> str:
    """One figure of `analysis.figures` as SVG, drawn by plotly.js.

    Raises
    ------
    BrowserError
        There is no Chromium on this machine.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.figures import forest
    >>> rows = pd.DataFrame({"term": ["trust"], "estimate": [0.2], "ci_low": [0.0], "ci_high": [0.4]})
    >>> from analysis.printing import find_browser
    >>> find_browser() is None or figure_svg(forest(rows, x_label="Mean difference"))[:4] == "<svg"
    True
    """
    figures = PageFigures()
    drawn = figures.draw(figure, "figure")
    with _opened(f"{figures.script}{drawn}") as tab:
        (_, svg, _), *_ = _drawn(tab)
    return svg


@contextmanager
def _opened(page: str) -> Iterator[Page]:
    with Browser() as browser, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        yield browser.open(path)


def _drawn(tab: Page) -> list[tuple[str, str, tuple[int, int]]]:
    """Name, SVG and size in pixels of every figure of the page."""
    return [
        (found["name"], unquote(found["image"].split(",", 1)[1]), (found["width"], found["height"]))
        for found in tab.evaluate(_DRAW % FIGURE_WIDTH)
    ]


def _on_a_sheet(tab: Page, svg: str, size: tuple[int, int]) -> bytes:
    """The figure as a PDF of its own size."""
    body = f'<body style="margin: 0">{svg}</body>'
    tab.evaluate(f"document.documentElement.innerHTML = {json.dumps(body)}")
    return tab.pdf(size)
