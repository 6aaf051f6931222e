from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import TABLES, load
from db import Database
from study_app.sources import read_dataset
from tests.cli.conftest import Study

pytestmark = pytest.mark.slow


@pytest.fixture
def simulated(study: Study) -> Study:
    result = study("simulate", "skingen", "--participants", 2, "--seed", 7, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["participants"] == 2
    return study


def test_export_writes_the_sessions_that_there_are(simulated: Study, tmp_path: Path) -> None:
    result = simulated("export", "skingen", "--out", tmp_path / "out", "--json")

    assert result.exit_code == 0, result.output
    summary = json.loads(result.stdout)
    assert (summary["mode"], summary["rows"]["participants"]) == ("bot", 2)
    assert (tmp_path / "out" / "responses.csv").is_file()
    assert not (tmp_path / "out" / "recruitment_ids.csv").exists()


def test_an_export_is_audited(simulated: Study, tmp_path: Path, database_url: str) -> None:
    simulated("export", "skingen", "--out", tmp_path / "out")

    last = Database(database_url).read(lambda record: record.audit_log())[-1]
    assert (last.actor, last.action, last.detail["mode"]) == ("command line", "export", "bot")


def test_sessions_that_there_are_not_cannot_be_exported(simulated: Study, tmp_path: Path) -> None:
    result = simulated("export", "skingen", "--out", tmp_path / "out", "--mode", "live")

    assert str(result.exception) == "Nobody has taken part in skingen in live mode yet."
    assert not (tmp_path / "out").exists()


def test_a_report_and_its_tables_are_written(simulated: Study, tmp_path: Path) -> None:
    result = simulated("report", "skingen", "--out", tmp_path / "report.html", "--tables", tmp_path / "tables")

    assert result.exit_code == 0, result.output
    assert "Version 1, bot sessions" in result.stdout
    assert (tmp_path / "report.html").stat().st_size > 1e6
    assert (tmp_path / "tables" / "tables.docx").is_file()


def test_a_database_and_its_export_are_the_same_data(simulated: Study, tmp_path: Path, database_url: str) -> None:
    simulated("export", "skingen", "--out", tmp_path / "out")

    direct, loaded = read_dataset(database_url), load(tmp_path / "out")
    for table, columns in TABLES.items():
        pd.testing.assert_frame_equal(getattr(direct, table)[list(columns)], getattr(loaded, table)[list(columns)])
    assert (direct.study, direct.simulation) == (loaded.study, loaded.simulation)
    assert (direct.mode, direct.fingerprint) == ("bot", loaded.fingerprint)
    assert direct.data_fingerprint == loaded.data_fingerprint


def test_the_audit_finds_what_was_changed(simulated: Study, database_url: str) -> None:
    assert simulated("audit", "skingen").exit_code == 0
    Database(database_url).write(
        lambda record: record.connection.exec_driver_sql("UPDATE responses SET value = '1' WHERE value = '2'")
    )

    result = simulated("audit", "skingen", "--json")

    assert result.exit_code == 1
    assert any(part["findings"] for part in json.loads(result.stdout))


def test_withdrawal_erases_after_a_question(simulated: Study, database_url: str) -> None:
    database = Database(database_url)
    [version] = database.read(lambda record: record.versions("skingen"))
    person, _ = database.read(lambda record: record.participants(version.id, "bot"))

    assert simulated("withdraw", person.pseudonym, input="n\n").exit_code == 1
    assert not database.read(lambda record: record.participant(person.id)).erased
    assert simulated("withdraw", person.pseudonym, input="y\n").exit_code == 0
    assert database.read(lambda record: record.participant(person.id)).erased


def test_nobody_is_withdrawn_by_a_wrong_name(simulated: Study) -> None:
    assert str(simulated("withdraw", "p-000", "--yes").exception) == "There is no participant p-000."
