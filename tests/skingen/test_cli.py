import json
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from skingen.data import load_image_folder, read_picture
from skingen.renderer import render
from study_app.cli import app, main


def called(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


def failed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["study", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), capsys.readouterr().err


def test_a_practice_folder_is_drawn_with_all_splits(tmp_path):
    code, said = called(
        "lora", "draw", str(tmp_path / "drawn"), "--rounds", "10", "--size", "32", "--diagnosis", "naevus"
    )
    assert code == 0, said
    folder = load_image_folder(tmp_path / "drawn")
    assert {split: len(folder.chosen(split)) for split in ("train", "validation", "test")} == {
        "train": 36,
        "validation": 6,
        "test": 18,
    }
    close = render("naevus", "VI", 300_000, 32, "close").image
    assert np.array_equal(read_picture(folder.file(folder.pictures[5])), close)
    assert folder.pictures[5].caption == "naevus, small round brown spot, even colour, sharp outline, dark skin"


def test_a_practice_folder_may_show_the_setting(tmp_path):
    size = ("--rounds", "1", "--size", "32")
    code, said = called("lora", "draw", str(tmp_path / "drawn"), *size, "--diagnosis", "naevus", "--setting")
    assert code == 0, said
    folder = load_image_folder(tmp_path / "drawn")
    drawn = render("naevus", "I", 300_000, 32, "setting").image
    assert np.array_equal(read_picture(folder.file(folder.pictures[0])), drawn)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lora", "train", "absent.yaml"), "absent.yaml cannot be read"),
        (("lora", "sweep", "absent.yaml"), "absent.yaml cannot be read"),
        (("generate", "absent.jsonl", "--out", "out"), "absent.jsonl cannot be read"),
        (("generate", "absent.jsonl", "--out", "out", "--shard", "3/2"), "absent.jsonl cannot be read"),
        (("lora", "draw", "out", "--diagnosis", "flu"), "'flu' cannot be drawn"),
    ],
)
def test_what_is_wrong_is_one_sentence(monkeypatch, capsys, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, said = failed(monkeypatch, capsys, *arguments)
    assert code == 1
    assert words in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lora", "train", "."), "needs --out"),
        (("generate", "asked.jsonl", "--out", "out", "--sampler", "best"), "--sampler"),
        (("generate", "asked.jsonl", "--out", "out", "--nudity", "maybe"), "--nudity"),
    ],
)
def test_a_wrong_call_ends_with_2(monkeypatch, tmp_path, arguments, words):
    monkeypatch.chdir(tmp_path)
    code, said = called(*arguments)
    assert code == 2
    assert words in said


@pytest.mark.parametrize("package", ["torch", "diffusers", "accelerate"])
def test_an_absent_package_is_named_with_its_remedy(monkeypatch, capsys, tmp_path, tiny_sd, noise_folder, package):
    for name in [name for name in sys.modules if name.startswith(("skingen.lora._", "skingen.base._"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    arguments = ("lora", "train", str(noise_folder), "--out", str(tmp_path / "out"), "--base", str(tiny_sd))
    code, said = failed(monkeypatch, capsys, *arguments)
    assert code == 1
    assert said.strip() == f"{package} is not installed; run: pip install -r requirements/skingen.txt"
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_train_then_generate(tiny_sd, noise_folder, tmp_path):
    code, said = called(
        *("lora", "train", str(noise_folder), "--out", str(tmp_path / "lora"), "--base", str(tiny_sd)),
        *("--steps", "60", "--batch", "1", "--json"),
    )
    assert code == 0, said
    trained = json.loads(said[said.index("{") :])
    assert trained["steps"] == 60
    (tmp_path / "asked.jsonl").write_text(json.dumps({"id": "one", "prompt": "a mole", "seed": 1}))
    code, said = called(
        *("generate", str(tmp_path / "asked.jsonl"), "--out", str(tmp_path / "out"), "--base", str(tiny_sd)),
        *("--lora", trained["file"], "--steps", "2", "--json"),
    )
    assert code == 0, said
    assert json.loads(said[said.index("{") :]) == {"drawn": 1, "there": 0, "withheld": 0}
    assert (tmp_path / "out" / "one.png").is_file()
