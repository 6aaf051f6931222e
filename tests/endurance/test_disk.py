"""A disk that is full, failing or read-only in mid-study: told plainly, nothing lost, and the session goes on."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from db import Database
from protocols import Study
from tests.endurance.conftest import STUDY, Start
from tests.endurance.faults import Fault, FullDisk, NoMoreBytes, Pragma, full_by_pages, read_only, small_disk
from tests.endurance.plain_app import PlainApp
from tests.endurance.proof import assert_everything_is_kept
from tests.endurance.trial import Trial
from tests.endurance.web_bot import crowd

pytestmark = pytest.mark.slow


def _live_through(fault: Fault, study: Study, port: int, address: str, *, writes_fail: bool = True) -> None:
    bot, bystander = crowd(study, [port], 2, 4)
    bystander.join()
    bystander.hang_up()
    trial = Trial(fault, port, bystander.cookie, writes_fail=writes_fail)
    trial.run(bot)
    print(dict(trial.seen), dict(bot.happened))
    assert bot.happened["503"] > 4
    assert_everything_is_kept(address, STUDY, [bot], bystanders=1)


@pytest.mark.parametrize(("make", "writes_fail"), [(read_only, True), (full_by_pages, False)])
def test_a_session_outlives_what_sqlite_refuses(
    make: Callable[[Database], Pragma], writes_fail: bool, study: Study, sqlite_url: str
) -> None:
    database = Database(sqlite_url)
    with PlainApp(database) as app:
        _live_through(make(database), study, app.port, sqlite_url, writes_fail=writes_fail)
    database.close()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux limits another process")
def test_a_session_outlives_a_disk_that_fails_at_every_write(start_server: Start, study: Study) -> None:
    server = start_server()
    _live_through(NoMoreBytes(server), study, server.port, server.address)
    assert "Traceback" not in server.log.read_text()


def test_a_session_outlives_a_full_disk(start_server: Start, study: Study, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", mebibytes=24) as disk:
        if disk is None:
            pytest.skip("only root may mount a small disk")
        server = start_server(f"sqlite:///{disk}/study.sqlite3")
        _live_through(FullDisk(disk), study, server.port, server.address)
        server.stop()
    assert "Traceback" not in server.log.read_text()
