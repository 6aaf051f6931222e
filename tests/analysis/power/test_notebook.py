"""The notebook of power runs as it stands, on few simulated studies."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "05_power.ipynb"


@pytest.mark.slow
def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_SIMULATIONS", "1")
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[1]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    data = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    text = "\n".join(str(shown) for shown in data)
    assert "1 studies of 16, 32, 64 participants" in text
    assert any("application/vnd.plotly.v1+json" in shown for shown in data)
    assert "coverage_with_effect" in text
