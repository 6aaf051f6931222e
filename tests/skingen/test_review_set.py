"""Every picture of a stimulus set becomes a case of an image review, under a name that gives nothing away."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest

import protocols
from protocols import ProtocolError, check_study, load_study
from skingen.demo import build_demo
from skingen.stimuli import StimuliError, check, review_set, review_study
from study_app.cli import main

BUILT_IN = Path(protocols.__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    build_demo(folder, size=32)
    return folder


def test_each_picture_is_one_case_without_an_answer(folder: Path, tmp_path: Path) -> None:
    reviewed = review_set(folder, tmp_path / "review")
    pictures = check(folder).stimuli.images()
    assert {case.photo.sha256 for case in reviewed.cases} == {picture.sha256 for picture in pictures}
    assert len(reviewed.cases) == len(pictures)
    assert all(case.answer is None and case.truth == case.photo.depicts for case in reviewed.cases)
    assert check(tmp_path / "review").errors == ()
    assert "No AI was asked about these pictures" in (tmp_path / "review" / "model_card.md").read_text("utf-8")


def test_names_and_places_do_not_depend_on_the_origin(folder: Path, tmp_path: Path) -> None:
    other = shutil.copytree(folder, tmp_path / "other")
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    for case in manifest["cases"][::2]:
        case["photo"]["origin"] = "photo"
    (other / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    names = [[case.id for case in review_set(home, tmp_path / f"review-{home.name}").cases] for home in (folder, other)]
    assert names[0] == names[1]


def test_a_set_with_errors_is_not_reviewed(folder: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(folder, tmp_path / "damaged")
    next((damaged / "images").iterdir()).unlink()
    with pytest.raises(ProtocolError, match="is missing"):
        review_set(damaged, tmp_path / "review")
    assert not (tmp_path / "review").exists()


def test_the_built_in_review_is_that_of_the_pictures_of_the_built_in_study(tmp_path: Path) -> None:
    review_study(BUILT_IN / "skingen" / "stimuli", tmp_path / "image_review")
    written = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    committed = {
        path.relative_to(BUILT_IN): path.read_bytes()
        for path in (BUILT_IN / "image_review").rglob("*")
        if path.is_file()
    }
    assert written == committed


def test_the_command_writes_a_study_without_a_fault(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["study", "stimuli", "review", str(folder), "--out", str(tmp_path / "mine"), "--genuine", "drawn"]
    monkeypatch.setattr(sys, "argv", call)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in (0, None)
    assert capsys.readouterr().out == f"65 pictures are to be reviewed in the study {tmp_path / 'mine'}.\n"
    report = check_study(tmp_path / "mine", date(2026, 11, 21))
    assert (report.errors, report.warnings) == ((), ())
    review = load_study(tmp_path / "mine").protocol.analysis.review
    assert review is not None
    assert review.genuine == "drawn"


def test_a_folder_whose_name_is_no_id_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StimuliError, match="My review cannot be the id of a study"):
        review_study(folder, tmp_path / "My review")
    assert list(tmp_path.iterdir()) == []
