"""The data package: complete, equal bytes for equal records, nothing that runs, nothing that unblinds."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import FrameType
from uuid import uuid4

import pandas as pd
import pyarrow.parquet as pq
import pytest

from db import Database, Record, Runtime, StorageError, VersionRow, export, frames, read_package
from db._export import TABLES
from protocols import Study, canonical_json, sha256_of
from tests.db.exported import rows
from tests.db.sessions import NOON, live_through

GOLDEN = Path(__file__).parent / "golden"
"""CSV files of the sessions below without their hashes, read by a person. To write them anew, delete them and test."""


@pytest.fixture
def small_data(database: Database, pilot: VersionRow, study: Study) -> Database:
    live_through(database, pilot, study, "p-one", comment="Clear enough.")
    live_through(database, pilot, study, "p-four", comment="=HYPERLINK(1)")
    live_through(database, pilot, study, "p-left", pages=5)
    live_through(database, pilot, study, "p-gone", comment="Erased words.")

    def erase(record):  # type: ignore[no-untyped-def]
        record.withdraw(record.participant_by_pseudonym("p-gone"), erase=True, now=NOON)

    database.write(erase)
    return database


@pytest.mark.parametrize(
    "table", ["participants", "allocations", "trials", "responses", "timings", "events", "codebook"]
)
def test_tables_are_what_they_were(small_data: Database, tmp_path: Path, table: str) -> None:
    export(small_data, "small", tmp_path / "out", mode="pilot")
    written = re.sub(r"[0-9a-f]{64}", "<sha256>", (tmp_path / "out" / f"{table}.csv").read_text(encoding="utf-8"))
    golden = GOLDEN / f"{table}.csv"
    if not golden.exists():
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(written, encoding="utf-8")
        pytest.fail(f"wrote {golden}: read it, then run the test again")
    assert written == golden.read_text(encoding="utf-8")


def test_equal_records_give_equal_bytes(small_data: Database, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    export(small_data, "small", one, mode="pilot")
    export(small_data, "small", two, mode="pilot")
    names = {path.name for path in one.iterdir()}
    assert {name: sha256_of(one / name) for name in names} == {name: sha256_of(two / name) for name in names}
    assert names == {
        *(f"{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")),
        "codebook.csv",
        "protocol.json",
        "ledger.json",
        "runtimes.json",
        "dataset_description.json",
        "README.txt",
    }


def test_without_a_file_the_package_is_what_an_export_writes(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path, mode="pilot")
    package = read_package(small_data, "small", "pilot")
    assert package.digests() == {path.name: sha256_of(path) for path in sorted(tmp_path.glob("*.csv"))}
    for table, frame in package.frames().items():
        assert list(frame.columns) == [column.name for column in TABLES[table]]
        assert len(frame) == len(rows(tmp_path, table))
    stored = json.loads((tmp_path / "protocol.json").read_text())
    assert (package.fingerprint, package.version) == (stored["fingerprint"], 1)


def test_the_fingerprint_of_a_package_is_that_of_the_study_as_it_is_read(small_data: Database, study: Study) -> None:
    small_data.write(
        lambda record: record.connection.exec_driver_sql(
            "UPDATE versions SET payload = replace(payload, 'small study', 'other study')"
        )
    )
    assert read_package(small_data, "small", "pilot").fingerprint != study.fingerprint


def test_the_summary_says_what_was_written(small_data: Database, tmp_path: Path, study: Study) -> None:
    summary = export(small_data, "small", tmp_path, mode="pilot")
    for table in TABLES:
        assert summary.rows[table] == len(rows(tmp_path, table))
        assert f"({summary.rows[table]} rows)" in (tmp_path / "README.txt").read_text()
    assert (summary.fingerprint, summary.withheld) == (study.fingerprint, False)
    heads = json.loads((tmp_path / "ledger.json").read_text())
    assert heads["allocations"] == {"length": 4, "hash": rows(tmp_path, "allocations")[-1]["hash"]}
    assert heads["heads"] == list(summary.heads)
    assert summary.heads[0] == f"1:pilot:allocations:4:{heads['allocations']['hash']}"
    assert all(head in (tmp_path / "README.txt").read_text() for head in summary.heads)


def test_the_protocol_travels_with_its_fingerprint(small_data: Database, tmp_path: Path, study: Study) -> None:
    export(small_data, "small", tmp_path, mode="pilot")
    frozen = json.loads((tmp_path / "protocol.json").read_text())
    assert frozen.pop("fingerprint") == study.fingerprint
    assert sha256(canonical_json(frozen)).hexdigest() == study.fingerprint
    assert Study.from_payload(frozen) == replace(study, folder=None)


def test_every_column_and_every_item_has_a_line_in_the_codebook(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path, mode="pilot", include_recruitment_ids=True)
    codebook = rows(tmp_path, "codebook")
    described = {(row["table"], row["column"]) for row in codebook if not row["item"]}
    found = {
        (table, column)
        for table in (*TABLES, "recruitment_ids")
        for column in (tmp_path / f"{table}.csv").read_text().splitlines()[0].split(",")
    }
    assert described == found
    assert all(row["description"] for row in codebook)
    items = {row["item"] for row in codebook if row["item"]}
    assert {row["item"] for row in rows(tmp_path, "responses")} <= items
    metadata = json.loads((tmp_path / "dataset_description.json").read_text())
    named = [variable["name"] for variable in metadata["variableMeasured"]]
    assert sorted(named) == sorted({column for _, column in found})


def test_free_text_cannot_run_as_a_formula(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path, mode="pilot")
    comments = [row["value"] for row in rows(tmp_path, "responses") if row["item"] == "comment"]
    assert comments == ["Clear enough.", "'=HYPERLINK(1)"]


def test_recruitment_ids_are_written_only_when_asked_for(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path / "without", mode="pilot")
    assert not any(b"person behind" in path.read_bytes() for path in (tmp_path / "without").iterdir())
    export(small_data, "small", tmp_path / "with", mode="pilot", include_recruitment_ids=True)
    assert [row["external_id"] for row in rows(tmp_path / "with", "recruitment_ids")] == [
        "person behind p-one",
        "person behind p-four",
        "person behind p-left",
    ]


def test_nothing_of_an_erased_person_but_the_ledger_row(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path, mode="pilot")
    (person,) = [row for row in rows(tmp_path, "participants") if row["participant"] == "p-gone"]
    kept = {name: cell for name, cell in person.items() if cell}
    (ledger,) = [row for row in rows(tmp_path, "allocations") if row["participant"] == "p-gone"]
    assert kept["sequence"] == ledger["sequence"]
    assert (kept["status"], kept["last_page"]) == ("withdrawn", "p2")
    assert not {"created_at", "completed_at", "language", "duration_seconds"} & set(kept)
    for table in ("trials", "responses", "timings", "events"):
        assert "p-gone" not in {row["participant"] for row in rows(tmp_path, table)}


def test_an_export_leaves_no_answer_in_memory(
    database: Database, pilot: VersionRow, study: Study, tmp_path: Path
) -> None:
    """A console runs for months: words that a participant has erased meanwhile must not lie in it."""
    words = uuid4().hex
    live_through(database, pilot, study, "p-one", comment=words)
    export(database, "small", tmp_path, mode="pilot")
    assert words in (tmp_path / "responses.csv").read_text(encoding="utf-8")
    assert holders(words) == []


def holders(words: str) -> list[type]:
    """Kinds of objects that hold a text with these words, but for functions that are running."""
    gc.collect()
    found = []
    for held in gc.get_objects():
        for part in () if type(held) is FrameType else gc.get_referents(held):  # isinstance would wake lazy modules
            if type(part) is str and words in part:
                found.append(type(held))  # noqa: PERF401 - a comprehension would itself hold the words
    return found


def test_modes_and_versions_are_exported_apart(
    small_data: Database, study: Study, live: VersionRow, tmp_path: Path
) -> None:
    live_through(small_data, live, study, "p-live", "live")
    changed = replace(study, texts={"en": {"landing": "Another", "sheet": "text"}})
    version = small_data.write(lambda record: record.register_version(changed, "pilot", NOON))
    live_through(small_data, version, changed, "p-new")

    def people(mode: str, number: int | None = None) -> list[str]:
        return list(frames(small_data, "small", mode, version=number)["participants"]["participant"])

    assert people("live") == ["p-live"]
    assert people("pilot", 2) == ["p-new"]
    assert people("pilot", 1) == ["p-one", "p-four", "p-left", "p-gone"]
    assert people("bot") == []


def test_the_software_that_saved_pages_is_named_with_its_packages(
    small_data: Database, pilot: VersionRow, tmp_path: Path
) -> None:
    runtime = Runtime(("app==1", "numpy==2"))

    def stamp(record: Record) -> None:
        record.note_runtime(pilot.id, runtime, NOON)
        person = record.participant_by_pseudonym("p-one")
        assert person is not None
        record.connection.exec_driver_sql(
            f"UPDATE pages SET runtime = '{runtime.hash}' WHERE participant_id = {person.id} AND page_index > 0"
        )

    small_data.write(stamp)
    export(small_data, "small", tmp_path, mode="pilot")
    named = {row["participant"]: row["runtimes"] for row in rows(tmp_path, "participants")}
    assert named == {"p-one": runtime.hash[:12], "p-four": "", "p-left": "", "p-gone": ""}
    assert json.loads((tmp_path / "runtimes.json").read_text()) == {runtime.hash: ["app==1", "numpy==2"]}


def test_simulated_data_say_so(database: Database, study: Study, tmp_path: Path) -> None:
    version = database.write(lambda record: record.register_version(study, "bot", NOON))
    live_through(database, version, study, "p-bot", "bot")
    detail = {"study": "small", "seed": 7, "true_effects": []}
    database.write(lambda record: record.audit("simulate", "simulation", detail, NOON))
    export(database, "small", tmp_path, mode="bot")
    assert json.loads((tmp_path / "simulation.json").read_text()) == detail
    assert "Nobody took part" in (tmp_path / "README.txt").read_text()


def test_frames_parquet_and_csv_agree(small_data: Database, tmp_path: Path) -> None:
    export(small_data, "small", tmp_path, mode="pilot")
    for table, frame in frames(small_data, "small", "pilot").items():
        parquet = pq.read_table(tmp_path / f"{table}.parquet").to_pandas()
        assert list(frame.columns) == list(parquet.columns) == [column.name for column in TABLES[table]]
        assert frame.isna().equals(parquet.isna())
        shown: Callable[[object], str] = lambda cell: (  # noqa: E731
            "" if pd.isna(cell) else str(int(cell)) if isinstance(cell, bool) else str(cell)
        )
        texts = [column.name for column in TABLES[table] if column.kind in {"text", "boolean"}]
        read = pd.read_csv(tmp_path / f"{table}.csv", dtype=str, keep_default_na=False)
        for column in texts:
            assert list(frame[column].astype(object).map(shown)) == list(read[column])


@pytest.mark.parametrize(("study_id", "version"), [("unknown", None), ("small", 9)])
def test_what_does_not_exist_cannot_be_exported(
    small_data: Database, tmp_path: Path, study_id: str, version: int | None
) -> None:
    with pytest.raises(LookupError, match="The database holds no"):
        export(small_data, study_id, tmp_path, mode="pilot", version=version)


def test_a_folder_that_cannot_be_written_is_named(small_data: Database, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Name another folder"):
        export(small_data, "small", tmp_path / "file", mode="pilot")
