"""An export is read whole, or refused with the place that is wrong."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from analysis.data import TABLES, DataError, Dataset, load
from tests.analysis.data.made_up import SIMULATION, made_up, made_up_frames, made_up_study, write_export


@pytest.fixture
def export(tmp_path: Path) -> Path:
    study = made_up_study()
    return write_export(tmp_path / "export", study, made_up_frames(study, participants=4))


def test_an_export_comes_back_with_its_study_mode_and_fingerprint(export: Path) -> None:
    dataset = load(export)
    assert dataset.study.protocol.id == "made_up"
    assert dataset.mode == "bot"
    assert dataset.fingerprint == made_up_study().fingerprint
    assert len(dataset.participants) == 6
    assert list(dataset.conditions) == ["text", "images"]


def test_columns_have_their_declared_dtypes_and_empty_cells_are_missing(export: Path) -> None:
    dataset = load(export)
    assert str(dataset.trials["ai_correct"].dtype) == "boolean"
    assert str(dataset.trials["period"].dtype) == "Int64"
    assert dataset.trials["duration_seconds"].dtype == float
    unallocated = dataset.participants.set_index("participant").loc["P-declined"]
    assert unallocated[["sequence", "duration_seconds", "failed_attention_checks"]].isna().all()


def test_frames_and_files_give_the_same_tables(export: Path) -> None:
    loaded, framed = load(export), made_up(participants=4)
    for table in TABLES:
        assert getattr(loaded, table).equals(getattr(framed, table)), table


def test_simulated_data_bring_their_true_effects(export: Path) -> None:
    simulation = load(export).simulation
    assert simulation is not None
    assert [truth.difference for truth in simulation.true_effects] == [0.5, 0.37, 0.4, 0.1]


def test_data_fingerprint_is_what_sha256sum_prints(export: Path) -> None:
    lines = [f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(export.glob("*.csv"))]
    assert load(export).data_fingerprint == sha256("".join(lines).encode()).hexdigest()


def test_a_folder_that_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no protocol\.json"):
        load(tmp_path)
    with pytest.raises(DataError, match="no folder"):
        load(tmp_path / "nowhere")


def test_a_missing_table_is_named(export: Path) -> None:
    (export / "trials.csv").unlink()
    with pytest.raises(DataError, match=r"no trials\.csv"):
        load(export)


def test_a_missing_column_is_named_with_the_nearest_one(export: Path) -> None:
    text = (export / "trials.csv").read_text().replace("final_confidence", "finalconfidence", 1)
    (export / "trials.csv").write_text(text)
    with pytest.raises(DataError, match=r"'final_confidence'.*did you mean 'finalconfidence'"):
        load(export)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("period", "first", "whole number"), ("period", "1.5", "whole number"), ("ai_correct", "maybe", "0 or 1")],
)
def test_a_wrong_value_is_named_with_its_row(column: str, value: str, reason: str) -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4)
    frames["trials"] = frames["trials"].astype(object)
    frames["trials"].loc[2, column] = value
    with pytest.raises(DataError, match=f"'{column}', row 3: '{value}' is not .*{reason}"):
        Dataset.from_frames(frames, study)


def test_a_changed_protocol_is_refused(export: Path) -> None:
    record = json.loads((export / "protocol.json").read_text())
    record["protocol"]["analysis"]["alpha"] = 0.2
    (export / "protocol.json").write_text(json.dumps(record))
    with pytest.raises(DataError, match="was changed after the study was launched"):
        load(export)


def test_rows_of_another_version_or_mode_are_refused() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4)
    frames["participants"].loc[3, "mode"] = "live"
    with pytest.raises(DataError, match="bot and live"):
        Dataset.from_frames(frames, study)
    frames = made_up_frames(study, participants=4)
    frames["participants"].loc[3, "fingerprint"] = "f" * 64
    with pytest.raises(DataError, match="another version"):
        Dataset.from_frames(frames, study)


def test_a_participant_with_two_rows_is_refused() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4)
    frames["participants"].loc[3, "participant"] = "P000"
    with pytest.raises(DataError, match="P000 has two rows"):
        Dataset.from_frames(frames, study)


def test_an_incomplete_true_effect_is_refused() -> None:
    study = made_up_study()
    record = SIMULATION | {"true_effects": [{"outcome": "trust"}]}
    with pytest.raises(DataError, match="contrast"):
        Dataset.from_frames(made_up_frames(study, participants=4), study, simulation=record)


def test_only_a_live_study_without_sequences_is_withheld() -> None:
    study = made_up_study()
    frames = made_up_frames(study, participants=4, mode="live")
    assert not Dataset.from_frames(frames, study).withheld
    frames["allocations"]["sequence"] = None
    assert Dataset.from_frames(frames, study).withheld
    pilot = made_up_frames(study, participants=4, mode="pilot")
    pilot["allocations"]["sequence"] = None
    assert not Dataset.from_frames(pilot, study).withheld
