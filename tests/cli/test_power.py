from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Study

FEW = ("--simulations", 2, "--seed", 3, "--no-models")


def test_power_is_shown_written_and_machine_readable(study: Study, tmp_path: Path) -> None:
    page = tmp_path / "deep" / "power.html"
    call = ("power", "skingen", "--participants", 8, "--participants", 6, *FEW, "--out", page, "--json")
    result = study(*call)

    assert result.exit_code == 0, result.output
    whole = json.loads(result.stdout)
    assert [row["participants"] for row in whole["power"]] == [6, 8] * 3
    assert whole["assumptions"]["participant_sd"] == 1.0
    assert "were not fitted" in whole["messages"][0]
    assert "h1: " in page.read_text(encoding="utf-8")


def test_calibration_states_its_size_and_time(study: Study) -> None:
    result = study("calibrate", "skingen", "--participants", 6, *FEW, "--json")

    assert result.exit_code == 0, result.output
    whole = json.loads(result.stdout)
    assert (whole["participants"], whole["simulations"], len(whole["rates"])) == (6, 2, 10)
    assert whole["seconds"] > 0


def test_what_cannot_be_assumed_is_named(study: Study) -> None:
    spread = study("power", "skingen", "--assume", "cases=1", *FEW)
    assert spread.exit_code == 2
    assert "what can be assumed is" in spread.output
    effect = study("power", "skingen", "--effect", "h9=1", *FEW)
    assert str(effect.exception) == "There is no hypothesis 'h9': the simulated ones are h1, h2, h3."


def test_a_curve_that_cannot_be_written_is_one_sentence(study: Study, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = study("power", "skingen", "--participants", 6, *FEW, "--out", tmp_path / "file" / "power.html")
    assert str(result.exception).startswith("The power curve cannot be written to ")
