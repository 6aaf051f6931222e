"""From an empty folder to a study: drawn photos, a generator, a built and frozen set, checked sessions."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import protocols
from protocols import StimulusSet, check_study
from skingen.diagnose import load_opinions
from skingen.renderer import VERSION
from skingen.stimuli import StimuliError, build, load_plan
from skingen.stimuli._references import reference_seed
from study_app.cli import main
from tests.skingen.tiny_vlms import build_gemma

pytestmark = pytest.mark.slow

Study = Callable[..., tuple[int, str]]


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Study:
    """Calls a command in this process: exit code, and what it said, or why it failed."""

    def call(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["study", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said, problem = capsys.readouterr()
        code = int(ended.value.code or 0)
        return code, problem if code else said

    return call


@pytest.fixture
def plan(study: Study, tiny_sd: Path, tmp_path: Path) -> Path:
    """A practice plan of all thirteen cases, one sampling step a picture."""
    code, said = study("stimuli", "draw", tmp_path / "plan", "--size", 32, "--base", tiny_sd)
    assert (code, said) == (0, f"13 cases with drawn photos are in {tmp_path / 'plan'}.\n")
    file = tmp_path / "plan" / "stimuli.yaml"
    change(file, lambda value: value["references"].update(steps=1))
    return file


def change(file: Path, edit: Callable[[Any], None]) -> None:
    value = yaml.safe_load(file.read_text(encoding="utf-8"))
    edit(value)
    file.write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")


def two_cases(value: Any) -> None:
    value["cases"] = value["cases"][:2]


def test_from_an_empty_folder_to_a_study_that_runs(study: Study, plan: Path, tmp_path: Path) -> None:
    built, frozen = tmp_path / "built", tmp_path / "frozen"
    assert study("stimuli", "build", plan, "--out", built) == (0, f"13 cases, 65 pictures in {built}.\n")
    assert study("stimuli", "check", built)[0] == 0
    assert study("stimuli", "freeze", built, "--out", frozen, "--unreviewed")[0] == 0
    mine = tmp_path / "mine"
    shutil.copytree(
        Path(protocols.__file__).parent / "skingen", mine, ignore=shutil.ignore_patterns("images", "manifest.json")
    )
    shutil.copytree(frozen, mine / "stimuli", dirs_exist_ok=True)
    report = check_study(mine)
    assert report.errors == ()
    for case in StimulusSet.model_validate_json((frozen / "manifest.json").read_text("utf-8")).cases:
        assert case.answer.model == "recorded"
        assert {image.origin for image in case.references} == {"generated"}
        assert {image.depicts for image in case.references} == {case.answer.diagnosis}


def test_an_interrupted_build_leaves_nothing_and_goes_on(plan: Path, tmp_path: Path) -> None:
    change(plan, two_cases)
    stages: list[tuple[str, int]] = []

    def stop(stage: str, done: int, _: int) -> None:
        stages.append((stage, done))
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(load_plan(plan), tmp_path / "out", stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan"]
    files = list((tmp_path / "plan" / "work").rglob("*.png"))
    drawn_at = {file: file.stat().st_mtime_ns for file in files}
    assert len(drawn_at) == 8
    build(load_plan(plan), tmp_path / "out")
    assert {file: file.stat().st_mtime_ns for file in files} == drawn_at
    build(load_plan(plan), tmp_path / "again")
    assert (tmp_path / "out" / "manifest.json").read_bytes() == (tmp_path / "again" / "manifest.json").read_bytes()


def test_each_reference_image_has_its_own_seed_and_says_what_made_it(plan: Path, tmp_path: Path) -> None:
    change(plan, two_cases)
    case = build(load_plan(plan), tmp_path / "out").cases[1]
    assert [image.seed for image in case.references] == [reference_seed(0, case.id, number) for number in range(1, 5)]
    assert all(image.model and image.prompt for image in case.references)
    assert case.photo.model == f"skingen.renderer {VERSION}"
    assert len({image.prompt for image in case.references}) == 3


def one_case(value: Any) -> None:
    """A case whose options hold a mole, without a recorded answer."""
    value["cases"] = value["cases"][:1]
    del value["cases"][0]["answer"]


def no_photo(value: Any) -> None:
    value["cases"][0]["photo"] = "elsewhere.png"


def no_base(value: Any) -> None:
    value["references"]["base"] = "./absent"


def twice(value: Any) -> None:
    value["cases"].append(value["cases"][0])


def unanswered(value: Any) -> None:
    del value["cases"][0]["answer"]


def no_option(value: Any) -> None:
    value["cases"][0]["options"] = ["naevus", "acne", "vitiligo"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (no_photo, "has no line for elsewhere.png."),
        (no_base, "There is no model folder"),
        (twice, "is there twice."),
        (unanswered, "no answer is recorded for"),
        (no_option, "the options do not hold the truth"),
    ],
)
def test_a_fault_is_one_sentence_and_leaves_nothing(
    study: Study, plan: Path, tmp_path: Path, fault: Callable[[Any], None], reason: str
) -> None:
    change(plan, two_cases)
    change(plan, fault)
    code, said = study("stimuli", "build", plan, "--out", tmp_path / "out")
    assert code == 1
    assert reason in said
    assert "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan"]


def test_the_summary_is_json_where_asked(study: Study, plan: Path, tmp_path: Path) -> None:
    change(plan, two_cases)
    _, said = study("stimuli", "build", plan, "--out", tmp_path / "out", "--json")
    assert json.loads(said) == {"set": "practice", "cases": 2, "pictures": 10}
    code, said = study("stimuli", "freeze", tmp_path / "out", "--out", tmp_path / "frozen")
    assert code == 2
    assert "--unreviewed" in said


def parrot(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Lets every model say the same."""
    from skingen.diagnose import Said, _diagnose

    class Parrot:
        name = "parrot"

        def say(self, *_: object) -> Said:
            return Said(words, None, "r1")

    monkeypatch.setattr(_diagnose, "load_speaker", lambda _: Parrot())


