"""A page becomes a PDF and its figures become files, where there is a browser; where there is none, one sentence says so."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import plotly.graph_objects as go
import plotly.io
import pytest

from analysis.figures import PageFigures, alt_text, forest
from analysis.printing import Browser, BrowserError, figure_svg, find_browser, show_static, write_figures, write_pdf


def drawn(test: Callable[..., None]) -> Callable[..., None]:
    """The test needs a browser."""
    missing = find_browser() is None and not os.environ.get("STUDY_REQUIRE_BROWSER")
    return pytest.mark.journey(pytest.mark.skipif(missing, reason="no browser")(test))


def effects(rows: int) -> go.Figure:
    terms = [f"outcome {row}" for row in range(rows)]
    return forest(pd.DataFrame({"term": terms, "estimate": 0.5, "ci_low": 0.2, "ci_high": 0.8}), x_label="points")


@pytest.fixture(scope="module")
def page() -> str:
    """Two figures of different height, and a second sheet, on a page with the report's rule for paper."""
    figures = PageFigures()
    drawn = "".join(str(figures.draw(effects(rows), name)) for name, rows in {"first": 1, "second": 3}.items())
    style = "@page { size: A4; margin: 15mm } section { break-before: page }"
    return (
        f"<!doctype html><title>Effects</title><style>{style}</style>{figures.script}{drawn}<section>The end</section>"
    )


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("analysis.printing._browser.APPLICATIONS", ())


@pytest.fixture
def renderers() -> Iterator[None]:
    """Leaves plotly's choice of renderer as it was."""
    before = plotly.io.renderers.default
    yield
    plotly.io.renderers.default = before


def sheets(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of every sheet, in points."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    return [(float(width), float(height)) for width, height in boxes]


@drawn
def test_a_page_becomes_a_tagged_pdf_on_a4(page: str, tmp_path: Path) -> None:
    pdf = write_pdf(page, tmp_path / "deep" / "page.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert len(sheets(pdf)) == 2
    assert all(sheet == pytest.approx((595.3, 841.9), abs=1) for sheet in sheets(pdf))
    assert b"/StructTreeRoot" in pdf.read_bytes()


@drawn
def test_every_figure_becomes_svg_and_pdf_of_its_own_size(page: str, tmp_path: Path) -> None:
    files = write_figures(page, tmp_path / "figures")
    assert [file.name for file in files] == ["first.svg", "first.pdf", "second.svg", "second.pdf"]
    for name, figure in (("first", effects(1)), ("second", effects(3))):
        svg = (tmp_path / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        root = ElementTree.fromstring(svg)
        height = figure.layout.height
        assert (root.get("width"), root.get("height")) == ("800", str(height))
        assert "outcome 0" in "".join(root.itertext())
        # a point is 3/4 of a pixel, and a sheet has whole points
        assert sheets(tmp_path / "figures" / f"{name}.pdf") == [pytest.approx((600, 0.75 * height), abs=1)]


@drawn
def test_what_fails_in_the_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>words</p>", encoding="utf-8")
    with Browser() as browser, pytest.raises(BrowserError, match=r"The page fails: ReferenceError: nowhere"):
        browser.open(path).evaluate("nowhere.to.be.found")


@drawn
def test_a_notebook_shows_pictures(renderers: None) -> None:
    show_static()
    bundle = plotly.io.renderers[plotly.io.renderers.default].to_mimebundle(effects(1).to_dict())
    assert bundle["text/plain"] == alt_text(effects(1))
    assert bundle["image/svg+xml"].startswith("<svg")
    assert len(bundle["image/svg+xml"]) < 100_000


def test_without_a_browser_one_sentence_says_what_to_do(no_browser: None, page: str, tmp_path: Path) -> None:
    for write in (lambda: write_pdf(page, tmp_path / "page.pdf"), lambda: figure_svg(effects(1))):
        with pytest.raises(BrowserError, match=r"no Chromium or Chrome on this machine: install one"):
            write()
    assert not (tmp_path / "page.pdf").exists()


def test_without_a_browser_a_notebook_keeps_plotly(no_browser: None, renderers: None) -> None:
    show_static()
    assert plotly.io.renderers.default == "plotly_mimetype"


def test_a_browser_that_stops_or_is_none_is_told(tmp_path: Path) -> None:
    stops = tmp_path / "chromium"
    stops.write_text("#!/bin/sh\nexit 3\n")
    stops.chmod(0o755)
    with pytest.raises(BrowserError, match="stopped"), Browser(str(stops)) as browser:
        browser.call("Browser.getVersion")
    with pytest.raises(BrowserError, match="cannot be started: No such file"), Browser(str(tmp_path / "none")):
        pass
