"""Every notebook is stored as it was run, and runs again on another export with nothing but its one parameter changed."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.analysis.data.made_up import made_up_frames, made_up_study, write_export

FOLDER = Path(__file__).parents[2] / "notebooks"
ON_DATA = ("01_quality", "02_confirmatory", "03_reliance", "04_measurement")
STORED = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
MOST_BYTES = 500_000
SAYS = {
    "01_quality": ("prefer_not", "excluded_by", "attention", "Distribution of median seconds a case"),
    "02_confirmatory": ("Holm-adjusted p", "Undecided", "perceived_comprehension"),
    "03_reliance": ("over_reliance", "Text with images: d_prime", "brier", "Calibration curves"),
    "04_measurement": ("Propensity to trust", "omega", "alpha_if_dropped", "Diverging bars of answers"),
}


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Everything that the notebook shows as text."""
    outputs = (output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
    shown = (output.get("data", {}) for output in outputs)
    return "\n".join(data.get("text/markdown", data.get("text/plain", "")) for data in shown)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = made_up_study()
    return write_export(tmp_path_factory.mktemp("data") / "export", study, made_up_frames(study, participants=8))


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_DATA)
def test_a_notebook_runs_on_an_export(name: str, export: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_SOURCE", str(export))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = read(name)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(FOLDER)}}).execute()
    text = text_of(notebook)
    assert "**made_up**, simulated data" in text
    assert "the effects here say nothing about SkinGEN" in text
    assert [words for words in SAYS[name] if words not in text] == []


@pytest.mark.slow
def test_the_notebook_of_power_runs_on_a_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDY_SIMULATIONS", "1")
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = read("05_power")
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(FOLDER)}}).execute()
    text = text_of(notebook)
    assert "1 studies of 16, 32, 64 participants" in text
    assert "coverage_with_effect" in text


@pytest.mark.parametrize("name", STORED)
def test_a_stored_notebook_was_run_from_top_to_bottom(name: str) -> None:
    cells = [cell for cell in read(name).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for cell in cells for output in cell.outputs if output.output_type in {"error", "stream"}]
    assert sum(len(cell.outputs) for cell in cells) > 3


@pytest.mark.parametrize("name", STORED)
def test_a_stored_notebook_is_small_and_holds_nothing_of_this_machine(name: str) -> None:
    path = FOLDER / f"{name}.ipynb"
    stored = path.read_text(encoding="utf-8")
    assert path.stat().st_size < MOST_BYTES
    assert "plotly.js" not in stored
    assert not re.findall(r"(?:/home|/root|/tmp|/Users)/\S*", stored)


@pytest.mark.parametrize("name", STORED)
def test_a_notebook_has_no_logic_of_its_own(name: str) -> None:
    source = "\n".join(cell.source for cell in read(name).cells if cell.cell_type == "code")
    assert not re.findall(r"^\s*(?:def|class|while|if|try)\b", source, re.MULTILINE)
