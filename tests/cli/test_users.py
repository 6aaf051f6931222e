from __future__ import annotations

from datetime import UTC, datetime

from db import Database, verify_user
from tests.cli.conftest import Study

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_added_user_can_log_in(study: Study, database_url: str) -> None:
    result = study("user", "add", "ann", "--role", "analyst", input="a long password\na long password\n")

    assert result.exit_code == 0, result.output
    assert "a long password" not in result.output
    user = verify_user(Database(database_url), "ann", "a long password", NOW)
    assert user is not None
    assert user.role == "analyst"


def test_short_passwords_and_taken_names_are_refused(study: Study) -> None:
    add = ("user", "add", "ann", "--role", "analyst", "--password")
    assert "at least 12 characters" in str(study(*add, "short").exception)
    study(*add, "a long password")
    assert "already" in str(study(*add, "another password").exception)
