"""A stimulus set is checked for what participants must not meet, and frozen with nothing that reviewers refused."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from protocols import ProtocolError, StimulusSet
from skingen.data import Pixels, read_picture, webp
from skingen.demo import build_demo
from skingen.renderer import render
from skingen.stimuli import StimuliError, check, freeze, load_plan, load_review, near_duplicates, spread


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    build_demo(folder, size=48)
    return folder


@pytest.fixture
def folder(drawn: Path, tmp_path: Path) -> Path:
    return shutil.copytree(drawn, tmp_path / "set")


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def edit(folder: Path, change: Callable[[Any], None]) -> None:
    value = manifest(folder)
    change(value)
    (folder / "manifest.json").write_text(json.dumps(value), encoding="utf-8")


def said(folder: Path, severity: str = "error") -> str:
    return "\n".join(str(finding) for finding in check(folder).findings if finding.severity == severity)


def reviewed(
    folder: Path, export: Path, refused: frozenset[str] = frozenset(), raters: int = 3, mode: str = "live"
) -> Path:
    """The export of a review in which everybody approves every picture but the refused ones."""
    pictures = StimulusSet.model_validate(manifest(folder)).images()
    cases = [{"id": f"image-{number}", "photo": {"sha256": picture.sha256}} for number, picture in enumerate(pictures)]
    export.mkdir()
    protocol = {"id": "review", "analysis": {"review": {"relevance": "clinically_relevant"}}}
    frozen = {"fingerprint": "f" * 64, "protocol": protocol, "stimuli": {"cases": cases}}
    (export / "participants.csv").write_text(
        "".join(["participant,mode\n", *(f"p{n},{mode}\n" for n in range(raters))])
    )
    (export / "protocol.json").write_text(json.dumps(frozen))
    with (export / "responses.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["participant", "case", "item", "value"])
        for case in cases:
            answer = "no" if case["photo"]["sha256"] in refused else "yes"
            table.writerows([f"p{rater}", case["id"], "clinically_relevant", answer] for rater in range(raters))
            table.writerow(["p0", case["id"], "realism", "2"])
    return export


def test_a_built_set_has_no_errors_and_says_that_it_is_small(folder: Path) -> None:
    assert said(folder) == ""
    assert "65 of 65 pictures have an edge below 256 pixels" in said(folder, "warning")


def test_the_spread_counts_every_case_once_a_factor(folder: Path) -> None:
    stimuli = check(folder).stimuli
    for factor in ("diagnosis", "skin_type"):
        rows = [row for row in spread(stimuli) if row.factor == factor]
        assert sum(row.cases for row in rows) == len(stimuli.cases)
        assert sum(row.ai_correct for row in rows) == sum(case.ai_correct for case in stimuli.cases)


def altered_file(folder: Path) -> None:
    file = folder / manifest(folder)["cases"][0]["photo"]["file"]
    file.write_bytes(webp(255 - read_picture(file)))


def corrupt_file(folder: Path) -> None:
    (folder / manifest(folder)["cases"][0]["photo"]["file"]).write_bytes(b"no picture")


def wrong_size(folder: Path) -> None:
    edit(folder, lambda value: value["cases"][0]["photo"].update(width=64))


def unlabelled(folder: Path) -> None:
    edit(folder, lambda value: value["cases"][0]["photo"].update(origin="generated"))


def a_model_speaks(folder: Path) -> None:
    edit(folder, lambda value: value["cases"][0]["answer"].update(model="random/weights"))


def a_telling_name(folder: Path) -> None:
    old = folder / manifest(folder)["cases"][0]["photo"]["file"]
    old.rename(folder / "images" / "melanoma.webp")
    edit(folder, lambda value: value["cases"][0]["photo"].update(file="images/melanoma.webp"))


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (altered_file, "was altered: its SHA-256 differs"),
        (corrupt_file, "the file is no readable picture"),
        (wrong_size, "it has 48 × 48 pixels, the manifest says 64 × 48"),
        (unlabelled, "a generated picture without prompt"),
        (a_model_speaks, "a demonstration shows an answer of random/weights"),
        (a_telling_name, "the name is not that of its content"),
    ],
)
def test_a_damaged_set_is_an_error_and_is_not_frozen(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], reason: str
) -> None:
    damage(folder)
    assert reason in said(folder)
    with pytest.raises(ProtocolError):
        freeze(folder, tmp_path / "frozen", None)
    assert not (tmp_path / "frozen").exists()


def test_an_ai_that_is_never_wrong_is_doubtful(folder: Path) -> None:
    def always_right(value: Any) -> None:
        value["cases"] = [case for case in value["cases"] if case["ai_correct"]]

    edit(folder, always_right)
    assert "the AI is never wrong" in said(folder, "warning")


def copies(pixels: Pixels) -> dict[str, Pixels]:
    picture, small = Image.fromarray(pixels), io.BytesIO()
    picture.resize((96, 96)).save(small, "JPEG", quality=60)
    return {
        "mirrored": pixels[:, ::-1],
        "saved again": np.asarray(Image.open(small)),
        "brightened": np.asarray(ImageEnhance.Brightness(picture).enhance(1.05)),
    }


def test_copies_are_found_and_other_pictures_of_the_diagnosis_are_none() -> None:
    pictures = [render("plaque_psoriasis", "III", seed, 128).image for seed in range(6)]
    assert near_duplicates(pictures) == []
    for kind, copy in copies(pictures[2]).items():
        assert [pair[:2] for pair in near_duplicates([*pictures, copy])] == [(2, 6)], kind


def test_no_pair_among_fewer_than_two_pictures() -> None:
    assert near_duplicates([]) == []


def test_an_unreviewed_set_says_so_on_its_card(folder: Path, tmp_path: Path) -> None:
    frozen = freeze(folder, tmp_path / "frozen", None)
    assert frozen.refused == ()
    assert "No reviewer has judged these pictures" in (tmp_path / "frozen" / "data_card.md").read_text("utf-8")
    assert "| recorded | 13 |" in (tmp_path / "frozen" / "model_card.md").read_text("utf-8")
    assert not (tmp_path / "frozen" / "approvals.json").exists()


def test_what_reviewers_refused_is_left_out_and_who_approved_is_recorded(folder: Path, tmp_path: Path) -> None:
    case = manifest(folder)["cases"][0]
    refused = case["references"][1]
    review = load_review(reviewed(folder, tmp_path / "export", frozenset([refused["sha256"]])))
    frozen = freeze(folder, tmp_path / "frozen", review)
    assert frozen.refused == (refused["file"],)
    assert not (tmp_path / "frozen" / refused["file"]).exists()
    assert [image.sha256 for image in frozen.stimuli.cases[0].references] == [
        image["sha256"] for image in case["references"] if image != refused
    ]
    approvals = json.loads((tmp_path / "frozen" / "approvals.json").read_text())
    assert approvals["verdicts"][case["photo"]["sha256"]]["approved_by"] == ["p0", "p1", "p2"]
    assert approvals["verdicts"][refused["sha256"]]["refused_by"] == ["p0", "p1", "p2"]
    assert said(tmp_path / "frozen") == ""


def test_too_few_reviewers_approve_nothing(folder: Path, tmp_path: Path) -> None:
    review = load_review(reviewed(folder, tmp_path / "export", raters=1))
    with pytest.raises(StimuliError, match="The photo is not approved of case-"):
        freeze(folder, tmp_path / "frozen", review, reviewers=2)
    assert not (tmp_path / "frozen").exists()


def test_a_case_that_keeps_too_few_references_is_named(folder: Path, tmp_path: Path) -> None:
    case = manifest(folder)["cases"][0]
    refused = frozenset(image["sha256"] for image in case["references"])
    review = load_review(reviewed(folder, tmp_path / "export", refused))
    with pytest.raises(StimuliError, match=f"are left of {case['id']};"):
        freeze(folder, tmp_path / "frozen", review)


def test_bots_approve_a_demonstration_and_its_card_says_so(folder: Path, tmp_path: Path) -> None:
    freeze(folder, tmp_path / "frozen", load_review(reviewed(folder, tmp_path / "export", mode="bot")))
    assert "no person looked at a picture" in (tmp_path / "frozen" / "data_card.md").read_text("utf-8")
    assert json.loads((tmp_path / "frozen" / "approvals.json").read_text())["mode"] == "bot"


def test_bots_approve_nothing_for_research(folder: Path, tmp_path: Path) -> None:
    edit(folder, lambda manifest: manifest.update(purpose="research"))
    with pytest.raises(StimuliError, match=r"was no live one \(bot\)"):
        freeze(folder, tmp_path / "frozen", load_review(reviewed(folder, tmp_path / "export", mode="bot")))


def test_a_photo_of_a_person_needs_no_approval(folder: Path, tmp_path: Path) -> None:
    edit(folder, lambda value: value["cases"][0]["photo"].update(origin="photo"))
    photo = manifest(folder)["cases"][0]["photo"]
    review = load_review(reviewed(folder, tmp_path / "export", frozenset([photo["sha256"]])))
    assert freeze(folder, tmp_path / "frozen", review).refused == ()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frozen: (frozen / "model_card.md").write_text("better"), "it was changed after"),
        (lambda frozen: (frozen / "notes.txt").write_text("more"), "it was added after"),
        (lambda frozen: (frozen / "data_card.md").unlink(), "it was removed after"),
    ],
)
def test_a_frozen_set_shows_any_change(
    folder: Path, tmp_path: Path, change: Callable[[Path], None], reason: str
) -> None:
    freeze(folder, tmp_path / "frozen", None)
    assert said(tmp_path / "frozen") == ""
    change(tmp_path / "frozen")
    assert reason in said(tmp_path / "frozen")


def test_a_frozen_set_is_not_frozen_again_and_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    freeze(folder, tmp_path / "frozen", None)
    with pytest.raises(StimuliError, match="is frozen already"):
        freeze(tmp_path / "frozen", tmp_path / "again", None)
    with pytest.raises(StimuliError, match="holds something already"):
        freeze(folder, tmp_path / "frozen", None)


def test_a_study_without_review_approves_nothing(folder: Path, tmp_path: Path) -> None:
    export = reviewed(folder, tmp_path / "export")
    frozen = json.loads((export / "protocol.json").read_text())
    frozen["protocol"]["analysis"]["review"] = None
    (export / "protocol.json").write_text(json.dumps(frozen))
    with pytest.raises(StimuliError, match="its analysis declares no `review`"):
        load_review(export)


def test_a_folder_that_is_no_review_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StimuliError, match="is no export of an image review"):
        load_review(tmp_path)


def test_a_plan_with_a_fault_names_file_and_field(tmp_path: Path) -> None:
    file = tmp_path / "stimuli.yaml"
    file.write_text("id: mine\ntitle: Mine\n")
    with pytest.raises(StimuliError, match=r"stimuli\.yaml: purpose: Field required"):
        load_plan(file)
    with pytest.raises(StimuliError, match="cannot be read"):
        load_plan(tmp_path / "none.yaml")
