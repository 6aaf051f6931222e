"""The notebook on an image review runs on an export of any review, with nothing but its one parameter changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from db import Database, export
from protocols import Study, load_study
from study_app.bots import Effects, Temper, simulate

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "06_image_review.ipynb"

pytestmark = pytest.mark.slow


def small_review() -> Study:
    """Twelve pictures of the built-in review, every other one declared a photo."""
    study = load_study("image_review")
    cases = study.stimuli.cases[:12]
    photos = [
        case.photo.model_copy(update={"origin": "photo"}) if n % 2 else case.photo for n, case in enumerate(cases)
    ]
    relabelled = [case.model_copy(update={"photo": photo}) for case, photo in zip(cases, photos, strict=True)]
    design = study.protocol.design.model_copy(update={"case_sets": {"pictures": tuple(case.id for case in cases)}})
    return replace(
        study,
        protocol=study.protocol.model_copy(update={"design": design}),
        stimuli=study.stimuli.model_copy(update={"cases": tuple(relabelled)}),
    )


def test_it_runs_on_an_export_and_shows_every_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(f"sqlite:///{tmp_path}/study.sqlite3")
    database.migrate()
    simulate(database, small_review(), participants=5, seed=3, effects=Effects(), temper=Temper())
    export(database, "image_review", tmp_path / "export", mode="bot")
    database.close()
    monkeypatch.setenv("STUDY_SOURCE", str(tmp_path / "export"))
    monkeypatch.setenv("PYTHONPATH", str(NOTEBOOK.parents[1]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(NOTEBOOK.parent)}}).execute()
    shown = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", ())]
    text = "\n".join(data.get("text/markdown", data.get("text/plain", "")) for data in shown)
    assert "**image_review**, simulated data" in text
    assert "5 reviewers rated 12 pictures without knowing how they were made" in text
    rows = ("relevant[photo]", "recognised[drawn]", "realism[drawn]", "ac1", "krippendorff_nominal", "d_prime")
    assert [row for row in rows if row not in text] == []
    assert "How real does the skin in this picture look?" in text
