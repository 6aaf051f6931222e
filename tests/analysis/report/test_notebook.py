"""The notebook runs on any export and shows what the report shows."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.analysis.data.made_up import made_up_frames, made_up_study, write_export

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "02_confirmatory.ipynb"

pytestmark = pytest.mark.slow


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Everything that the notebook displays as text."""
    outputs = (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
    shown = (output.get("data", {}) for output in outputs)
    return "\n".join(data.get("text/markdown", data.get("text/plain", "")) for data in shown)


def test_the_notebook_runs_on_an_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = made_up_study()
    export = write_export(tmp_path / "export", study, made_up_frames(study, participants=8))
    monkeypatch.setenv("STUDY_SOURCE", str(export))
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[1]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    text = text_of(notebook)
    for hypothesis in study.protocol.analysis.hypotheses:
        assert hypothesis.statement in text
    assert "Bots made these data" in text
    assert "the effects here say nothing about SkinGEN" in text
    figures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "application/vnd.plotly.v1+json" in output.get("data", {})
    ]
    assert len(figures) >= 3 + 1 + 4
