"""A sweep: declared, run, resumed and ranked the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skingen import lora, strategies

SETTINGS = """
data: {data}
base: {base}
out: ranked
seed: 3
scope: [each, all]
captions: [name]
rank: [2]
steps: [2]
training: {{batch: 2, warmup: 0}}
measured: {{images: 3, sampling_steps: 2, batch: 3}}
"""


def declared(folder: Path, data: Path = Path("pictures"), base: str = "embedded", more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "sweep.yaml").write_text(SETTINGS.format(data=data, base=base) + more)
    return folder / "sweep.yaml"


def test_each_combination_is_a_strategy_of_its_own(tmp_path):
    found = strategies.load_sweep(declared(tmp_path, more="learning_rate: [0.001, 0.0001]\nimages: [null, 10]\n"))
    titles = [strategy.title for strategy in found.strategies()]
    assert len(titles) == len(set(titles)) == 8
    assert titles[0] == "one LoRA a diagnosis, captions: name, rank 2, attention, rate 0.001, 2 steps, all pictures"
    assert (found.data, found.out) == (tmp_path / "pictures", tmp_path / "ranked")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("scope: [some]\n", r"sweep\.yaml: scope\.0: "),
        ("ranks: [2]\n", r"sweep\.yaml: ranks: "),
        ("training: {bach: 2}\n", "training: bach: "),
        ("steps: [0]\n", "training: steps: "),
    ],
)
def test_a_wrong_field_is_named(tmp_path, more, words):
    field = more.partition(":")[0]
    kept = [line for line in SETTINGS.splitlines(keepends=True) if not line.startswith(f"{field}:")]
    (tmp_path / "sweep.yaml").write_text("".join(kept).format(data="pictures", base="embedded") + more)
    with pytest.raises(lora.TrainingError, match=words):
        strategies.load_sweep(tmp_path / "sweep.yaml")


@pytest.mark.slow
def test_a_sweep_ranks_the_same_each_time_and_resumes(tiny_sd, noise_folder, tmp_path):
    files = [declared(tmp_path / name, noise_folder, str(tiny_sd)) for name in ("one", "two")]
    rankings = [strategies.sweep(strategies.load_sweep(file)) for file in files]
    written = [(file.parent / "ranked" / "ranking.json").read_bytes() for file in files]
    assert written[0] == written[1]

    ranking = rankings[0]
    assert len(ranking.outcomes) == 3
    assert "base model without a LoRA" in [outcome.title for outcome in ranking.outcomes]
    values = [outcome.kid.value for outcome in ranking.outcomes]
    assert values == sorted(values)
    assert {(outcome.kid.generated, outcome.kid.real) for outcome in ranking.outcomes} == {(6, 6)}
    page = ranking.page.read_text()
    assert page.count("data:image/jpeg;base64,") == 3 * 2 * 3
    for outcome in ranking.outcomes:
        assert outcome.title in page
        assert set(outcome.kid_of) == {"melanoma", "naevus"}

    loras = {file: file.stat().st_mtime_ns for file in tmp_path.glob("one/**/lora.safetensors")}
    assert len(loras) == 3  # one for each of two diagnoses, and one for all
    for file in (tmp_path / "one" / "ranked").glob("*/pictures/naevus/0001.*"):
        file.unlink()
    strategies.sweep(strategies.load_sweep(files[0]))
    assert {file: file.stat().st_mtime_ns for file in loras} == loras
    assert (tmp_path / "one" / "ranked" / "ranking.json").read_bytes() == written[0]


@pytest.mark.slow
def test_too_few_held_out_pictures_are_named(tiny_sd, noise_folder, tmp_path):
    lines = [json.loads(line) for line in (noise_folder / "metadata.jsonl").read_text().splitlines()]
    few = tmp_path / "few"
    few.mkdir()
    for line in lines:
        (few / line["file_name"]).symlink_to(noise_folder / line["file_name"])
    kept = [line for line in lines if line["split"] != "test"]
    (few / "metadata.jsonl").write_text("\n".join(json.dumps(line) for line in kept))
    with pytest.raises(lora.TrainingError, match=r"0 held-out pictures \(split `test`\) of melanoma, not 3"):
        strategies.sweep(strategies.load_sweep(declared(tmp_path / "sweep", few, str(tiny_sd))))
