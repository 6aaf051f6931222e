"""The tables of a study's results as files."""

from pathlib import Path

from analysis.confirmatory import Results
from analysis.tables._latex import latex
from analysis.tables._word import word

CAPTIONS = {
    "estimates": "Estimates of all promised tests",
    "percent_changes": "Percent changes over the reference condition (descriptive)",
    "reliability": "Internal consistency",
}
"""Captions by name of the file."""


def write_tables(results: Results, folder: str | Path) -> tuple[Path, ...]:
    """Write each table as CSV (full precision) and LaTeX, and all of them as `tables.docx`.

    Parameters
    ----------
    results
        Of `run_plan`.
    folder
        Made if need be.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import example_dataset, run_plan
    >>> [path.name for path in write_tables(run_plan(example_dataset(1)), tempfile.mkdtemp())][::2]
    ['estimates.csv', 'percent_changes.csv', 'reliability.csv', 'tables.docx']
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    frames = {
        "estimates": results.summary(),
        "percent_changes": results.percent_changes(),
        "reliability": results.alphas(),
    }
    written = []
    for name, frame in frames.items():
        table, typeset = folder / f"{name}.csv", folder / f"{name}.tex"
        frame.to_csv(table, index=False, lineterminator="\n")
        typeset.write_text(latex(frame, CAPTIONS[name]), encoding="utf-8")
        written += [table, typeset]
    document = folder / "tables.docx"
    document.write_bytes(word({CAPTIONS[name]: frame for name, frame in frames.items()}))
    return (*written, document)
