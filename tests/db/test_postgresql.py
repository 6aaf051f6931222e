"""What only PostgreSQL can do to a study, each named with its remedy, and how long anyone waits for it."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy import create_engine, make_url, text

from db import Busy, Database, StorageError
from db._engine import open_engine
from tests.databases import PostgresServer
from tests.db.sessions import NOON


def _refusal(url: str) -> str:
    database = Database(url)
    with pytest.raises(StorageError) as refused:
        database.check_writable()
    database.close()
    return str(refused.value)


def _as_user(url: str, user: str, password: str | None = None) -> str:
    return make_url(url).set(username=user, password=password).render_as_string(hide_password=False)


def test_a_server_that_is_not_there_is_named() -> None:
    assert _refusal("postgresql://127.0.0.1:1/study").startswith("The PostgreSQL server at 127.0.0.1 does not answer.")


def test_a_database_that_is_not_there_is_named(postgres_server: PostgresServer) -> None:
    refusal = _refusal(postgres_server.url_of("nowhere"))
    assert "has no database nowhere. Make it with `createdb nowhere`" in refusal


def test_a_user_who_is_not_there_is_named(postgres_url: str) -> None:
    assert "knows no user ada. Make one with `createuser`" in _refusal(_as_user(postgres_url, "ada"))


@pytest.mark.parametrize(
    ("password", "sentence"), [("wrong", "refuses the password of locked"), (None, "wants a password for locked")]
)
def test_a_wrong_password_is_named_and_not_repeated(
    postgres_server: PostgresServer, postgres_url: str, password: str | None, sentence: str
) -> None:
    postgres_server.demand_password("locked", "right")
    refusal = _refusal(_as_user(postgres_url, "locked", password))
    assert sentence in refusal
    assert "wrong" not in refusal


def test_a_server_that_is_full_is_named(postgres_server: PostgresServer, postgres_url: str) -> None:
    postgres_server.execute("CREATE ROLE lonely LOGIN CONNECTION LIMIT 0")
    assert "takes no more connections. Raise its max_connections" in _refusal(_as_user(postgres_url, "lonely"))


def test_a_user_without_rights_is_named(postgres_server: PostgresServer, postgres_url: str) -> None:
    postgres_server.execute("CREATE ROLE guest LOGIN")
    assert "guest may not use the tables" in _refusal(_as_user(postgres_url, "guest"))


def test_a_standby_is_named(postgres_server: PostgresServer, postgres_url: str) -> None:
    name = make_url(postgres_url).database
    postgres_server.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert "is read-only. Point STUDY_DATABASE_URL to the primary server" in _refusal(postgres_url)


def test_a_missing_driver_is_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"Run `pip install -r requirements/postgresql\.txt`"):
        Database("postgresql://db.example.org/study")


def test_a_server_that_was_restarted_is_found_again(postgres_server: PostgresServer, postgres_url: str) -> None:
    database = Database(postgres_url)
    database.check_writable()
    postgres_server.execute(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{make_url(postgres_url).database}'"
    )
    database.check_writable()
    database.close()


def test_a_process_that_froze_in_a_write_lets_go_of_its_locks(postgres_url: str) -> None:
    frozen = open_engine(make_url(postgres_url), busy_seconds=1)
    with frozen.connect() as connection:
        kept = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    frozen.dispose()
    assert kept == "15s"


def test_whoever_finds_no_free_connection_is_told_that_nothing_was_stored(postgres_url: str) -> None:
    database = Database(postgres_url)
    database._engine.dispose()
    database._engine = create_engine(postgres_url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with database._engine.connect(), pytest.raises(Busy, match="Nothing was stored"):
        database.write(lambda record: record.audit("someone", "launch", {}, NOON))
    database.close()
