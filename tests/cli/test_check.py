from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Study
from tests.cli.test_recruitment import change


def test_the_built_in_study_has_no_errors_and_is_balanced(study: Study) -> None:
    result = study("check", "skingen", "--json")

    assert result.exit_code == 0, result.output
    assert len({row["sequences"] for row in json.loads(result.stdout)["balance"]}) == 1


def test_findings_say_file_line_reason_and_fix(study: Study, folder: Path) -> None:
    file = folder / "study.yaml"
    file.write_text(file.read_text() + "\nallocatoin: {}\n")

    result = study("check", folder)

    assert result.exit_code == 1
    [finding] = [line for line in result.output.splitlines() if "allocatoin" in line]
    assert finding.startswith("error: study.yaml:")
    assert "did you mean `allocation`?" in finding


def test_a_broken_study_is_not_served(study: Study, folder: Path) -> None:
    next((folder / "stimuli" / "images").iterdir()).unlink()

    result = study("serve", folder, "--only", "participant", "--port", "1")

    assert result.exit_code == 1
    assert result.exception is not None


def test_what_differs_from_the_launched_version_is_said(study: Study, folder: Path) -> None:
    assert "version 1" not in study("check", folder).output
    study("launch", folder)
    assert "This is version 1, which is live." in study("check", folder).output
    change(folder)
    said = study("check", folder)
    assert said.exit_code == 0
    assert "What differs from version 1, which is live:\n  allocation: target 144 → 160\n" in said.output
    report = json.loads(study("check", folder, "--json").stdout)
    assert report["launched"] == {"version": 1, "state": "live"}
    assert report["changes"] == [{"subject": "allocation", "what": "target 144 → 160"}]
