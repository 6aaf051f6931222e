"""An export of a live study tells no condition and no secret before it may."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from db import Database, VersionRow, export, frames
from db._export import TABLES
from protocols import Study, sequences
from tests.db.exported import rows
from tests.db.sessions import NOON, live_through


def test_a_live_study_tells_no_condition_before_unblinding(
    database: Database, live: VersionRow, study: Study, tmp_path: Path
) -> None:
    for name in ("p-a", "p-ab", "p-abc", "p-abcd"):
        live_through(database, live, study, name, "live")
    assert export(database, "small", tmp_path / "blind").withheld
    withheld = {"sequence", "condition", "label", "block", "slot", "stream_index", "replaces", "put_up", "nonce"}
    names = {sequence.id for sequence in sequences(study.protocol.design)} | {"text", "images"}
    for table in TABLES:
        for row in rows(tmp_path / "blind", table):
            assert not any(row.get(column) for column in withheld)
            assert not names & set(row.values())
            assert not any("reference" in cell for cell in row.values())
    assert "withheld until unblinding" in (tmp_path / "blind" / "README.txt").read_text()
    assert frames(database, "small", "live")["trials"]["condition"].isna().all()

    database.write(lambda record: record.unblind(live.id, NOON))
    assert not export(database, "small", tmp_path / "open").withheld
    assert {row["condition"] for row in rows(tmp_path / "open", "trials")} == {"text", "images"}
    assert any(row["key"] == "reference_1" for row in rows(tmp_path / "open", "timings"))
    assert any("reference_1" in row["detail"] for row in rows(tmp_path / "open", "events"))


def test_blinded_tables_have_the_same_rows_in_every_condition(
    database: Database, live: VersionRow, study: Study
) -> None:
    live_through(database, live, study, "p-a", "live")
    tables = frames(database, "small", "live")
    per_page = tables["timings"].groupby("page").size()
    assert per_page.nunique() == 1
    assert len(tables["events"]) == 0


def test_the_secret_is_exported_when_it_is_revealed_and_conditions_are_open(
    database: Database, live: VersionRow, study: Study, tmp_path: Path
) -> None:
    assert live.secret is not None
    secret = live.secret.hex()
    live_through(database, live, study, "p-a", "live")

    def exported(name: str) -> dict[str, str]:
        export(database, "small", tmp_path / name)
        return {path.name: path.read_bytes().decode("latin-1") for path in (tmp_path / name).iterdir()}

    steps = {
        "live": lambda record: record.version(live.id),
        "paused": lambda record: record.set_version_state(live.id, "paused", NOON),
        "closed": lambda record: record.set_version_state(live.id, "closed", NOON),
        "revealed": lambda record: record.reveal_secret(live.id, NOON),
    }
    for name, step in steps.items():
        database.write(step)
        assert not any(secret in content for content in exported(name).values()), name

    database.write(lambda record: record.unblind(live.id, NOON))
    files = exported("open")
    carried = json.loads(files["secret.json"])
    assert sha256(bytes.fromhex(carried["secret"])).hexdigest() == carried["secret_commitment"]
    assert [name for name, content in files.items() if secret in content] == ["secret.json"]


def test_an_unblinded_study_that_still_recruits_exports_no_secret(
    database: Database, live: VersionRow, study: Study, tmp_path: Path
) -> None:
    live_through(database, live, study, "p-a", "live")
    database.write(lambda record: record.unblind(live.id, NOON))
    export(database, "small", tmp_path)
    assert not (tmp_path / "secret.json").exists()
