from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

from protocols import canonical_json
from tests.cli.conftest import Study

WITHOUT = ("--simulations", 0)


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_a_draft_holds_plan_codebook_and_a_fingerprint_that_can_be_recomputed(study: Study, tmp_path: Path) -> None:
    result = study("preregister", "skingen", "--out", tmp_path / "deep" / "draft.zip", *WITHOUT)

    assert result.exit_code == 0, result.output
    assert "Not launched as it stands" in result.stdout
    found = contents(tmp_path / "deep" / "draft.zip")
    assert sorted(found) == ["README.md", "codebook.csv", "plan.md", "protocol.json"]
    payload = json.loads(found["protocol.json"])
    stated = payload.pop("fingerprint")
    assert hashlib.sha256(canonical_json(payload)).hexdigest() == stated
    for hypothesis in payload["protocol"]["analysis"]["hypotheses"]:
        assert hypothesis["statement"] in found["README.md"]
    assert "No. This study has not been launched" in found["README.md"]
    assert "Pratt 1959" in found["plan.md"]
    assert "trust_answer" in {row["item"] for row in csv.DictReader(io.StringIO(found["codebook.csv"]))}


def test_a_launched_study_adds_commitment_and_heads(study: Study, tmp_path: Path) -> None:
    launched = study("launch", "skingen", "--yes").stdout

    study("preregister", "skingen", "--out", tmp_path / "launched.zip", *WITHOUT)

    found = contents(tmp_path / "launched.zip")
    launch = json.loads(found["launch.json"])
    assert f"Allocation commitment  {launch['secret_commitment']}" in launched
    assert [f"Head                   {head}" in launched for head in launch["heads"]] == [True, True]
    assert "both chains of the record are empty" in found["README.md"]


def test_a_changed_study_is_a_draft_again(study: Study, folder: Path, tmp_path: Path) -> None:
    study("launch", folder, "--yes")
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("smallest_effect: 0.3", "smallest_effect: 0.31"), encoding="utf-8")

    study("preregister", folder, "--out", tmp_path / "changed.zip", *WITHOUT)

    assert "launch.json" not in contents(tmp_path / "changed.zip")


def test_equal_studies_give_equal_bytes_with_power(study: Study, tmp_path: Path) -> None:
    few = ("--simulations", 1, "--seed", 2, "--no-models")
    for name in ("one", "two"):
        assert study("preregister", "skingen", "--out", tmp_path / f"{name}.zip", *few).exit_code == 0

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    found = contents(tmp_path / "one.zip")
    assert json.loads(found["power.json"])["power"][0]["participants"] == 144
    assert "1 studies of 144 participants each were simulated with seed 2" in found["README.md"]


def test_a_study_without_hypotheses_needs_no_power_and_says_what_it_measures(study: Study, tmp_path: Path) -> None:
    assert study("preregister", "image_review", "--out", tmp_path / "review.zip").exit_code == 0

    found = contents(tmp_path / "review.zip")
    assert "power.json" not in found
    assert "Clinical relevance (item `clinically_relevant`)" in found["README.md"]
    assert "Reviewers were not told how a picture was made" in found["plan.md"]
