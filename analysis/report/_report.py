"""Writes the report."""

from concurrent.futures import BrokenExecutor, Executor, Future
from pathlib import Path

from analysis.confirmatory import Results, run_plan
from analysis.data import Dataset
from analysis.report._data_view import DataView, data_view
from analysis.report._descriptive import descriptive_context
from analysis.report._template import page_template
from analysis.report._views import context


def write_report(dataset: Dataset, out: str | Path) -> Path:
    """Run the plan and write its report.

    One HTML file that needs no network: styles, figures and plotly.js are inside. Equal data give equal bytes.

    Parameters
    ----------
    dataset
        Data of one study in one mode.
    out
        The file to write; its folder is made if need be.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import example_dataset
    >>> write_report(example_dataset(1), Path(tempfile.mkdtemp()) / "report.html").name
    'report.html'
    """
    out = Path(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(run_report(dataset)[1], encoding="utf-8")
    return out


def run_report(dataset: Dataset, beside: Executor | None = None) -> tuple[Results, str]:
    """Run the plan, and render its report; equal data give equal bytes, with another process or without.

    Parameters
    ----------
    dataset
        Data of one study in one mode.
    beside
        A `ProcessPoolExecutor`, say, which computes what needs neither the promised tests nor the declared models while
        these are computed here, and is shut down then. If it breaks, or there is none, all is computed here.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from analysis import example_dataset
    >>> with ThreadPoolExecutor(1) as threads:
    ...     results, page = run_report(example_dataset(1), threads)
    >>> page == render_report(results)
    True
    """
    begun = None if beside is None else _begun(dataset, beside)
    results = run_plan(dataset)
    view = None if begun is None else _ended(begun)
    return results, _page(results, view or data_view(dataset, results.values))


def render_report(results: Results) -> str:
    """The report of results that were already computed, as HTML; a short one where the plan declares no hypothesis.

    Source: Appelbaum et al. 2018, American Psychologist 73:3; Dwan et al. 2019, BMJ 366:l4378.

    >>> from analysis import example_dataset, run_plan
    >>> page = render_report(run_plan(example_dataset(1)))
    >>> page[:15].lower(), "script src" in page
    ('<!doctype html>', False)
    """
    return _page(results, data_view(results.dataset, results.values))


def _begun(dataset: Dataset, beside: Executor) -> Future[DataView] | None:
    try:
        begun = beside.submit(data_view, dataset)
    except BrokenExecutor:
        return None
    beside.shutdown(wait=False)
    return begun


def _ended(begun: Future[DataView]) -> DataView | None:
    try:
        return begun.result()
    except BrokenExecutor:
        return None


def _page(results: Results, view: DataView) -> str:
    if not results.hypotheses:
        return page_template("descriptive.html.j2").render(descriptive_context(results, view))
    return page_template("report.html.j2").render(context(results, view))
