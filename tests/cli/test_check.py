from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import protocols
from tests.cli.conftest import Study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in study, to break."""
    return Path(shutil.copytree(Path(protocols.__file__).parent / "skingen", tmp_path / "broken"))


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
