from __future__ import annotations

from pathlib import Path

from tests.analysis.data.made_up import ANALYSIS, made_up_frames, made_up_study, write_export
from tests.cli.conftest import Study


def test_two_exports_are_pooled(study: Study, tmp_path: Path) -> None:
    first, *_ = ANALYSIS["hypotheses"]
    plan = made_up_study(hypotheses=[{key: value for key, value in first.items() if key != "model"}], exclusions=[])
    for seed, name in enumerate(("north", "south")):
        frames = made_up_frames(plan, participants=8, seed=seed)
        people = {
            table: frame.assign(participant=name + frame["participant"].astype(str)) for table, frame in frames.items()
        }
        write_export(tmp_path / name, plan, people)

    result = study("pool", tmp_path / "north", tmp_path / "south", "--out", tmp_path / "pooled.html")

    assert result.exit_code == 0, result.output
    assert f"{first['outcome']} (condition): " in result.stdout
    assert "north, south" in (tmp_path / "pooled.html").read_text(encoding="utf-8")


def test_exports_that_cannot_be_pooled_are_one_sentence(study: Study, tmp_path: Path) -> None:
    same = study("pool", tmp_path / "a" / "export", tmp_path / "b" / "export", "--out", tmp_path / "pooled.html")
    assert str(same.exception).startswith("Two exports are named export")
    none = study("pool", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "pooled.html")
    assert str(none.exception).startswith(f"There is no folder {tmp_path / 'a'}")
