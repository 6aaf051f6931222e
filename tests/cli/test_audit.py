from __future__ import annotations

import json
from typing import Any

import pytest

from db import Database
from protocols import load_study
from study_app.bots import Effects, Temper, simulate
from tests.cli.conftest import Study

pytestmark = pytest.mark.slow


@pytest.fixture
def database(study: Study, database_url: str) -> Database:
    """Two bots took part."""
    study("migrate")
    made = Database(database_url)
    simulate(made, load_study("skingen"), participants=2, seed=7, effects=Effects(), temper=Temper())
    return made


def heads(study: Study) -> list[str]:
    [part] = json.loads(study("audit", "skingen", "--json").stdout)
    found: list[str] = part["heads"]
    return found


def change(database: Database, *statements: str) -> None:
    """By hand, past every protection."""

    def work(record: Any) -> None:
        for statement in statements:
            record.connection.exec_driver_sql(statement)

    database.write(work)


def test_heads_are_printed_as_they_are_taken_back(study: Study, database: Database) -> None:
    allocations, answers = heads(study)
    assert [head.split(":")[:4] for head in (allocations, answers)] == [
        ["1", "bot", "allocations", "2"],
        ["1", "bot", "answers", str(answers.split(":")[3])],
    ]
    printed = study("audit", "skingen").output
    assert f"head {allocations}" in printed
    assert f"head {answers}" in printed
    assert study("audit", "skingen", "--expect-head", allocations, "--expect-head", answers).exit_code == 0


def test_a_head_of_earlier_still_lies_on_a_chain_that_grew(study: Study, database: Database) -> None:
    [version] = database.read(lambda record: record.versions("skingen"))
    first = database.read(lambda record: record.ledger(version.id, "bot"))[0]
    for head in (f"1:bot:allocations:1:{first.hash}", f"1:bot:allocations:0:{version.fingerprint}"):
        assert study("audit", "skingen", "--expect-head", head).exit_code == 0


@pytest.mark.parametrize("chain", ["allocations", "answers"])
def test_a_chain_that_was_rewritten_whole_is_caught_by_its_earlier_head(
    study: Study, database: Database, chain: str
) -> None:
    """A record whose every hash agrees, but which is another one than was written down."""
    before = next(head for head in heads(study) if f":{chain}:" in head)
    other = before[:-64] + "0" * 64
    result = study("audit", "skingen", "--expect-head", other, "--json")
    assert result.exit_code == 1
    [part] = json.loads(result.stdout)
    assert [finding["problem"] for finding in part["findings"]] == [
        "the head that was written down does not lie on this chain"
    ]
    assert part["heads"] == []


def test_a_head_beyond_the_end_of_the_chain_is_not_on_it(study: Study, database: Database) -> None:
    version, mode, chain, rows, last = heads(study)[0].split(":")
    longer = ":".join((version, mode, chain, str(int(rows) + 1), last))
    assert study("audit", "skingen", "--expect-head", longer).exit_code == 1


def test_heads_of_sessions_that_are_not_there_are_said(study: Study, database: Database) -> None:
    missing = study("audit", "skingen", "--expect-head", f"9:live:answers:3:{'0' * 64}")
    assert (missing.exit_code, "there is no such version" in str(missing.exception)) == (1, True)
    emptied = study("audit", "skingen", "--expect-head", f"1:live:answers:3:{'0' * 64}")
    assert emptied.exit_code == 1
    assert "version 1, live, 0 participants: 1 findings" in emptied.output


def test_what_is_no_head_is_a_wrong_call(study: Study, database: Database) -> None:
    assert study("audit", "skingen", "--expect-head", "9f3c").exit_code == 2


def test_a_picture_that_was_swapped_in_the_record_is_found(study: Study, database: Database) -> None:
    from db import freeze
    from study_app.flow import SessionFlow, utc_now

    version = freeze(database, load_study("skingen"), "pilot", utc_now())
    SessionFlow(database, version, load_study("skingen"), mode="pilot").join()
    assert study("audit", "skingen").exit_code == 0
    change(
        database,
        "DROP TRIGGER stimulus_files_no_update",
        "UPDATE stimulus_files SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM stimulus_files)",
    )
    result = study("audit", "skingen", "--json")
    assert result.exit_code == 1
    problems = {finding["problem"] for part in json.loads(result.stdout) for finding in part["findings"]}
    assert problems == {"the picture is not the one whose hash it carries"}
    change(database, "DROP TRIGGER stimulus_files_no_delete", "DELETE FROM stimulus_files")
    assert "the picture is missing, version 1 cannot be shown" in study("audit", "skingen").output
