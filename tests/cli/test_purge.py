from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime

import pytest

from db import Database
from study_app.cli._problems import CommandError
from tests.cli.conftest import Study


@pytest.fixture
def simulated(study: Study, database_url: str) -> str:
    study("simulate", "skingen", "--participants", 2, "--seed", 3)
    return database_url


def counted(ended: object) -> dict[str, object]:
    return dict(json.loads(ended.stdout))  # type: ignore[attr-defined]


def test_without_yes_it_only_counts(study: Study, simulated: str) -> None:
    first, again = (counted(study("purge", "skingen", "--json")) for _ in range(2))
    assert first == again
    assert (first["removed"], first["links"]) == (False, 2)


def test_before_the_end_of_retention_it_needs_a_reason(study: Study, simulated: str) -> None:
    refused = study("purge", "skingen", "--yes")
    assert isinstance(refused.exception, CommandError)
    assert "--before-retention" in str(refused.exception)
    assert counted(study("purge", "skingen", "--json"))["links"] == 2

    done = study("purge", "skingen", "--yes", "--before-retention", "the board asked for it")
    assert done.exit_code == 0, done.output
    assert "Backups made before" in done.output
    assert counted(study("purge", "skingen", "--json"))["links"] == 0
    with closing(Database(simulated)) as database:
        entry = database.read(lambda record: record.audit_log())[-1]
    assert (entry.action, entry.detail["reason"]) == ("purge", "the board asked for it")
    assert study("audit", "skingen").exit_code == 0


def test_after_the_end_of_retention_yes_is_enough(
    study: Study, simulated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("study_app.flow.utc_now", lambda: datetime(2031, 1, 1, tzinfo=UTC))
    assert study("purge", "skingen", "--yes").exit_code == 0
    with closing(Database(simulated)) as database:
        assert "retention ended on" in database.read(lambda record: record.audit_log())[-1].detail["reason"]
