from __future__ import annotations

from db import Database, IllegalTransition
from tests.cli.conftest import Study


def test_a_live_version_is_launched_paused_reopened_and_closed(study: Study, database_url: str) -> None:
    for command, said in (
        ("launch", "is live"),
        ("pause", "is paused"),
        ("launch", "is live"),
        ("close", "is closed"),
    ):
        result = study(command, "skingen")
        assert result.exit_code == 0, result.output
        assert said in result.output

    again = study("launch", "skingen")
    assert again.exit_code == 1
    assert "closed for good" in str(again.exception)
    [version] = Database(database_url).read(lambda record: record.versions("skingen"))
    assert (version.state, version.number) == ("closed", 1)
    audited = Database(database_url).read(lambda record: record.audit_log())
    assert [row.action for row in audited] == ["launch", "pause", "launch", "close"]


def test_what_is_live_cannot_be_launched_again(study: Study) -> None:
    study("launch", "skingen")
    assert isinstance(study("launch", "skingen").exception, IllegalTransition)


def test_what_was_never_launched_cannot_be_paused(study: Study) -> None:
    study("migrate")
    assert "never launched" in str(study("pause", "skingen").exception)


def test_unblinding_is_asked_for_audited_and_happens_once(study: Study, database_url: str) -> None:
    study("launch", "skingen")
    assert study("unblind", "skingen").exit_code == 1  # nobody said yes while recruitment goes on
    study("close", "skingen")
    assert "is unblinded" in study("unblind", "skingen").output
    assert "was unblinded on" in study("unblind", "skingen").output
    [version] = Database(database_url).read(lambda record: record.versions("skingen"))
    assert version.unblinded_at is not None
    audited = Database(database_url).read(lambda record: record.audit_log())
    assert [row.action for row in audited] == ["launch", "close", "unblind"]