def test_in_a_demonstration_no_word_of_a_model_is_shown(plan: Path, tmp_path: Path) -> None:
    model = build_gemma(tmp_path / "plan" / "gemma")
    change(plan, lambda value: value.update(vlm={"model": "./gemma", "max_tokens": 6}))
    change(plan, two_cases)
    built = build(load_plan(plan), tmp_path / "out")
    opinions = load_opinions(tmp_path / "plan" / "work" / "diagnoses.jsonl")
    assert [(opinion.model, opinion.state) for opinion in opinions] == [(model.name, "not_parsed")] * 2
    assert {case.answer.model for case in built.cases} == {"recorded"}


def test_in_a_pilot_the_model_speaks(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"diagnosis": "naevus", "description": "It is round.", "alternatives": ["melanoma"], "advice": "Wait."}
    parrot(monkeypatch, json.dumps(words))
    change(plan, lambda value: value.update(vlm={"model": "any"}, purpose="pilot"))
    change(plan, one_case)
    answer = build(load_plan(plan), tmp_path / "out").cases[0].answer
    assert (answer.diagnosis, answer.text, answer.alternatives) == ("naevus", "It is round.", ("melanoma",))
    assert (answer.advice, answer.model, answer.revision) == ("Wait.", "parrot", "r1")


def test_what_cannot_be_parsed_is_never_shown(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parrot(monkeypatch, "skin skin photo")
    change(plan, lambda value: value.update(vlm={"model": "any"}, purpose="pilot"))
    change(plan, one_case)
    with pytest.raises(StimuliError, match=r"^No answer could be parsed for case-\w+; .*diagnoses\.jsonl holds"):
        build(load_plan(plan), tmp_path / "out")
    assert not (tmp_path / "out").exists()
