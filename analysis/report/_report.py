"""Writes the report."""

from pathlib import Path

from analysis.confirmatory import Results, run_plan
from analysis.data import Dataset
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
    out.write_text(render_report(run_plan(dataset)), encoding="utf-8")
    return out


def render_report(results: Results) -> str:
    """The report of results that were already computed, as HTML; a short one where the plan declares no hypothesis.

    Source: Appelbaum et al. 2018, American Psychologist 73:3; Dwan et al. 2019, BMJ 366:l4378.

    >>> from analysis import example_dataset, run_plan
    >>> page = render_report(run_plan(example_dataset(1)))
    >>> page[:15].lower(), "script src" in page
    ('<!doctype html>', False)
    """
    if not results.hypotheses:
        return page_template("descriptive.html.j2").render(descriptive_context(results))
    return page_template("report.html.j2").render(context(results))
