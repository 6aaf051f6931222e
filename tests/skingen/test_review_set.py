"""Every picture of a stimulus set becomes a case of an image review, under a name that gives nothing away."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

import protocols
from protocols import ProtocolError
from skingen.demo import build_demo
from skingen.stimuli import check, review_set
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


def test_the_built_in_review_is_made_of_the_pictures_of_the_built_in_study(tmp_path: Path) -> None:
    review_set(BUILT_IN / "skingen" / "stimuli", tmp_path / "review")
    committed = BUILT_IN / "image_review" / "stimuli"
    for name in ("manifest.json", "data_card.md", "model_card.md"):
        assert (tmp_path / "review" / name).read_bytes() == (committed / name).read_bytes()


def test_the_command_prints_the_names_for_the_protocol(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["study", "stimuli", "review", str(folder), "--out", str(tmp_path / "review")])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().out.splitlines()
    names = [case["id"] for case in json.loads((tmp_path / "review" / "manifest.json").read_text("utf-8"))["cases"]]
    assert ended.value.code in (0, None)
    assert said[-1] == f"[{', '.join(names)}]"
